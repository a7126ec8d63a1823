"""A service signs in to a Kafka that wants a password and has a certificate of its own authority."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio
from prometheus_client import REGISTRY
from structlog.testing import capture_logs

from local_stack.guarded_kafka import guarded_kafka
from local_stack.topics import Topic, ensure_topics
from shared.dead_letter import DeadLettersWaiting, topic_of
from shared.kafka import KafkaUnavailable, Producer
from shared.kafka_connection import KafkaConnection, close
from shared.reading import NotAllowed, last_before
from shared.testing import PATIENCE, eventually

GROUP = "svc-x.things"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def secure(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[KafkaConnection]:
    """The connection with which ``svc-x`` signs in."""
    async with guarded_kafka(tmp_path_factory.mktemp("kafka"), ["svc-x"]) as kafka:
        topics = [Topic(name, 2, replication_factor=1, configs={}) for name in ("things", topic_of(GROUP))]
        await ensure_topics(kafka.administrator.servers, topics)
        everything = {"operations": ["Read", "Write", "Describe"]}
        of_topics = [{"resource": {"type": "topic", "name": topic.name}, **everything} for topic in topics]
        await ensure_topics(kafka.administrator.servers, [Topic("written", 1, replication_factor=1, configs={})])
        written = {"resource": {"type": "topic", "name": "written"}, "operations": ["Write", "Describe"]}
        of_groups = {"resource": {"type": "group", "name": "svc-x.", "patternType": "prefix"}, "operations": ["Read"]}
        await kafka.grant("svc-x", [*of_topics, written, of_groups])
        yield kafka.user("svc-x")


async def test_a_user_with_the_password_writes_and_reads(secure: KafkaConnection) -> None:
    async with Producer(secure, "test") as producer:
        await producer.send("things", "a", [b"one"])
    async with secure.consumer("things", auto_offset_reset="earliest") as reader:
        assert (await asyncio.wait_for(reader.getone(), PATIENCE)).value == b"one"


async def test_a_client_whose_connections_were_given_up_is_closed_without_ending_its_caller(
    secure: KafkaConnection,
) -> None:
    """A goodbye that took too long leaves the ends of its connections cancelled, and the next one waits for these."""
    reader = secure.consumer("things")
    await reader.start()
    for connection in reader._client._conns.values():
        connection._closed_fut.cancel()
    with capture_logs() as logs:
        await close(reader)
    assert [(line["event"], line["error"]) for line in logs] == [("kafka_client_not_closed_cleanly", "CancelledError")]


async def test_the_last_of_each_partition_is_read_and_what_may_not_be_read_is_said(secure: KafkaConnection) -> None:
    async with Producer(secure, "test") as producer:
        for key in "abcdefgh":
            await producer.send("things", key, [b"first", b"last"])
        await producer.send("written", "a", [b"one"])
    later = datetime.now(UTC) + timedelta(minutes=1)
    found = await last_before(secure, {"things", "not.there"}, later)
    assert [record.value for record in found] == [b"last", b"last"]
    assert {record.partition for record in found} == {0, 1}
    latest = max(record.timestamp for record in found)
    earlier = await last_before(secure, {"things"}, datetime.fromtimestamp(latest / 1000, UTC))
    assert earlier and all(record.timestamp < latest for record in earlier)
    with pytest.raises(NotAllowed):
        await last_before(secure, {"things", "written"}, later)


@pytest.mark.parametrize("what", ["password", "authority", "nothing"])
async def test_nobody_else_is_let_in(secure: KafkaConnection, what: str) -> None:
    wrong = {
        "password": replace(secure, password="guessed"),
        "authority": replace(secure, ca_file=None),
        "nothing": KafkaConnection(secure.servers),
    }
    async with Producer(wrong[what], "test") as producer:
        with pytest.raises(KafkaUnavailable):
            await producer.send("things", "a", [b"one"])


async def test_dead_letters_are_counted_where_a_password_is_asked(
    secure: KafkaConnection, running: Callable[..., Any]
) -> None:
    async with Producer(secure, "test") as producer:
        await producer.send(topic_of(GROUP), "a", [b"one", b"two"])
        await producer.send(topic_of(GROUP), "b", [b"three"])
    async with running(DeadLettersWaiting([GROUP], secure).watch):
        await eventually(waiting_is(GROUP, 3))


async def test_whoever_cannot_count_dead_letters_says_so(secure: KafkaConnection, running: Callable[..., Any]) -> None:
    async def logged() -> bool:
        return any(line["event"] == "dead_letters_not_counted" for line in lines)

    wrong = replace(secure, password="guessed")
    with capture_logs() as lines:
        async with running(DeadLettersWaiting(["svc-x.others"], wrong).watch):
            await eventually(logged)
    assert await waiting_is("svc-x.others", None)()


def waiting_is(group: str, number: int | None) -> Callable[[], Awaitable[bool]]:
    async def holds() -> bool:
        return REGISTRY.get_sample_value("dead_letters_waiting", {"group": group}) == number

    return holds


def test_a_password_is_not_shown() -> None:
    assert "right" not in repr(KafkaConnection("kafka:9092", "svc-x", "right"))
