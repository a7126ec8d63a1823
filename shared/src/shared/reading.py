"""Reading from Kafka past what the client library cannot read.

aiokafka raises when a batch does not unpack: an unknown codec, a broken checksum, a count that cannot be. It
then stands at the same place for ever, and what the call had already drained from other partitions is gone with the
error. So after such an error the reader goes back to where each partition stood and reads record by record for a
while: the first good ones come out, and the position at which the same error comes twice, each time from a fresh
fetch, is reported as unreadable, with the rest of its batch: nothing behind it comes out either. Errors of the
connection and of the group are raised as they are.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Collection, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from gzip import BadGzipFile
from typing import TypeAlias

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.errors import (
    CorruptRecordException,
    KafkaError,
    RecordTooLargeError,
    TopicAuthorizationFailedError,
    UnsupportedCodecError,
)

from shared.kafka import KafkaUnavailable
from shared.kafka_connection import KafkaConnection, close
from shared.kafka_unpacking import batch_end
from shared.logs import get_logger

BATCH = 500
SHARE = 50
"""Records taken from a partition whose turn had not come."""
POLL_SECONDS = 0.5
CAREFUL_SECONDS = 10.0
"""How long after an error it reads record by record. That is slower and nothing else."""
LAST_SECONDS = 3.0
ANSWER_SECONDS = 20.0
"""How long nothing may come of what is there: then Kafka is away."""

Fetched: TypeAlias = Mapping[TopicPartition, Sequence[ConsumerRecord]]

log = get_logger()


@dataclass(frozen=True)
class Unreadable:
    """What stands at ``offset`` of ``partition`` and up to ``last`` does not come out of the client library."""

    partition: TopicPartition
    offset: int
    last: int
    error: Exception


class NotAllowed(Exception):
    """The service's user lacks the right to read a topic."""


class Reader:
    def __init__(self, kafka: AIOKafkaConsumer) -> None:
        self._kafka = kafka
        self._careful_until = 0.0
        self._failed: dict[TopicPartition, tuple[int, type[Exception]]] = {}

    async def read(self, positions: Mapping[TopicPartition, int]) -> tuple[Fetched, list[Unreadable]]:
        """What came within half a second, and what stands in the way.

        ``positions`` are the next offsets to handle. The caller seeks past what is unreadable once it is recorded.
        """
        if time.monotonic() >= self._careful_until:
            try:
                return await self._read_fairly(), []
            except Exception as error:
                if not _about_a_record(error):
                    raise
                log.warning("batch_not_readable", error=_say(error))
                self._seek(positions)
        return await self._read_each()

    async def _read_fairly(self) -> Fetched:
        """A batch, and where that is full some of every other partition: the client empties one after the other, and
        whoever fills one would keep all waiting.
        """
        fetched: dict[TopicPartition, Sequence[ConsumerRecord]] = {}
        fetched |= await self._kafka.getmany(timeout_ms=int(POLL_SECONDS * 1000), max_records=BATCH)
        if sum(map(len, fetched.values())) >= BATCH:
            for partition in self._kafka.assignment() - fetched.keys():
                fetched |= await self._kafka.getmany(partition, timeout_ms=0, max_records=SHARE)
        return fetched

    def _seek(self, positions: Mapping[TopicPartition, int]) -> None:
        """Raises ``KafkaError`` when a rebalance came during the call: nobody knows yet where the new ones stand, and a
        new connection begins at what was committed."""
        self._careful_until = time.monotonic() + CAREFUL_SECONDS
        assigned = self._kafka.assignment()
        if not assigned <= positions.keys():
            raise KafkaError("assigned anew while reading")
        for partition in assigned:
            self._kafka.seek(partition, positions[partition])

    async def _read_each(self) -> tuple[Fetched, list[Unreadable]]:
        fetched: dict[TopicPartition, list[ConsumerRecord]] = {}
        unreadable: list[Unreadable] = []
        until = time.monotonic() + POLL_SECONDS
        while not fetched and not unreadable and time.monotonic() < until:
            for partition in self._kafka.assignment():
                records, error = await self._read_one_by_one(partition)
                if records:
                    fetched[partition] = records
                if error is not None:
                    self._careful_until = time.monotonic() + CAREFUL_SECONDS
                    failed = await self._kafka.position(partition), type(error)
                    if self._failed.get(partition) == failed:
                        end = batch_end(error) or 0
                        unreadable.append(Unreadable(partition, failed[0], max(failed[0], end - 1), error))
                    self._failed[partition] = failed
            await asyncio.sleep(0.02)
        return fetched, unreadable

    async def _read_one_by_one(self, partition: TopicPartition) -> tuple[list[ConsumerRecord], Exception | None]:
        records: list[ConsumerRecord] = []
        try:
            while len(records) < BATCH:
                one = await self._kafka.getmany(partition, timeout_ms=0, max_records=1)
                if not one:
                    break
                records += one[partition]
        except Exception as error:
            if not _about_a_record(error):
                raise
            return records, error
        return records, None


def _about_a_record(error: Exception) -> bool:
    """Decompressors raise what they like; the client's own errors are mostly about the connection or the group."""
    if isinstance(error, KafkaError):
        return isinstance(error, CorruptRecordException | UnsupportedCodecError | RecordTooLargeError)
    return not isinstance(error, OSError) or isinstance(error, BadGzipFile)


def _say(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:200]


@asynccontextmanager
async def all_so_far(connection: KafkaConnection, topics: Sequence[str]) -> AsyncIterator[AsyncIterator[bytes | None]]:
    """The values of all records that ``topics`` hold now, those of a key in their order, without what is unreadable.

    Raises ``KafkaUnavailable`` when a topic is not there or Kafka does not answer, at the beginning or on the way.
    """
    kafka = connection.consumer(*topics, group_id=None, auto_offset_reset="earliest")
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            await kafka.start()
            ends = await kafka.end_offsets(sorted(kafka.assignment()))
        yield _values(kafka, ends)
    except (KafkaError, TimeoutError, OSError) as error:
        raise KafkaUnavailable(type(error).__name__) from error
    finally:
        await close(kafka)


async def held_offsets(kafka: AIOKafkaConsumer, topics: Iterable[str]) -> dict[TopicPartition, range]:
    """What each partition of ``topics`` holds: the first offset that is kept to the next to come. All must be there.

    Partitions are assigned by hand, so that whoever reads them in the group of ``kafka`` keeps its share.
    """
    firsts = [TopicPartition(topic, 0) for topic in topics]
    kafka.assign(firsts)
    await kafka.end_offsets(firsts)  # now the topics are known, with all their partitions
    every = [TopicPartition(first.topic, n) for first in firsts for n in kafka.partitions_for_topic(first.topic) or ()]
    ends, beginnings = await kafka.end_offsets(every), await kafka.beginning_offsets(every)
    return {partition: range(beginnings[partition], ends[partition]) for partition in every}


async def last_before(connection: KafkaConnection, topics: Collection[str], moment: datetime) -> list[ConsumerRecord]:
    """The last record that each partition of those ``topics`` that are there had at ``moment``, by the records' own
    times, without what is unreadable, or what a compacted topic has dropped since.

    Raises ``KafkaUnavailable`` when Kafka does not answer within three seconds, and ``NotAllowed``.
    """
    kafka = connection.consumer(group_id=None)
    try:
        async with asyncio.timeout(LAST_SECONDS):
            await kafka.start()
            held = await held_offsets(kafka, sorted(await kafka.topics() & {*topics}))
            later = await kafka.offsets_for_times(dict.fromkeys(held, round(moment.timestamp() * 1000)))
            ends = {
                partition: found.offset if (found := later[partition]) else held[partition].stop for partition in held
            }
            wanted = {partition: end for partition, end in ends.items() if end > held[partition].start}
            kafka.assign([*wanted])
            for partition, end in wanted.items():
                kafka.seek(partition, end - 1)
            return await each_up_to(kafka, wanted)
    except TopicAuthorizationFailedError as error:
        raise NotAllowed(str(error)) from error
    except (KafkaError, TimeoutError, OSError) as error:
        raise KafkaUnavailable(type(error).__name__) from error
    finally:
        await close(kafka)


async def each_up_to(kafka: AIOKafkaConsumer, ends: Mapping[TopicPartition, int]) -> list[ConsumerRecord]:
    """The records from where ``kafka`` stands up to ``ends``, which must be there, without what is unreadable."""
    reader, found = Reader(kafka), list[ConsumerRecord]()
    while True:
        positions = {partition: await kafka.position(partition) for partition in ends}
        if all(positions[partition] >= end for partition, end in ends.items()):
            return found
        fetched, unreadable = await reader.read(positions)
        for partition, records in fetched.items():
            found += [record for record in records if record.offset < ends[partition]]
        for gap in unreadable:
            kafka.seek(gap.partition, gap.last + 1)


async def _values(kafka: AIOKafkaConsumer, ends: Mapping[TopicPartition, int]) -> AsyncIterator[bytes | None]:
    """Up to ``ends``: a quiet topic may as well be one that does not answer."""
    reader, before, moved_at = Reader(kafka), dict[TopicPartition, int](), time.monotonic()
    while True:
        async with asyncio.timeout(ANSWER_SECONDS):
            positions = {partition: await kafka.position(partition) for partition in ends}
        if all(positions[partition] >= end for partition, end in ends.items()):
            return
        if positions != before:
            before, moved_at = positions, time.monotonic()
        elif time.monotonic() - moved_at > ANSWER_SECONDS:
            raise TimeoutError
        fetched, unreadable = await reader.read(positions)
        for records in fetched.values():
            for record in records:
                yield record.value
        for gap in unreadable:
            kafka.seek(gap.partition, gap.last + 1)
