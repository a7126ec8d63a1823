"""The outbox's promise: whatever is stored with an aggregate reaches Kafka, in order, and is then gone."""

import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from prometheus_client import REGISTRY, generate_latest
from pymongo.uri_parser import parse_uri

from local_stack.ports import free_ports
from shared import metrics
from shared.clock import SystemClock
from shared.events import Event, new_event
from shared.kafka import Producer
from shared.kafka_connection import KafkaConnection
from shared.leases import Leases
from shared.mongo import Collection, Database, ensure_indexes, open_mongo
from shared.outbox import INDEX, PENDING, ROOM_LEFT, change, entry
from shared.relay import Relay
from shared.schedules import RELAY_LEASE
from shared.testing import FakeClock, eventually, let_leases_end, never_confirmed, settings_on
from shared.wakeup import Wakeup

clock = SystemClock()


@dataclass(frozen=True)
class Moved:
    step: int
    note: str = ""


def moved(subject: str, version: int, note: str = "") -> Event:
    return new_event(
        "vn.test.thing.moved.v1",
        source="test",
        subject=subject,
        version=version,
        at=clock.now(),
        payload=Moved(version, note),
    )


@pytest.fixture
async def things(database: Database) -> Collection:
    await ensure_indexes(database["things"], [INDEX])
    return database["things"]


@pytest.fixture
async def producer(kafka_bootstrap_servers: str) -> AsyncIterator[Producer]:
    async with Producer(KafkaConnection(kafka_bootstrap_servers), "test") as producer:
        yield producer


@dataclass
class Bench:
    things: Collection
    producer: Producer
    topic: str

    def relay(
        self,
        holder: str = "one",
        wakeup: Wakeup | None = None,
        watch: bool = False,
        elsewhere: dict[str, str] | None = None,
    ) -> Relay:
        leases = Leases(self.things.database["leases"], holder)
        return Relay(
            collection=self.things,
            topic=self.topic,
            producer=self.producer,
            leases=leases,
            clock=clock,
            wakeup=wakeup or Wakeup(),
            watch=watch,
            elsewhere=elsewhere,
        )

    async def create(self, subject: str, steps: int = 1, note: str = "") -> None:
        events = [moved(subject, version, note) for version in range(1, steps + 1)]
        await self.things.insert_one({"_id": subject, "version": steps, "outbox": [entry(event) for event in events]})

    async def move(self, subject: str, version: int) -> bool:
        seen = {"_id": subject, "version": version, **ROOM_LEFT}
        outcome = await self.things.update_one(seen, change({}, [moved(subject, version + 1)]))
        return outcome.modified_count == 1

    async def drained(self) -> None:
        await eventually(lambda: self.things.count_documents(dict(PENDING)), want=lambda left: left == 0)


@pytest.fixture
async def bench(things: Collection, producer: Producer, kafka_topic: Callable[..., Any]) -> Bench:
    return Bench(things, producer, await kafka_topic(partitions=3))


async def test_every_event_is_published_in_order_and_taken_out(
    bench: Bench, running: Callable[..., Any], topic_named: Callable[..., Any]
) -> None:
    async with running(bench.relay().run):
        await asyncio.gather(*(bench.create(f"t{n}") for n in range(40)))
        for version in range(1, 6):
            assert all(await asyncio.gather(*(bench.move(f"t{n}", version) for n in range(40))))
        await bench.drained()
    records = await topic_named(bench.topic).records(at_least=240)
    seen: dict[bytes, list[int]] = defaultdict(list)
    for record in records:
        event = Event.decode(record.value)
        assert record.key == event.subject.encode()
        if event.version not in seen[record.key]:
            seen[record.key].append(event.version)
    assert len(seen) == 40
    assert all(versions == [1, 2, 3, 4, 5, 6] for versions in seen.values())


async def test_a_removal_that_is_not_confirmed_stops_no_relay(
    bench: Bench, running: Callable[..., Any], topic_named: Callable[..., Any]
) -> None:
    relay = replace(bench, things=never_confirmed(bench.things)).relay()
    async with running(relay.run) as relaying:
        for subject in ("t1", "t2"):
            await bench.create(subject)
            await bench.drained()
        assert not relaying.task.done()
    records = await topic_named(bench.topic).records(at_least=2)
    assert {record.key for record in records} == {b"t1", b"t2"}


async def test_an_event_of_another_kind_goes_to_its_own_topic(
    bench: Bench, running: Callable[..., Any], topic_named: Callable[..., Any], kafka_topic: Callable[..., Any]
) -> None:
    shown = replace(moved("t1", 2), type="vn.test.thing.shown.v1")
    waiting = [entry(each) for each in (moved("t1", 1), shown, moved("t1", 3))]
    await bench.things.insert_one({"_id": "t1", "version": 3, "outbox": waiting})
    other = await kafka_topic(partitions=1)
    async with running(bench.relay(elsewhere={shown.type: other}).run):
        await bench.drained()
    relayed = [Event.decode(record.value) for record in await topic_named(other).records(at_least=1)]
    assert [(event.type, event.version) for event in relayed] == [(shown.type, 2)]
    usual = [Event.decode(record.value) for record in await topic_named(bench.topic).records(at_least=2)]
    assert [event.version for event in usual] == [1, 3]


async def test_every_event_says_that_it_is_a_cloudevent_in_structured_mode(
    bench: Bench, running: Callable[..., Any], topic_named: Callable[..., Any]
) -> None:
    async with running(bench.relay().run):
        await bench.create("t1", steps=2)
        await bench.drained()
    for record in await topic_named(bench.topic).records(at_least=2):
        assert record.headers == (("content-type", b"application/cloudevents+json; charset=UTF-8"),)
        assert record.value.startswith(b'{"specversion":"1.0","id":"evt_')


async def test_a_nudge_and_a_change_stream_each_wake_it_before_its_next_look(
    bench: Bench, running: Callable[..., Any], topic_named: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.relay.LOOK_EVERY", 60.0)
    wakeup = Wakeup()
    async with running(bench.relay(wakeup=wakeup).run):
        await bench.create("nudged")
        wakeup.set()
        await bench.drained()
        wakeup.set()  # or stopping would wait for the next look
    watched = Wakeup()
    async with running(bench.relay("two", wakeup=watched, watch=True).run):
        stream_opens = 0

        async def created_and_drained() -> bool:
            nonlocal stream_opens  # the stream shows only what comes after it opened
            await bench.create(f"watched-{stream_opens}")
            stream_opens += 1
            await asyncio.sleep(0.2)
            return await bench.things.count_documents(dict(PENDING)) == 0

        await eventually(created_and_drained)
        watched.set()


async def test_a_crash_between_ack_and_removal_publishes_again_under_the_same_id(
    bench: Bench, running: Callable[..., Any], topic_named: Callable[..., Any]
) -> None:
    await bench.create("t1", steps=2)
    stored = (await bench.things.find_one({"_id": "t1"}) or {})["outbox"]
    async with running(bench.relay().run):
        await bench.drained()
    await bench.things.update_one({"_id": "t1"}, {"$set": {"outbox": stored}})  # as if the removal never came
    async with running(bench.relay().run):
        await bench.drained()
    ids = [Event.decode(record.value).id for record in await topic_named(bench.topic).records(at_least=4)]
    assert ids == [stored[0]["id"], stored[1]["id"]] * 2


async def test_an_event_too_large_is_parked_and_blocks_only_its_own_aggregate(
    bench: Bench, running: Callable[..., Any], topic_named: Callable[..., Any]
) -> None:
    await bench.create("small-first", steps=1)
    await bench.things.update_one({"_id": "small-first"}, change({}, [moved("small-first", 2, "x" * 2_000_000)]))
    await bench.things.update_one({"_id": "small-first", "version": 2}, change({}, [moved("small-first", 3)]))
    async with running(bench.relay().run):
        await bench.create("neighbour")

        async def left() -> list[Any]:
            return [d["outbox"] for d in await bench.things.find(dict(PENDING)).to_list(10)]

        waiting = await eventually(left, want=lambda found: len(found) == 1 and "parked" in found[0][0])
    assert [item["version"] for item in waiting[0]] == [2, 3]
    records = await topic_named(bench.topic).records(at_least=2)
    assert {(r.key, Event.decode(r.value).version) for r in records} == {(b"neighbour", 1), (b"small-first", 1)}


async def test_of_two_relays_one_leads_and_the_other_takes_over(
    bench: Bench, running: Callable[..., Any], topic_named: Callable[..., Any]
) -> None:
    async with running(bench.relay("second").run):
        async with running(bench.relay("first").run):
            await asyncio.gather(*(bench.create(f"t{n}") for n in range(50)))
            await bench.drained()
        await asyncio.gather(*(bench.create(f"u{n}") for n in range(50)))
        await bench.drained()
    records = await topic_named(bench.topic).records(at_least=100)
    assert len(records) == 100  # nobody published what the other did


async def test_with_kafka_down_writes_succeed_and_events_follow_when_it_is_back(
    things: Collection, kafka_bootstrap_servers: str, kafka_topic: Callable[..., Any], running: Callable[..., Any]
) -> None:
    topic = await kafka_topic(partitions=1)
    async with Producer(KafkaConnection("127.0.0.1:1"), "nowhere") as nowhere:
        down = Bench(things, nowhere, topic)
        async with running(down.relay().run):
            await asyncio.gather(*(down.create(f"t{n}") for n in range(10)))
            await asyncio.sleep(1.5)
            assert await things.count_documents(dict(PENDING)) == 10
    async with Producer(KafkaConnection(kafka_bootstrap_servers), "back") as producer:
        up = Bench(things, producer, topic)
        async with running(up.relay().run):
            await up.drained()


async def test_a_full_outbox_takes_no_more(bench: Bench) -> None:
    await bench.create("full", steps=99)
    assert await bench.move("full", 99)
    assert not await bench.move("full", 100)


async def test_looking_for_work_reads_only_documents_with_work(bench: Bench) -> None:
    await bench.things.insert_many([{"_id": f"done-{n}", "version": 1, "outbox": []} for n in range(300)])
    await bench.create("waiting")
    explained = await bench.things.database.command(
        "explain",
        {
            "find": bench.things.name,
            "filter": {**PENDING, "outbox.0.parked": {"$exists": False}},
            "sort": {"outbox.0.time": 1},
            "hint": INDEX.document["name"],
        },
        verbosity="executionStats",
    )
    assert explained["executionStats"]["totalDocsExamined"] == 1
    assert "SORT" not in str(explained["queryPlanner"]["winningPlan"])


def leads() -> float | None:
    return REGISTRY.get_sample_value("outbox_relay_leader", {"collection": "things"})


async def test_a_relay_that_slept_past_its_lease_asks_again_before_it_publishes(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    leases = bench.things.database["leases"]
    sleeper = bench.relay("sleeper")
    assert await sleeper._lead()
    assert leads() == 1
    now = time.clock_gettime(time.CLOCK_BOOTTIME)
    monkeypatch.setattr("shared.leases.elapsed", lambda: now + RELAY_LEASE.total_seconds() + 1)
    assert leads() == 0, "so too where MongoDB is away, and the lease cannot be asked for"
    await let_leases_end(bench.things.database)
    assert await Leases(leases, "other").acquire("relay:things", RELAY_LEASE)
    assert not await sleeper._lead()


async def test_a_leader_whose_clock_is_ahead_and_who_dies_delays_the_next_message_by_the_lease_only(
    bench: Bench, running: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    short = timedelta(seconds=2)
    monkeypatch.setattr("shared.relay.RELAY_LEASE", short)
    ahead = Relay(
        collection=bench.things,
        topic=bench.topic,
        producer=bench.producer,
        leases=Leases(bench.things.database["leases"], "dead"),
        clock=FakeClock(clock.now() + timedelta(hours=1)),
        wakeup=Wakeup(),
        watch=False,
    )
    assert await ahead._lead()
    await bench.create("waits")
    async with running(bench.relay("next").run):
        await bench.drained()  # long before the hour is over


async def test_what_is_unsent_is_measured_by_who_does_not_lead(
    bench: Bench, running: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.relay.MEASURE_EVERY", 0.1)
    assert await Leases(bench.things.database["leases"], "dead").acquire("relay:things", timedelta(minutes=5))
    monkeypatch.setattr("shared.relay.RELAY_LEASE", timedelta(minutes=5))
    await bench.create("waits")

    async def measured() -> tuple[float, float | None, float | None]:
        """What other tests' relays of the same name left is overwritten at the first measurement, not before."""
        oldest, unsent, leader = (
            REGISTRY.get_sample_value(f"outbox_{name}", {"collection": "things"})
            for name in ("oldest_unsent_seconds", "unsent_documents", "relay_leader")
        )
        return oldest or 0.0, unsent, leader

    async with running(bench.relay("second").run):
        await eventually(measured, want=lambda seen: seen[0] > 1 and seen[1:] == (1, 0))


class Gap:
    """A way to the database that the test closes and opens."""

    def __init__(self, mongo_url: str) -> None:
        self._host, self._port = parse_uri(mongo_url)["nodelist"][0]
        self.port = free_ports("gap", 0)
        self._under_way: set[asyncio.StreamWriter] = set()

    async def open(self) -> None:
        self._server = await asyncio.start_server(self._pass_on, "127.0.0.1", self.port)

    async def close(self) -> None:
        self._server.close()
        for writer in tuple(self._under_way):
            writer.close()

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection(self._host, self._port)
        ends = {writer, back}
        self._under_way |= ends
        try:
            await asyncio.gather(_copy(reader, back), _copy(there, writer))
        finally:
            self._under_way -= ends


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(65_536):
            writer.write(data)
            await writer.drain()
    writer.close()


async def test_what_waits_is_not_told_while_the_database_is_away(
    bench: Bench, running: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, mongo_url: str
) -> None:
    monkeypatch.setattr("shared.relay.MEASURE_EVERY", 0.1)
    passed = [time.monotonic()]  # earlier tests' relays of the same name have measured by this clock
    monkeypatch.setattr(metrics, "monotonic", lambda: passed[0])
    gap = Gap(mongo_url)
    await gap.open()
    settings = settings_on(f"mongodb://127.0.0.1:{gap.port}/?directConnection=true", bench.things.database.name)
    # Another relay leads, so that what waits goes on waiting.
    monkeypatch.setattr("shared.relay.RELAY_LEASE", timedelta(minutes=5))
    assert await Leases(bench.things.database["leases"], "other").acquire("relay:things", timedelta(minutes=5))
    await bench.create("waits")

    async def shown() -> set[str]:
        """The figures of the page that tell of this collection."""
        page = generate_latest().decode().splitlines()
        ours = {line.split("{")[0] for line in page if line.startswith("outbox_") and '="things"' in line}
        return ours & {"outbox_oldest_unsent_seconds", "outbox_unsent_documents", "outbox_parked_documents"}

    async def shown_later() -> set[str]:
        """A last measurement may have been under way."""
        passed[0] += metrics.LASTS
        return await shown()

    async with open_mongo(settings) as database, running(Bench(database["things"], bench.producer, "t").relay().run):
        await eventually(shown, want=lambda names: len(names) == 3)
        await gap.close()
        await eventually(shown_later, want=lambda names: not names)
        await gap.open()
        await eventually(shown, want=lambda names: len(names) == 3)
    await gap.close()
