"""Any record that a broker takes: it is handled or becomes a dead letter, and the group goes on."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import cramjam
import pytest
from aiokafka import AIOKafkaProducer, TopicPartition
from aiokafka.client import AIOKafkaClient
from aiokafka.protocol.produce import ProduceRequest
from aiokafka.record.default_records import DefaultRecordBatchBuilder
from aiokafka.record.util import calc_crc32c
from prometheus_client import REGISTRY

from local_stack.topics import Topic, ensure_topics
from shared.clock import SystemClock
from shared.consumer import Consumer, DependencyUnavailable
from shared.dead_letter import REDRIVE_HEADER, redrive
from shared.events import Event, new_event
from shared.ids import random_id
from shared.kafka import Producer
from shared.kafka_connection import KafkaConnection
from shared.kafka_unpacking import MOST_RECORDS
from shared.mongo import Database
from shared.progress import CannotRead
from shared.testing import PATIENCE, eventually

clock = SystemClock()
one_driver = pytest.mark.parametrize("database", ["pymongo"], indirect=True)
"""Where MongoDB has no part in what is shown."""
Pair = tuple[str, bytes | None]


@dataclass(frozen=True)
class Said:
    word: str


def said(subject: str, version: int, word: str = "a") -> bytes:
    return new_event(
        "vn.test.said.v1", source="test", subject=subject, version=version, at=clock.now(), payload=Said(word)
    ).encode()


Sent = tuple[bytes | None, bytes | None, list[Pair]]
"""Key, value and headers of a record, as a client sends it."""


@dataclass
class Group:
    """A topic of one partition, its group, and what the handler took."""

    database: Database
    bootstrap_servers: str
    producer: Producer
    topic: str
    group: str
    topic_named: Callable[[str], Any]
    handled: list[tuple[str, int]] = field(default_factory=list)
    fails: Callable[[Event], Exception | None] = lambda event: None

    async def handle(self, event: Event) -> None:
        if error := self.fails(event):
            raise error
        self.handled.append((event.subject, event.version))

    def consumer(self) -> Consumer:
        return Consumer(
            group=self.group,
            topics=[self.topic],
            handler=self.handle,
            parked=self.database["parked_events"],
            connection=KafkaConnection(self.bootstrap_servers),
            producer=self.producer,
            clock=clock,
        )

    async def put(self, key: bytes | None, value: bytes | None, *headers: Pair) -> None:
        await self.producer.send(self.topic, key, [value], headers)

    async def put_batch(self, batch: bytes) -> None:
        """Put the batch as another client may build it: aiokafka's own producer would refuse some."""
        client = AIOKafkaClient(bootstrap_servers=self.bootstrap_servers)
        await client.bootstrap()
        try:
            await client._wait_on_metadata(self.topic)
            node = client.cluster.leader_for_partition(TopicPartition(self.topic, 0))
            request = ProduceRequest(
                transactional_id=None, required_acks=-1, timeout=5_000, topics=[(self.topic, [(0, batch)])]
            )
            answer = await client.send(node, request)
            assert answer.topics[0][1][0][1] == 0, answer
        finally:
            await client.close()

    async def took(self, *events: tuple[str, int]) -> None:
        async def look() -> list[tuple[str, int]]:
            return self.handled

        await eventually(look, want=lambda handled: handled == list(events))

    async def letters(self, at_least: int) -> list[Any]:
        found: list[Any] = await self.topic_named(f"{self.group}.dlq").records(at_least=at_least)
        return found


@pytest.fixture
async def group(
    database: Database, kafka_bootstrap_servers: str, kafka_topic: Callable[..., Any], topic_named: Callable[..., Any]
) -> AsyncIterator[Group]:
    group = f"group-{random_id('g')}"
    letters = Topic(f"{group}.dlq", partitions=1, replication_factor=1, configs={})
    await ensure_topics(kafka_bootstrap_servers, [letters])
    async with Producer(KafkaConnection(kafka_bootstrap_servers), "test") as producer:
        topic = await kafka_topic(partitions=1)
        yield Group(database, kafka_bootstrap_servers, producer, topic, group, topic_named)


NOT_UTF8 = b"\xff\xfe\x00caf\xe9"


@pytest.mark.parametrize(
    ("key", "headers"),
    [
        pytest.param(b"a", [("content-type", None)], id="a header without value"),
        pytest.param(b"a", [("x", NOT_UTF8), ("x", b"twice"), ("", b""), ("a.$b\0", b"1")], id="odd headers"),
        pytest.param(b"a", [("redrive-for", None)], id="our own header without value"),
        pytest.param(NOT_UTF8, [], id="a key that is no UTF-8"),
        pytest.param(b"", [], id="an empty key"),
        pytest.param(None, [], id="no key"),
    ],
)
async def test_what_is_around_an_event_stops_nothing(
    group: Group,
    running: Callable[..., Any],
    key: bytes | None,
    headers: list[Pair],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It is handled; where the handler fails it is parked, tried again in order, and kept as it came."""
    monkeypatch.setattr("shared.retry_store.PARKED_EVENT_WAITS", (timedelta(milliseconds=50),) * 3)
    broken = {"a": 2, "never": 9}

    def fail(event: Event) -> Exception | None:
        if not broken.get(event.subject):
            return None
        broken[event.subject] -= 1
        return RuntimeError("not yet")

    group.fails = fail
    async with running(group.consumer().run):
        await group.put(key, said("a", 1), *headers)
        await group.put(key, said("a", 2), *headers)
        await group.took(("a", 1), ("a", 2))
        await group.put(key, said("never", 1), *headers)
        await group.put(key, said("b", 1), *headers)
        await group.took(("a", 1), ("a", 2), ("b", 1))
        (letter,) = await group.letters(1)
    assert letter.key == key
    assert Event.decode(letter.value).subject == "never"
    kept = [pair for pair in letter.headers if not pair[0].startswith("dlq-")]
    assert kept == [pair for pair in headers if pair[0] != "redrive-for"]
    assert dict(letter.headers)["dlq-attempts"] == b"4"


DEEP = 500_000


@one_driver
@pytest.mark.parametrize(
    "value",
    [
        pytest.param(None, id="a tombstone"),
        pytest.param(b"", id="nothing"),
        pytest.param(NOT_UTF8, id="no UTF-8"),
        pytest.param(b"[" * DEEP + b"]" * DEEP, id="a megabyte of nesting"),
        pytest.param(b'{"a":' * 150_000 + b"1" + b"}" * 150_000, id="a megabyte of nested objects"),
        pytest.param(b'"specversion"', id="a text"),
        pytest.param(said("a", 1).replace(b'"aggregateversion":1', b'"aggregateversion":1e400'), id="infinity"),
        pytest.param(said("a", 1).replace(b'"aggregateversion":1', b'"aggregateversion":' + b"9" * 40), id="huge"),
        pytest.param(said("a", 1).replace(b'"aggregateversion":1', b'"aggregateversion":-1'), id="negative"),
        pytest.param(said("a", 1).replace(b'"aggregateversion":1', b'"aggregateversion":[]'), id="a list"),
    ],
)
async def test_what_is_no_event_is_a_dead_letter_at_once(
    group: Group, running: Callable[..., Any], value: bytes | None
) -> None:
    await group.put(b"a", value, ("x", None))
    await group.put(b"a", said("a", 1))
    async with running(group.consumer().run):
        await group.took(("a", 1))
        (letter,) = await group.letters(1)
    headers = dict(letter.headers)
    assert (letter.key, letter.value, headers["x"]) == (b"a", value, None)
    assert (headers["dlq-topic"], headers["dlq-offset"]) == (group.topic.encode(), b"0")
    assert headers["dlq-error-class"] == b"InvalidEvent"


@one_driver
async def test_a_record_without_key_and_value_is_a_dead_letter(group: Group, running: Callable[..., Any]) -> None:
    await group.put_batch(batch((None, None, [])))
    await group.put(b"a", said("a", 1))
    async with running(group.consumer().run):
        await group.took(("a", 1))
        (letter,) = await group.letters(1)
    assert (letter.key, letter.value) == (None, b"")


@one_driver
async def test_a_record_as_large_as_its_topic_takes_is_kept_by_its_position(
    group: Group, running: Callable[..., Any]
) -> None:
    """The record would be too large for the topic of the dead letters with the reasons beside it."""
    await group.put(b"a", b"x" * (1024 * 1024 - 100))
    await group.put(b"a", said("a", 1))
    async with running(group.consumer().run):
        await group.took(("a", 1))
        (letter,) = await group.letters(1)
    headers = dict(letter.headers)
    assert (headers["dlq-position-only"], headers["dlq-offset"], letter.value) == (b"true", b"0", b"")
    logged: list[str] = []
    assert await redrive(group.group, KafkaConnection(group.bootstrap_servers), group.producer, say=logged.append) == 0
    (line,) = logged
    assert line.startswith(f"{group.topic}/0/0  (unreadable)  InvalidEvent: ")


def batch(*records: tuple[bytes | None, bytes | None, list[Pair]], codec: int = 0) -> bytes:
    """The records as they are sent. They are of now: Kafka drops what is older than the topic keeps, at any moment."""
    now = round(SystemClock().now().timestamp() * 1000)
    builder = DefaultRecordBatchBuilder(
        magic=2,
        compression_type=codec,
        is_transactional=False,
        producer_id=-1,
        producer_epoch=-1,
        base_sequence=-1,
        batch_size=100_000_000,
    )
    for number, (key, value, headers) in enumerate(records):
        builder.append(number, timestamp=now, key=key, value=value, headers=headers)
    return bytes(builder.build())


def edited(whole: bytes, before: bytes, after: bytes) -> bytes:
    """``whole`` with other bytes of the same length, and the checksum that fits: bytes 17 to 20, over what follows."""
    assert len(before) == len(after) and whole.count(before) == 1
    changed = bytearray(whole.replace(before, after))
    changed[17:21] = calc_crc32c(bytes(changed[21:])).to_bytes(4, "big")
    return bytes(changed)


def packed_anew(whole: bytes) -> bytes:
    """The batch with its records, from byte 61 on, packed by zstd: number 4 in its attributes, bytes 21 and 22."""
    changed = bytearray(whole[:61] + bytes(cramjam.zstd.compress(whole[61:])))
    changed[8:12] = (len(changed) - 12).to_bytes(4, "big")
    changed[21:23] = (4).to_bytes(2, "big")
    changed[17:21] = calc_crc32c(bytes(changed[21:])).to_bytes(4, "big")
    return bytes(changed)


@one_driver
async def test_what_the_client_library_refuses_is_left_out_by_its_position(
    group: Group, running: Callable[..., Any]
) -> None:
    """Here what unpacks to more than is taken; what comes after it is handled, also by the next member of the group."""
    await group.put(b"a", said("a", 1))
    await group.put(b"a", said("a", 2))
    await group.put_batch(batch((b"b", said("b", 1, "w" * 40_000_000), []), codec=4))
    await group.put(b"a", said("a", 3))
    async with running(group.consumer().run):
        await group.took(("a", 1), ("a", 2), ("a", 3))
        (letter,) = await group.letters(1)
        await group.put(b"a", said("a", 4))
        await group.took(("a", 1), ("a", 2), ("a", 3), ("a", 4))
    headers = dict(letter.headers)
    assert (headers["dlq-topic"], headers["dlq-partition"], headers["dlq-offset"]) == (
        group.topic.encode(),
        b"0",
        b"2",
    )
    assert headers["dlq-position-only"] == b"true"
    assert measured("consumer_events_total", group=group.group, outcome="unreadable") == 1
    async with running(group.consumer().run):
        await group.put(b"a", said("a", 5))
        await group.took(*(("a", number) for number in (1, 2, 3, 4, 5)))


@one_driver
@pytest.mark.parametrize("codec", [0, 4], ids=["plain", "zstd"])
async def test_a_name_of_a_header_that_is_no_utf_8_stops_nothing(
    group: Group, running: Callable[..., Any], codec: int
) -> None:
    """Clients in other languages may write one: neither its record is lost nor those behind it."""
    records: list[Sent] = [(b"a", said("a", number), [("MARK", b"1")] * (number == 2)) for number in (1, 2, 3)]
    whole = edited(batch(*records), b"MARK", b"\xff\xfe\xfd\xfc")
    await group.put_batch(packed_anew(whole) if codec else whole)
    await group.put(b"a", said("a", 4))
    async with running(group.consumer().run):
        await group.took(*(("a", number) for number in (1, 2, 3, 4)))
    assert measured("consumer_events_total", group=group.group, outcome="handled") == 4


@one_driver
async def test_a_codec_that_is_not_there_leaves_out_its_batch_only(
    group: Group, running: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    records: list[Sent] = [(b"a", said("a", number), []) for number in (2, 3, 4)]
    await group.put(b"a", said("a", 1))
    await group.put_batch(batch(*records, codec=4))
    await group.put(b"a", said("a", 5))
    monkeypatch.setattr("aiokafka.codec.cramjam", None)
    async with running(group.consumer().run):
        await group.took(("a", 1), ("a", 5))
        (letter,) = await group.letters(1)
    headers = dict(letter.headers)
    assert (headers["dlq-offset"], headers["dlq-last-offset"]) == (b"1", b"3")
    assert headers["dlq-error-class"] == b"UnsupportedCodecError"
    assert measured("consumer_events_total", group=group.group, outcome="unreadable") == 3


@one_driver
async def test_marks_of_transactions_are_no_lag(
    group: Group, running: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A transaction leaves a mark behind what it wrote, which nobody is handed."""
    monkeypatch.setattr("shared.progress.LOOK_EVERY", 0.1)
    async with (
        AIOKafkaProducer(bootstrap_servers=group.bootstrap_servers, transactional_id=random_id("txn")) as producer,
        producer.transaction(),
    ):
        await producer.send_and_wait(group.topic, said("a", 1), key=b"a")
    async with running(group.consumer().run):
        await group.took(("a", 1))

        async def lag() -> float | None:
            return measured("consumer_lag_events", group=group.group, topic=group.topic, partition="0")

        await eventually(lag, want=lambda waiting: waiting == 0)


@one_driver
@pytest.mark.parametrize("codec", ["gzip", "snappy", "lz4", "zstd"])
async def test_every_codec_is_read(group: Group, running: Callable[..., Any], codec: str) -> None:
    async with AIOKafkaProducer(bootstrap_servers=group.bootstrap_servers, compression_type=codec) as producer:
        for number in range(1, 4):
            await producer.send_and_wait(group.topic, said("a", number, "w" * 5_000), b"a")
    async with running(group.consumer().run):
        await group.took(("a", 1), ("a", 2), ("a", 3))


@one_driver
@pytest.mark.parametrize("codec", ["gzip", "snappy", "lz4", "zstd"])
async def test_every_codec_of_a_topic_is_read(group: Group, running: Callable[..., Any], codec: str) -> None:
    group.topic = f"packed-{random_id('t')}"
    packed = Topic(group.topic, partitions=1, replication_factor=1, configs={"compression.type": codec})
    await ensure_topics(group.bootstrap_servers, [packed])
    for number in range(1, 4):
        await group.put(b"a", said("a", number, "w" * 5_000))
    async with running(group.consumer().run):
        await group.took(("a", 1), ("a", 2), ("a", 3))


packed = pytest.mark.parametrize("codec", [1, 3, 4], ids=["gzip", "lz4", "zstd"])
"""The codecs by their numbers in a batch; snappy cannot pack so well."""


@one_driver
@packed
async def test_a_record_that_unpacks_to_more_than_a_topic_takes_is_kept_by_its_position(
    group: Group, running: Callable[..., Any], codec: int
) -> None:
    """A few kilobytes are sent; neither the dead letters nor MongoDB could keep what comes out, whoever handles it."""
    await group.put_batch(batch((b"a", said("a", 1, "w" * 18_000_000), []), codec=codec))
    await group.put_batch(batch((b"a", b"{}", [("", b"")] * 40_000), codec=codec))
    await group.put(b"a", said("a", 2))
    async with running(group.consumer().run):
        await group.took(("a", 2))
        letters = await group.letters(2)
    kept = [dict(letter.headers) for letter in letters]
    assert [(letter["dlq-offset"], letter["dlq-error-class"]) for letter in kept] == [
        (b"0", b"RecordTooLarge"),
        (b"1", b"RecordTooLarge"),
    ]
    assert kept[0]["dlq-position-only"] == b"true"


@one_driver
@packed
async def test_a_batch_that_unpacks_without_end_is_left_out(
    group: Group, running: Callable[..., Any], codec: int
) -> None:
    await group.put_batch(batch((b"a", said("a", 1, "w" * 40_000_000), []), codec=codec))
    await group.put(b"a", said("a", 2))
    async with running(group.consumer().run):
        await group.took(("a", 2))
        (letter,) = await group.letters(1)
    assert dict(letter.headers)["dlq-error-class"] == b"RecordTooLargeError"
    assert (letter.value, dict(letter.headers)["dlq-offset"]) == (b"", b"0")


@one_driver
async def test_a_batch_of_many_records_that_unpacks_without_end_is_left_out_at_once(
    group: Group, running: Callable[..., Any]
) -> None:
    """52 kB that become 40 MB. One position after the other would take hours, in which nobody is told anything."""
    one: Sent = (b"a", said("a", 1, "w" * 2_000), [])
    await group.put_batch(batch(*[one] * 20_000, codec=4))
    await group.put(b"a", said("a", 20_000))
    async with running(group.consumer().run):
        await group.took(("a", 20_000))
        (letter,) = await group.letters(1)
    headers = dict(letter.headers)
    assert (headers["dlq-offset"], headers["dlq-last-offset"]) == (b"0", b"19999")


@one_driver
@pytest.mark.parametrize("name", [b"x", NOT_UTF8], ids=["plain", "with a name that is no UTF-8"])
async def test_a_batch_of_more_records_than_anybody_sends_is_one_dead_letter(
    group: Group, running: Callable[..., Any], name: bytes
) -> None:
    """Nine kilobytes on the wire; each record would be a dead letter of its own."""
    empty: Sent = (None, b"", [])
    many = batch((None, b"", [("name-here", b"")]), *[empty] * MOST_RECORDS)
    await group.put_batch(packed_anew(edited(many, b"name-here", name.ljust(9, b"x")[:9])))
    await group.put(b"a", said("a", 1))
    async with running(group.consumer().run):
        await group.took(("a", 1))
        (letter,) = await group.letters(1)
    assert (dict(letter.headers)["dlq-offset"], dict(letter.headers)["dlq-last-offset"]) == (
        b"0",
        str(MOST_RECORDS).encode(),
    )


@one_driver
async def test_what_is_sent_again_for_another_group_is_counted(group: Group, running: Callable[..., Any]) -> None:
    await group.put(b"a", b"rubbish", (REDRIVE_HEADER, b"nobody"))
    await group.put(b"a", said("a", 1))
    async with running(group.consumer().run):
        await group.took(("a", 1))
    assert measured("consumer_events_total", group=group.group, outcome="redriven_elsewhere") == 1


def measured(name: str, **labels: str) -> float | None:
    return REGISTRY.get_sample_value(name, labels)


@one_driver
async def test_lag_is_measured_before_the_first_batch_and_while_a_handler_waits(
    group: Group, running: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.progress.LOOK_EVERY", 0.2)
    hold, held = asyncio.Event(), asyncio.Event()

    async def handle(event: Event) -> None:
        held.set()
        await hold.wait()

    for number in range(1, 8):
        await group.put(b"a", said("a", number))
    group.handle = handle  # type: ignore[method-assign]
    at = {"group": group.group, "topic": group.topic, "partition": "0"}

    async def lag() -> float | None:
        return measured("consumer_lag_events", **at)

    async with running(group.consumer().run):
        await asyncio.wait_for(held.wait(), PATIENCE)
        await eventually(lag, want=lambda waiting: waiting == 7)
        await group.put(b"a", said("a", 8))
        await eventually(lag, want=lambda waiting: waiting == 8)
        assert measured("consumer_connected", group=group.group) == 1
        hold.set()
        await eventually(lag, want=lambda waiting: waiting == 0)
    assert measured("consumer_connected", group=group.group) == 0
    assert measured("consumer_lag_seconds", group=group.group) is None, "nobody knows what waits"
    assert measured("consumer_lag_events", **at) is None, "another member tells of it now"


@one_driver
async def test_the_lag_is_the_age_of_what_waits_from_the_first_moment_after_a_restart(
    group: Group, running: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.progress.LOOK_EVERY", 0.02)
    hours = 3600.0
    group.fails = lambda event: DependencyUnavailable("down")
    connection, partition = KafkaConnection(group.bootstrap_servers), TopicPartition(group.topic, 0)
    async with connection.producer() as kafka:
        for number, age in ((1, 5 * hours), (2, 3 * hours), (3, 1 * hours)):
            at = int((time.time() - age) * 1000)
            await kafka.send_and_wait(group.topic, said("a", number), b"a", timestamp_ms=at)
    seen = set[float]()

    async def lag() -> float:
        found = measured("consumer_lag_seconds", group=group.group)
        seen.update(() if found is None else (found,))
        return -1 if found is None else found

    async with running(group.consumer().run):
        await eventually(lag, want=lambda seconds: seconds > 0)
        assert min(seen) > 4 * hours
    async with connection.consumer(group_id=group.group) as kafka:
        kafka.assign([partition])
        await kafka.commit({partition: 1})
    seen.clear()
    async with running(group.consumer().run):
        await eventually(lag, want=lambda seconds: seconds > 0)
        assert 2 * hours < min(seen) < 4 * hours
        group.fails = lambda event: None
        await group.took(("a", 2), ("a", 3))
        await eventually(lag, want=lambda seconds: seconds == 0)


@one_driver
async def test_that_it_cannot_read_is_told_and_that_kafka_is_away_is_not(
    group: Group, running: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.progress.LOOK_EVERY", 0.2)
    monkeypatch.setattr("shared.progress.CANNOT_READ_AFTER", 1.0)
    there, group.topic = group.topic, f"not-there-{random_id('t')}"
    cannot_read, group.bootstrap_servers = group.consumer(), "127.0.0.1:1"
    is_away = group.consumer()

    async def problem(of: Consumer) -> str:
        try:
            await of.check()
        except Exception as error:
            return str(error)
        return ""

    async with running(cannot_read.run), running(is_away.run):
        assert await problem(cannot_read) == ""
        said_so: Callable[[], Awaitable[str]] = lambda: problem(cannot_read)  # noqa: E731
        assert "nothing could be read" in await eventually(said_so)
        assert await problem(is_away) == ""
    assert there


@one_driver
async def test_a_topic_that_is_not_there_keeps_nobody_from_the_others(
    group: Group, running: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is told of, and read when it comes."""
    monkeypatch.setattr("shared.progress.LOOK_EVERY", 0.2)
    monkeypatch.setattr("shared.progress.CANNOT_READ_AFTER", 1.0)
    monkeypatch.setattr("shared.consumer.FIND_TOPICS_EVERY", 1.0)
    there, late = group.topic, f"late-{random_id('t')}"
    consumer = Consumer(
        group=group.group,
        topics=[late, there],
        handler=group.handle,
        parked=group.database["parked_events"],
        connection=KafkaConnection(group.bootstrap_servers),
        producer=group.producer,
        clock=clock,
    )

    async with running(consumer.run):
        await group.put(b"a", said("a", 1))
        await group.took(("a", 1))
        assert f"of {late}, which is not there" in await eventually(lambda: _problem(consumer))
        await group.put(b"a", said("a", 2))
        await group.took(("a", 1), ("a", 2))
        await ensure_topics(group.bootstrap_servers, [Topic(late, partitions=1, replication_factor=1, configs={})])
        group.topic = late
        await group.put(b"b", said("b", 1))
        await group.took(("a", 1), ("a", 2), ("b", 1))
        await eventually(lambda: _problem(consumer), want=lambda found: found == "")


@one_driver
async def test_a_topic_that_is_deleted_while_its_records_are_handled_keeps_nobody_from_the_others(
    group: Group, running: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its records can never be committed. It is told of, and Kafka is not said to be away."""
    monkeypatch.setattr("shared.progress.LOOK_EVERY", 0.2)
    monkeypatch.setattr("shared.progress.CANNOT_READ_AFTER", 1.0)
    monkeypatch.setattr("shared.consumer.COMMIT_SECONDS", 1.0)
    there, gone = group.topic, f"gone-{random_id('t')}"
    await ensure_topics(group.bootstrap_servers, [Topic(gone, partitions=1, replication_factor=1, configs={})])
    handling, deleted = asyncio.Event(), asyncio.Event()

    async def handle(event: Event) -> None:
        if event.subject == "gone":
            handling.set()
            await deleted.wait()
        await Group.handle(group, event)

    consumer = Consumer(
        group=group.group,
        topics=[gone, there],
        handler=handle,
        parked=group.database["parked_events"],
        connection=KafkaConnection(group.bootstrap_servers),
        producer=group.producer,
        clock=clock,
    )

    async def committed() -> int | None:
        async with KafkaConnection(group.bootstrap_servers).consumer(group_id=group.group) as kafka:
            found: int | None = await kafka.committed(TopicPartition(there, 0))
            return found

    async def cannot_read_seconds() -> float:
        return measured("consumer_cannot_read_seconds", group=group.group) or 0.0

    await group.put(b"a", said("a", 1))
    await group.producer.send(gone, b"gone", [said("gone", 1)])
    async with running(consumer.run):
        await asyncio.wait_for(handling.wait(), PATIENCE)
        await _delete(group.bootstrap_servers, [gone])
        deleted.set()
        assert f"of {gone}, which is not there" in await eventually(lambda: _problem(consumer))
        await group.put(b"a", said("a", 2))
        await eventually(lambda: _the_handled(group), want=lambda handled: ("a", 2) in handled)
        await eventually(committed, want=lambda offset: offset == 2)
        assert measured("consumer_connected", group=group.group) == 1
        assert measured("consumer_lag_events", group=group.group, topic=gone, partition="0") is None
        await eventually(cannot_read_seconds, want=lambda seconds: seconds > 1)


@one_driver
async def test_topics_that_are_lost_and_made_anew_are_all_read_again(
    group: Group, running: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Meanwhile the group is without a coordinator, as it is when the broker begins anew."""
    monkeypatch.setattr("shared.progress.LOOK_EVERY", 0.05)
    monkeypatch.setattr("shared.progress.ANSWER_SECONDS", 0.5)
    monkeypatch.setattr("shared.progress.CANNOT_READ_AFTER", 4.0)
    monkeypatch.setattr("shared.consumer.FIND_TOPICS_EVERY", 0.5)
    lost = False
    send = AIOKafkaClient.send

    async def sent(client: AIOKafkaClient, node: int, request: Any, **options: Any) -> Any:
        if lost and type(request).__name__.startswith("JoinGroup"):
            await asyncio.sleep(1)
        return await send(client, node, request, **options)

    monkeypatch.setattr(AIOKafkaClient, "send", sent)
    topics = [f"lost-{random_id('t')}" for _ in range(3)]
    made = [Topic(topic, partitions=1, replication_factor=1, configs={}) for topic in topics]
    await ensure_topics(group.bootstrap_servers, made)
    consumer = Consumer(
        group=group.group,
        topics=topics,
        handler=group.handle,
        parked=group.database["parked_events"],
        connection=KafkaConnection(group.bootstrap_servers),
        producer=group.producer,
        clock=clock,
    )

    async def put_into_each(version: int) -> None:
        for topic in topics:
            await group.producer.send(topic, b"a", [said(topic, version)])
        wanted = {(topic, version) for topic in topics}
        await eventually(lambda: _the_handled(group), want=lambda handled: wanted <= handled)

    async with running(consumer.run):
        await put_into_each(1)
        lost = True
        await _delete(group.bootstrap_servers, topics)
        await eventually(lambda: _problem(consumer), want=lambda said: all(topic in said for topic in topics))
        lost = False
        for topic in made:
            await ensure_topics(group.bootstrap_servers, [topic])
        await put_into_each(2)
        await eventually(lambda: _problem(consumer), want=lambda said: said == "")


async def _problem(consumer: Consumer) -> str:
    try:
        await consumer.check()
    except CannotRead as error:
        return str(error)
    return ""


async def _the_handled(group: Group) -> set[tuple[str, int]]:
    return set(group.handled)


async def _delete(bootstrap_servers: str, topics: list[str]) -> None:
    admin = KafkaConnection(bootstrap_servers).admin()
    await admin.start()
    try:
        await admin.delete_topics(topics)
    finally:
        await admin.close()


@one_driver
async def test_a_consumer_that_reads_nothing_because_nothing_comes_is_well(
    group: Group, running: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.progress.LOOK_EVERY", 0.2)
    monkeypatch.setattr("shared.progress.CANNOT_READ_AFTER", 6.0)
    first, spare = group.consumer(), group.consumer()
    async with running(first.run):
        await group.put(b"a", said("a", 1))
        await group.took(("a", 1))
        async with running(spare.run):
            # Longer than it may be silent, while each answer of Kafka that has nothing begins the time anew.
            await asyncio.sleep(8)
            await first.check()
            await spare.check()
