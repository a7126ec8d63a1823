"""What the reader does when the client library refuses a batch at an awkward moment."""

from typing import Any

import pytest
from aiokafka import TopicPartition
from aiokafka.errors import KafkaError, UnsupportedCodecError

from shared.reading import BATCH, Reader, _values

OLD, NEW = TopicPartition("t", 0), TopicPartition("t", 1)


class Refusing:
    """An assigned consumer whose next batch does not unpack."""

    def __init__(self, *assigned: TopicPartition) -> None:
        self.assigned = set(assigned)
        self.sought: list[tuple[TopicPartition, int]] = []

    def assignment(self) -> set[TopicPartition]:
        return self.assigned

    async def getmany(self, *partitions: TopicPartition, **_: Any) -> dict[TopicPartition, list[Any]]:
        if not partitions:
            raise UnsupportedCodecError("a codec nobody has")
        return {}

    def seek(self, partition: TopicPartition, offset: int) -> None:
        self.sought.append((partition, offset))


class Full:
    """A consumer with more than a batch in its first partition, and something in the others."""

    def __init__(self, *assigned: TopicPartition) -> None:
        self.first, *self.others = assigned

    def assignment(self) -> frozenset[TopicPartition]:
        return frozenset({self.first, *self.others})

    async def getmany(
        self, *partitions: TopicPartition, timeout_ms: int, max_records: int
    ) -> dict[TopicPartition, list[str]]:
        if not partitions:
            return {self.first: ["one of many"] * max_records}
        return {partition: ["waited"] * min(3, max_records) for partition in partitions}


async def test_a_full_partition_leaves_room_for_the_others() -> None:
    others = [TopicPartition("t", number) for number in range(1, 4)]
    fetched, unreadable = await Reader(Full(OLD, *others)).read({})
    assert {partition: len(records) for partition, records in fetched.items()} == {OLD: BATCH} | dict.fromkeys(
        others, 3
    )
    assert unreadable == []


@pytest.mark.slow
async def test_after_a_batch_that_does_not_unpack_each_partition_goes_back_to_where_it_stood() -> None:
    kafka = Refusing(OLD)
    assert await Reader(kafka).read({OLD: 5}) == ({}, [])
    assert kafka.sought == [(OLD, 5)]


async def test_a_partition_that_came_meanwhile_begins_anew_instead_of_ending_the_process() -> None:
    kafka = Refusing(OLD, NEW)
    with pytest.raises(KafkaError, match="assigned anew"):
        await Reader(kafka).read({OLD: 5})
    assert kafka.sought == []


class Silent:
    """A consumer to which a broker that stands still gives nothing."""

    def assignment(self) -> set[TopicPartition]:
        return {OLD}

    async def position(self, partition: TopicPartition) -> int:
        return 3

    async def getmany(self, *partitions: TopicPartition, **_: Any) -> dict[TopicPartition, list[Any]]:
        return {}


async def test_a_broker_that_stands_still_is_not_taken_for_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.reading.ANSWER_SECONDS", 0.05)
    assert [value async for value in _values(Silent(), {OLD: 3})] == []
    with pytest.raises(TimeoutError):
        async for _ in _values(Silent(), {OLD: 4}):
            pass
