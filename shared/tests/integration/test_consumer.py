"""The consumer's promise: no event lost, order kept within an aggregate, a bad one harms no other."""

import asyncio
import inspect
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from aiokafka import TopicPartition
from aiokafka.client import AIOKafkaClient
from aiokafka.errors import RequestTimedOutError
from aiokafka.partitioner import DefaultPartitioner
from prometheus_client import REGISTRY

from local_stack.topics import Topic, ensure_topics
from shared.clock import SystemClock
from shared.consumer import LONGEST_KEY, Consumer
from shared.dead_letter import DeadLetters, DeadLettersWaiting, count_waiting, redrive, topic_of
from shared.events import Event, InvalidEvent, new_event
from shared.ids import random_id
from shared.kafka import KafkaUnavailable, Producer
from shared.kafka_connection import KafkaConnection
from shared.mongo import Database
from shared.reading import BATCH, Reader
from shared.retry_store import ParkedEvents, Received
from shared.testing import PATIENCE, eventually

clock = SystemClock()


@dataclass(frozen=True)
class Said:
    word: str


@dataclass
class World:
    """A topic with its consumer group; ``handled`` is what the handler has taken, in order."""

    database: Database
    connection: KafkaConnection
    producer: Producer
    topic: str
    group: str
    handled: list[tuple[str, int]] = field(default_factory=list)
    fails: Callable[[Event], Exception | None] = lambda event: None

    async def handle(self, event: Event) -> None:
        if error := self.fails(event):
            raise error
        self.handled.append((event.subject, event.version))

    def consumer(
        self, handler: Callable[[Event], Awaitable[None]] | None = None, parked: Any | None = None
    ) -> Consumer:
        return Consumer(
            group=self.group,
            topics=[self.topic],
            handler=handler or self.handle,
            parked=self.database["parked_events"] if parked is None else parked,
            connection=self.connection,
            producer=self.producer,
            clock=clock,
        )

    async def publish(self, subject: str, *versions: int) -> None:
        events = [
            new_event("vn.test.said.v1", source="test", subject=subject, version=v, at=clock.now(), payload=Said("a"))
            for v in versions
        ]
        await self.producer.send(self.topic, subject, [event.encode() for event in events])

    async def handled_at_least(self, count: int) -> None:
        async def look() -> int:
            return len(self.handled)

        await eventually(look, want=lambda n: n >= count)

    def of(self, subject: str) -> list[int]:
        return [version for about, version in self.handled if about == subject]


class SlowToSayWhatIsParked:
    """The collection of parked events, in a database under load."""

    def __init__(self, collection: Any) -> None:
        self._collection = collection

    def __getattr__(self, name: str) -> Any:
        return getattr(self._collection, name)

    async def aggregate(self, *args: Any) -> Any:
        await asyncio.sleep(1)
        cursor = self._collection.aggregate(*args)
        return await cursor if inspect.isawaitable(cursor) else cursor


@pytest.fixture
async def producer(kafka_bootstrap_servers: str) -> AsyncIterator[Producer]:
    async with Producer(KafkaConnection(kafka_bootstrap_servers), "test") as producer:
        yield producer


@pytest.fixture
async def world(
    database: Database, kafka_bootstrap_servers: str, producer: Producer, kafka_topic: Callable[..., Any]
) -> World:
    group = f"group-{random_id('g')}"
    await ensure_topics(
        kafka_bootstrap_servers, [Topic(f"{group}.dlq", partitions=1, replication_factor=1, configs={})]
    )
    return World(database, KafkaConnection(kafka_bootstrap_servers), producer, await kafka_topic(partitions=2), group)


async def test_events_of_an_aggregate_come_in_order_and_only_once_after_a_restart(
    world: World, running: Callable[..., Any]
) -> None:
    for subject in "abcdef":
        await world.publish(subject, 1, 2, 3)
    async with running(world.consumer().run):
        await world.handled_at_least(18)
    async with running(world.consumer().run):
        await world.publish("a", 4)
        await world.handled_at_least(19)
    assert world.of("a") == [1, 2, 3, 4]
    assert all(world.of(subject) == [1, 2, 3] for subject in "bcdef")


async def test_a_topic_that_is_not_there_yet_keeps_nobody_from_stopping(world: World) -> None:
    world.topic = f"not-there-{random_id('t')}"
    stop = asyncio.Event()
    running = asyncio.create_task(world.consumer().run(stop))

    async def connected() -> bool:
        return REGISTRY.get_sample_value("consumer_connected", {"group": world.group}) == 1

    await eventually(connected)
    stop.set()
    await asyncio.wait_for(running, PATIENCE)


async def test_a_failing_event_holds_back_its_own_aggregate_only_and_then_all_follow_in_order(
    world: World, running: Callable[..., Any]
) -> None:
    broken = True
    world.fails = lambda event: (
        RuntimeError("not yet") if broken and event.subject == "bad" and event.version == 2 else None
    )
    async with running(world.consumer().run):
        await world.publish("bad", 1, 2, 3)
        await world.publish("good", 1, 2, 3)
        await world.publish("bad", 4)
        await world.handled_at_least(4)
        parked = world.database["parked_events"]
        await eventually(lambda: parked.count_documents({}), want=lambda count: count == 3)
        assert (world.of("bad"), world.of("good")) == ([1], [1, 2, 3])
        broken = False
        await world.handled_at_least(7)
        await eventually(lambda: parked.count_documents({}), want=lambda count: count == 0)
        await world.publish("bad", 5)
        await world.handled_at_least(8)
    assert world.of("bad") == [1, 2, 3, 4, 5]


async def test_parked_events_survive_a_restart_and_still_hold_back_later_ones(
    world: World, running: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.retry_store.PARKED_EVENT_WAITS", (timedelta(seconds=4),) * 3)
    world.fails = lambda event: RuntimeError("down") if event.subject == "bad" else None
    async with running(world.consumer().run):
        await world.publish("bad", 1)
        await eventually(lambda: world.database["parked_events"].count_documents({}))
    world.fails = lambda event: None
    await world.publish("bad", 2)  # there already when the partitions are given out: the hardest moment
    async with running(world.consumer(parked=SlowToSayWhatIsParked(world.database["parked_events"])).run):
        await world.publish("good", 1)
        await world.handled_at_least(3)
    assert world.of("bad") == [1, 2]
    assert world.handled[0] == ("good", 1)


async def test_what_waits_behind_an_event_another_member_has_settled_is_tried_at_once(
    world: World, running: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.retry_store.PARKED_EVENT_WAITS", (timedelta(hours=1),))
    world.fails = lambda event: RuntimeError("down") if event.version == 1 else None
    parked = world.database["parked_events"]
    async with running(world.consumer().run):
        await world.publish("bad", 1)
        await eventually(lambda: parked.count_documents({}))
        await parked.delete_many({})  # as the member that had the partition before would
        await world.publish("bad", 2)
        await world.handled_at_least(1)
    assert world.of("bad") == [2]


async def test_what_cannot_be_understood_is_a_dead_letter_at_once(
    world: World, running: Callable[..., Any], topic_named: Callable[..., Any]
) -> None:
    world.fails = lambda event: InvalidEvent("data.citizen_id missing") if event.subject == "odd" else None
    await world.producer.send(world.topic, "x", [b"not json 0912345678"])
    await world.publish("odd", 1)
    await world.publish("x", 1)
    async with running(world.consumer().run):
        await world.handled_at_least(1)
        letters = await topic_named(f"{world.group}.dlq").records(at_least=2)
    headers = {letter.key: {name: value.decode() for name, value in letter.headers} for letter in letters}
    assert {letter.key: letter.value for letter in letters}[b"x"] == b"not json 0912345678"
    assert headers[b"x"]["dlq-topic"] == world.topic
    assert headers[b"x"]["dlq-offset"].isdigit()
    assert headers[b"odd"]["dlq-error"] == "data.citizen_id missing"
    assert "0912345678" not in headers[b"x"]["dlq-error"]


async def test_a_key_that_is_no_id_is_a_dead_letter_and_never_parked(
    world: World, running: Callable[..., Any], topic_named: Callable[..., Any]
) -> None:
    world.fails = lambda event: RuntimeError("never") if event.version == 1 else None
    await world.publish("k" * (LONGEST_KEY + 1), 1)
    await world.publish("x", 2)
    async with running(world.consumer().run):
        await world.handled_at_least(1)
        (letter,) = await topic_named(f"{world.group}.dlq").records(at_least=1)
    assert dict(letter.headers)["dlq-error-class"] == b"RecordTooLarge"
    assert await world.database["parked_events"].count_documents({}) == 0


async def test_a_start_learns_of_more_parked_keys_than_one_answer_of_the_database_holds(world: World) -> None:
    collection, partition = world.database["parked_events"], TopicPartition(world.topic, 0)
    of_it = {"group": world.group, "topic": world.topic, "partition": 0}
    for start in range(0, 20_000, 2_000):
        keys = [f"{number:0{LONGEST_KEY}}".encode() for number in range(start, start + 2_000)]
        await collection.insert_many([{**of_it, "key": key, "offset": 0} for key in keys])  # 20 MB in all
    parked = ParkedEvents(world.group, collection)
    await parked.own(frozenset({partition}))
    waits = Received(world.topic, 0, 1, key=f"{19_999:0{LONGEST_KEY}}".encode(), value=b"")
    assert await parked.wait_behind(waits)


async def test_who_fills_one_partition_does_not_keep_the_others_waiting(
    world: World, running: Callable[..., Any]
) -> None:
    def dead() -> float:
        counted = REGISTRY.get_sample_value("consumer_events_total", {"group": world.group, "outcome": "dead"})
        return counted or 0.0

    before: list[float] = []

    async def handle(event: Event) -> None:
        before.append(dead())

    first, other = await _keys_of_two_partitions(world)
    await world.producer.send(world.topic, first, [b"rubbish"] * 5_000)
    await world.publish(other, 1)
    async with running(world.consumer(handle).run):
        await eventually(lambda: _value(before), want=bool)
    assert before[0] <= 3 * BATCH


async def _value(value: Any) -> Any:
    return value


async def _keys_of_two_partitions(world: World) -> tuple[str, str]:
    """Two keys that Kafka's own rule puts apart, the one of the first partition first."""
    partitioner = DefaultPartitioner()
    by_partition = {partitioner(f"k{n}".encode(), [0, 1], [0, 1]): f"k{n}" for n in range(20)}
    return by_partition[0], by_partition[1]


async def test_after_the_last_try_it_is_a_dead_letter_and_the_others_go_on(
    world: World, running: Callable[..., Any], topic_named: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.retry_store.PARKED_EVENT_WAITS", (timedelta(milliseconds=50),) * 2)
    world.fails = lambda event: RuntimeError("never") if event.version == 1 else None
    await world.publish("bad", 1, 2)
    async with running(world.consumer().run):
        await world.handled_at_least(1)
        (letter,) = await topic_named(f"{world.group}.dlq").records(at_least=1)
    assert dict(letter.headers)["dlq-attempts"] == b"3"
    assert Event.decode(letter.value).version == 1
    assert world.of("bad") == [2]


@pytest.mark.parametrize("error", [KafkaUnavailable("down"), ConnectionError])
async def test_while_the_database_or_broker_is_down_nothing_is_parked_or_lost(
    world: World, running: Callable[..., Any], error: Any
) -> None:
    from shared.mongo import MONGO_UNAVAILABLE

    down = True
    outage = error if isinstance(error, Exception) else MONGO_UNAVAILABLE[0]("no server")
    world.fails = lambda event: outage if down else None
    await world.publish("a", 1, 2)
    async with running(world.consumer().run):
        await asyncio.sleep(3)
        assert world.handled == []
        assert await world.database["parked_events"].count_documents({}) == 0
        down = False
        await world.handled_at_least(2)
    assert world.of("a") == [1, 2]


async def test_a_process_that_stood_still_joins_again_and_leaves_nothing_behind(
    world: World, running: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its fetches have timed out, and one waits to be sent again when the loop gives up the connection."""
    send, read = AIOKafkaClient.send, Reader.read
    stood_still: list[AIOKafkaClient] = []
    timed_out, given_up = asyncio.Event(), asyncio.Event()

    async def sent(client: AIOKafkaClient, node: int, request: Any, **options: Any) -> Any:
        fetches = type(request).__name__.startswith("Fetch")
        if fetches and world.handled and not given_up.is_set():
            stood_still.append(client)
            timed_out.set()
        if fetches and client in stood_still:
            raise RequestTimedOutError
        return await send(client, node, request, **options)

    async def read_once(reader: Reader, positions: Any) -> Any:
        if world.handled and not given_up.is_set():
            await timed_out.wait()
            given_up.set()
            raise RequestTimedOutError
        return await read(reader, positions)

    monkeypatch.setattr(AIOKafkaClient, "send", sent)
    monkeypatch.setattr(Reader, "read", read_once)
    await world.publish("a", 1)
    async with running(world.consumer().run):
        await asyncio.wait_for(given_up.wait(), PATIENCE)
        await world.publish("a", 2)
        await world.handled_at_least(2)
        assert len(_asking_for_topics()) == 2, "the producer and the consumer"
    assert world.of("a") == [1, 2]


def _asking_for_topics() -> list[Any]:
    """The tasks of open connections to Kafka."""
    return [task for task in asyncio.all_tasks() if "_md_synchronizer" in repr(task.get_coro())]


async def test_redrive_sends_the_dead_letters_again_once_and_for_this_group_only(
    world: World, running: Callable[..., Any], topic_named: Callable[..., Any]
) -> None:
    world.fails = lambda event: InvalidEvent("data.citizen_id\nmissing") if event.subject == "bad" else None
    other_group = World(world.database, world.connection, world.producer, world.topic, f"{world.group}-b")

    async def waiting() -> int | None:
        found = await count_waiting(world.group, world.connection)
        return found.letters if found else None

    await world.publish("bad", 1)
    await world.publish("good", 1)
    async with running(world.consumer().run):
        await world.handled_at_least(1)
        await topic_named(f"{world.group}.dlq").records(at_least=1)
    world.fails = lambda event: None
    assert await waiting() == 1
    assert await count_waiting(f"{world.group}.unheard-of", world.connection) is None
    said: list[str] = []
    assert await redrive(world.group, world.connection, world.producer, dry_run=True, say=said.append) == 1
    assert said[0].endswith("vn.test.said.v1  InvalidEvent: data.citizen_id missing")
    assert await redrive(world.group, world.connection, world.producer, say=said.append) == 1
    assert await redrive(world.group, world.connection, world.producer, say=said.append) == 0
    assert await waiting() == 0
    async with running(world.consumer().run), running(other_group.consumer().run):
        await world.handled_at_least(2)
        await other_group.handled_at_least(2)
        await world.publish("after", 1)
        await other_group.handled_at_least(3)
    assert world.of("bad") == [1]
    assert other_group.of("bad") == [1]


async def test_the_oldest_dead_letter_that_waits_is_told_by_its_own_age(
    world: World, running: Callable[..., Any]
) -> None:
    """Whoever counts may have begun a moment ago."""
    topic, hour = topic_of(world.group), 3600.0
    async with world.connection.producer() as kafka:
        for age in (30 * hour, 9 * hour):
            at = int((time.time() - age) * 1000)
            await kafka.send_and_wait(topic, b"one", timestamp_ms=at)

    async def oldest_is(age: float) -> bool:
        seconds = REGISTRY.get_sample_value("dead_letters_oldest_seconds", {"group": world.group})
        return seconds is not None and abs(seconds - age) < hour / 2

    for sent_again, age in ((0, 30 * hour), (1, 9 * hour), (2, 0.0)):
        async with world.connection.consumer(group_id=f"{world.group}.redrive") as kafka:
            kafka.assign([TopicPartition(topic, 0)])
            await kafka.position(TopicPartition(topic, 0))  # where it stands itself, which its goodbye may not commit
            await kafka.commit({TopicPartition(topic, 0): sent_again})
        async with running(DeadLettersWaiting([world.group], world.connection).watch):
            await eventually(partial(oldest_is, age))


async def test_redrive_leaves_what_no_topic_takes_and_sends_the_rest(
    world: World, kafka_bootstrap_servers: str, topic_named: Callable[..., Any]
) -> None:
    """The topic is not there any more, or takes no record so large."""
    small = f"small-{random_id('t')}"
    await ensure_topics(
        kafka_bootstrap_servers,
        [Topic(small, partitions=1, replication_factor=1, configs={"max.message.bytes": "300"})],
    )
    letters = DeadLetters(world.group, world.producer, clock)
    for topic in (f"gone-{random_id('t')}", world.topic, small, world.topic):
        received = Received(topic, 0, 7, key=b"a", value=b"x" * 300)
        await letters.send(received, RuntimeError("down"), attempts=1)
    said: list[str] = []
    assert await redrive(world.group, world.connection, world.producer, dry_run=True, say=said.append) == 3
    assert await redrive(world.group, world.connection, world.producer, say=said.append) == 2
    assert [line.split("/")[0] for line in said if "không còn chủ đề" in line] == [said[0].split("/")[0]] * 2
    assert [line.strip()[:14] for line in said].count("không gửi được") == 1
    assert len(await topic_named(world.topic).records(at_least=2)) == 2
    assert await redrive(world.group, world.connection, world.producer, say=said.append) == 0


async def test_the_trace_and_request_id_of_the_event_are_those_of_the_handler(
    world: World, running: Callable[..., Any]
) -> None:
    from shared.tracing import bind, current_request_id, current_traceparent

    seen: list[tuple[str, str]] = []

    async def handler(event: Event) -> None:
        seen.append((current_request_id(), current_traceparent()))

    with bind("req-0000001", "00-" + "a" * 32 + "-" + "b" * 16 + "-01"):
        await world.publish("a", 1)

    async def look() -> int:
        return len(seen)

    async with running(world.consumer(handler).run):
        await eventually(look)
    request_id, traceparent = seen[0]
    assert request_id == "req-0000001"
    assert traceparent.startswith("00-" + "a" * 32)
    assert "b" * 16 not in traceparent
