"""A database that was put back from a copy, while Kafka knows what came after."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from shared.events import Event, new_event
from shared.kafka import Producer
from shared.kafka_connection import KafkaConnection
from shared.leases import Leases
from shared.mongo import Database, Document
from shared.restored import DATABASE_HEADER, MARGIN, Restoration, Restored, accept
from shared.schedules import RELAY_LEASE
from shared.schema import Schema, UnreadableMark, start_on
from shared.testing import eventually

from .little_service import Release, make_release

CopyOf = dict[str, list[Document]]
GONE_BY = RELAY_LEASE + MARGIN + timedelta(seconds=5)
"""How much older than the loss the copy is."""


@pytest.fixture
async def release(
    database: Database, mongo_url: str, kafka_bootstrap_servers: str, kafka_topic: Callable[..., Any], tmp_path: Path
) -> Release:
    came, sent = await kafka_topic("in"), await kafka_topic("out", partitions=3)
    return await make_release(tmp_path, mongo_url, database.name, kafka_bootstrap_servers, came, sent)


async def copy_of(database: Database) -> CopyOf:
    """All that the database holds, as it was when it was copied ``GONE_BY`` ago."""
    copy = {name: await database[name].find().to_list(1000) for name in ("schema", "leases", "notes")}
    for lease in copy["leases"]:
        lease["until"] -= GONE_BY
        lease["latest"] -= GONE_BY
    return copy


async def put_back(database: Database, copy: CopyOf) -> None:
    for name, documents in copy.items():
        await database[name].delete_many({})
        await database[name].insert_many(documents)


async def note(release: Release, database: Database, *words: str) -> None:
    """Have them noted and published by a process that is then stopped."""
    async with release.running() as service:
        await eventually(service.failing, want=lambda failing: failing == [])
        for word in words:
            assert (await service.http.post(f"/v1/notes/{word}")).status_code == 200
        await eventually(
            lambda: database["notes"].count_documents({"outbox.0": {"$exists": True}}), want=lambda left: left == 0
        )
        assert (await service.stop())[0] == 0


@pytest.mark.process
@pytest.mark.parametrize("role", ["worker", "api"])
async def test_a_process_waits_until_somebody_has_accepted_what_is_lost(
    database: Database, release: Release, role: str
) -> None:
    await note(release, database, "before")
    copy = await copy_of(database)
    await note(release, database, "lost")
    await put_back(database, copy)
    async with release.running(role) as service:
        await eventually(service.failing, want=lambda failing: failing is not None and "prepared" in failing)
        if role == "api":
            assert (await service.http.post("/v1/notes/again")).status_code == 503
        assert (await release.run("accept-restored"))[0] == 0
        await eventually(service.failing, want=lambda failing: failing == [])
        _, log, _ = await service.stop()
    said = next(line for line in log.splitlines() if "database_waits" in line)
    assert "it was restored from a copy. Follow docs/runbooks/backup-and-restore.md" in said
    assert "python -m svc_x accept-restored" in said
    await note(release, database, "after")
    assert [found["_id"] async for found in database["notes"].find().sort("_id")] == ["after", "before"]


@pytest.mark.process
async def test_a_database_that_was_not_restored_serves_after_any_rest(database: Database, release: Release) -> None:
    await note(release, database, "one")
    await database["leases"].update_many({}, [{"$set": {"until": {"$subtract": ["$until", 500]}}}])
    await note(release, database, "two")


@pytest.mark.process
async def test_what_another_database_told_on_the_same_topic_is_its_own_business(
    database: Database, release: Release
) -> None:
    """A machine on which the data was thrown away, and Kafka kept."""
    await note(release, database, "old")
    for name in ("schema", "leases", "notes"):
        await database[name].delete_many({})
    await note(release, database, "new")


@dataclass(frozen=True)
class Noted:
    word: str


async def nothing(_: Database) -> None:
    """Nothing to make."""


async def relayed_until(database: Database, ago: timedelta) -> None:
    """A relay had its last lease so long ago."""
    ended = {"$subtract": ["$$NOW", int(ago.total_seconds() * 1000)]}
    await database["leases"].insert_one({"_id": "relay:notes", "until": None})
    await database["leases"].update_one({"_id": "relay:notes"}, [{"$set": {"until": ended}}])


def an_event(at: datetime | None = None) -> Event:
    at = at or datetime.now(UTC)
    return new_event("vn.test.noted.v1", source="svc-x", subject="one", version=1, at=at, payload=Noted("one"))


async def append(process: Restoration, topic: str, *moments: datetime) -> None:
    """An event of this database and of Kafka's own time for each of ``moments``."""
    document = await process.database["schema"].find_one({})
    assert document is not None
    headers = [(DATABASE_HEADER, document["database_id"].encode())]
    async with process.connection.producer() as kafka:
        for moment in moments:
            value, milliseconds = an_event(moment).encode(), int(moment.timestamp() * 1000)
            await kafka.send_and_wait(topic, value, timestamp_ms=milliseconds, headers=headers)


async def test_without_kafka_nothing_is_compared_and_nobody_waits(database: Database) -> None:
    await start_on(database, Schema(1, 1, nothing))
    await database["leases"].insert_one({"_id": "relay:notes", "until": None})
    await database["leases"].update_one({"_id": "relay:notes"}, [{"$set": {"until": "$$NOW"}}])
    restoration = Restoration(database, KafkaConnection("127.0.0.1:1"), {"note.events.v1"})
    await restoration.check()
    assert restoration.database_id.startswith("dbs_")


async def test_what_was_filed_while_kafka_was_away_is_no_trace_of_a_restore(
    database: Database, kafka_bootstrap_servers: str, kafka_topic: Callable[..., Any]
) -> None:
    """The process started then, with nothing to compare with, and filing went on for as long as it took."""
    topic = await kafka_topic("out")
    await start_on(database, Schema(1, 1, nothing))
    await relayed_until(database, GONE_BY)
    running = Restoration(database, KafkaConnection("127.0.0.1:1"), {topic})
    await running.check()
    running.connection = KafkaConnection(kafka_bootstrap_servers)
    async with Producer(running.connection, "svc-x") as producer:
        origin = [(DATABASE_HEADER, running.database_id.encode())]
        await producer.publish(topic, "one", [an_event()], origin)
    await running.check()


async def test_a_restore_is_found_out_when_kafka_is_back(
    database: Database, kafka_bootstrap_servers: str, kafka_topic: Callable[..., Any]
) -> None:
    """Both started at the same time. Meanwhile the relays have had their leases, and published what was filed."""
    topic = await kafka_topic("out")
    await start_on(database, Schema(1, 1, nothing))
    await relayed_until(database, 2 * GONE_BY)
    running = Restoration(database, KafkaConnection("127.0.0.1:1"), {topic})
    await running.check()
    running.connection = KafkaConnection(kafka_bootstrap_servers)
    await append(running, topic, datetime.now(UTC) - GONE_BY, datetime.now(UTC))
    await database["leases"].update_one({}, [{"$set": {"until": "$$NOW"}}])
    with pytest.raises(Restored, match="offset 0"):
        await running.check()


async def test_what_was_accepted_while_kafka_was_away_is_not_found_when_it_is_back(
    database: Database, kafka_bootstrap_servers: str, kafka_topic: Callable[..., Any]
) -> None:
    topic = await kafka_topic("out")
    await start_on(database, Schema(1, 1, nothing))
    await relayed_until(database, 2 * GONE_BY)
    running = Restoration(database, KafkaConnection("127.0.0.1:1"), {topic})
    await running.check()
    assert await accept(database) is False, "nothing had been found out"
    running.connection = KafkaConnection(kafka_bootstrap_servers)
    await append(running, topic, datetime.now(UTC) - GONE_BY)
    await running.check()


async def test_a_restore_is_found_out_by_the_next_process_too(
    database: Database, kafka_bootstrap_servers: str, kafka_topic: Callable[..., Any]
) -> None:
    """The first that began without Kafka was killed; its relay had prolonged the leases until then."""
    topic = await kafka_topic("out")
    await start_on(database, Schema(1, 1, nothing))
    await relayed_until(database, 2 * GONE_BY)
    nowhere = KafkaConnection("127.0.0.1:1")
    await Restoration(database, nowhere, {topic}).check()
    await database["leases"].update_one({}, [{"$set": {"until": "$$NOW"}}])
    second = Restoration(database, nowhere, {topic})
    await second.check()
    second.connection = KafkaConnection(kafka_bootstrap_servers)
    await append(second, topic, datetime.now(UTC) - GONE_BY)
    with pytest.raises(Restored, match="offset 0"):
        await second.check()
    assert await accept(database)
    await Restoration(database, second.connection, {topic}).check()


async def test_a_clock_that_was_ahead_and_is_right_again_is_no_restore(
    database: Database, kafka_bootstrap_servers: str, kafka_topic: Callable[..., Any]
) -> None:
    """What was published meanwhile is younger than the leases of after; a process begins when that time has passed."""
    topic = await kafka_topic("out")
    await start_on(database, Schema(1, 1, nothing))
    leases = Leases(database["leases"], "one")
    assert await leases.acquire("relay:notes", timedelta(seconds=10)) is not None
    moments = {"until": {"$subtract": ["$$NOW", 180_000]}, "latest": "$$NOW"}
    await database["leases"].update_one({}, [{"$set": moments}])
    lease = await Leases(database["leases"], "two").acquire("relay:notes", timedelta(milliseconds=1))
    document = await database["leases"].find_one({})
    assert lease is not None and document is not None and document["latest"] >= document["until"]
    await database["leases"].update_one({}, [{"$set": {"until": moments["until"]}}])
    process = Restoration(database, KafkaConnection(kafka_bootstrap_servers), {topic})
    await append(process, topic, datetime.now(UTC) - timedelta(seconds=1))
    await process.check()


WRONG: list[dict[str, object]] = [
    {"ahead": "x"},
    {"ahead": {"topic": "t", "partition": 0, "offset": 1, "time": "x", "until": datetime.now(UTC)}},
    {"ahead": {"time": datetime.now(UTC), "until": datetime.now(UTC)}},
    {"accepted_at": "x"},
    {"uncompared": {"moment": 1}},
]


@pytest.mark.parametrize("member", WRONG, ids=lambda member: next(iter(member)))
async def test_what_no_release_has_written_of_a_restore_is_named(database: Database, member: dict[str, object]) -> None:
    await start_on(database, Schema(1, 1, nothing))
    await database["schema"].update_one({}, {"$set": member})
    for use in (Restoration(database, KafkaConnection("127.0.0.1:1"), {"t"}).check(), accept(database)):
        with pytest.raises(UnreadableMark, match=f"says of {next(iter(member))} cannot be read"):
            await use


@pytest.mark.parametrize("clock_was_ahead", [False, True])
async def test_what_a_clock_set_back_has_left_is_no_trace_of_a_restore(
    database: Database, kafka_bootstrap_servers: str, kafka_topic: Callable[..., Any], clock_was_ahead: bool
) -> None:
    topic = await kafka_topic("out")
    await start_on(database, Schema(1, 1, nothing))
    await relayed_until(database, GONE_BY)
    process = Restoration(database, KafkaConnection(kafka_bootstrap_servers), {topic})
    await append(process, topic, datetime.now(UTC) + timedelta(seconds=300 if clock_was_ahead else -1))
    if clock_was_ahead:
        await process.check()
    else:
        with pytest.raises(Restored):
            await process.check()


async def test_what_was_found_holds_for_every_process_until_it_is_accepted(database: Database) -> None:
    assert await accept(database) is None, "nobody has prepared it"
    await start_on(database, Schema(1, 1, nothing))
    ahead = {"topic": "note.events.v1", "partition": 0, "offset": 7}
    moments = [{"$set": {"ahead": {**ahead, "time": "$$NOW", "until": "$$NOW"}}}]
    await database["schema"].update_one({}, moments)
    another = Restoration(database, KafkaConnection("127.0.0.1:1"))
    with pytest.raises(Restored, match=r"note\.events\.v1 \(partition 0, offset 7\)"):
        await another.check()
    await database["schema"].update_one({}, [{"$set": {"ahead.time": {"$add": ["$$NOW", 300_000]}}}])
    found = await database["schema"].find_one({})
    assert await accept(database)
    await another.check()
    accepted = await database["schema"].find_one({})
    assert found is not None and accepted is not None
    assert accepted["accepted_at"] == found["ahead"]["time"], "else it would be found at every start until then"
