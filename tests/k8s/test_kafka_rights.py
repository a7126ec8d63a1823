"""What ``deploy/k8s`` grants each user of Kafka, on a real broker: enough for its work, and no more."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from itertools import compress
from typing import Any

import pytest
import pytest_asyncio
import yaml
from aiokafka.admin import NewTopic
from aiokafka.errors import (
    ClusterAuthorizationFailedError,
    GroupAuthorizationFailedError,
    KafkaError,
    TopicAuthorizationFailedError,
    for_code,
)

from local_stack.guarded_kafka import GuardedKafka, guarded_kafka
from local_stack.kubernetes import GENERATED
from local_stack.topics import ensure_topics, read_topics
from shared.dead_letter import count_waiting
from shared.kafka import Producer
from shared.kafka_connection import KafkaConnection
from tests.guards.sources import ROOT

USERS: Mapping[str, list[dict[str, Any]]] = {
    manifest["metadata"]["name"]: manifest["spec"]["authorization"]["acls"]
    for manifest in yaml.load_all((GENERATED / "users.yaml").read_text(), yaml.CSafeLoader)
}
DECLARED = yaml.load((ROOT / "deploy" / "topics.yaml").read_text(), yaml.CSafeLoader)
GROUPS: Mapping[str, list[str]] = DECLARED["groups"]
SERVICES = sorted(USERS.keys() - DECLARED["outside"].keys() - {"restore"})

pytestmark = pytest.mark.process


def groups_of(user: str) -> list[str]:
    if user == "restore":  # sets back what each of them has read
        return [*GROUPS]
    return [group for group in GROUPS if group.partition(".")[0] == user]


def reads(user: str) -> set[str]:
    """The topics that the user reads, the dead letters of its groups, which it reads when they are sent again, and its
    own events, which tell whether its database was restored.
    """
    own = groups_of(user)
    if user == "restore":
        return {topic for group in own for topic in GROUPS[group]}
    return {
        *events_of(user),
        *DECLARED["overheard"].get(user, ()),
        *(topic for group in own for topic in (*GROUPS[group], f"{group}.dlq")),
    }


def writes(user: str) -> set[str]:
    """Its events, dead letters, and these to where they came from."""
    if user == "restore":
        return set()
    own = groups_of(user)
    again = {topic for group in own for topic in (*GROUPS[group], f"{group}.dlq")}
    return {*DECLARED["outside"].get(user, ()), *events_of(user), *again}


def events_of(user: str) -> set[str]:
    schemas = (ROOT / user).glob("src/*/event_schemas/*.json")
    return {f"{path.name.split('.')[2]}.events.v1" for path in schemas}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def kafka(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[GuardedKafka]:
    async with guarded_kafka(tmp_path_factory.mktemp("kafka"), list(USERS)) as kafka:
        await ensure_topics(kafka.administrator.servers, read_topics("local"))
        for user, acls in USERS.items():
            await kafka.grant(user, acls)
        yield kafka


@pytest.mark.parametrize("user", USERS)
async def test_it_writes_where_it_must_and_nowhere_else(kafka: GuardedKafka, user: str) -> None:
    async with Producer(kafka.user(user), user) as producer:
        for topic in sorted(writes(user)):
            await producer.send(topic, "a", [b"one"])
    refused = set()
    async with kafka.user(user).producer(request_timeout_ms=5_000) as other:
        for topic in sorted(DECLARED["topics"].keys() - writes(user)):
            try:
                await other.send_and_wait(topic, b"one")
            except TopicAuthorizationFailedError:
                refused.add(topic)
    assert refused == DECLARED["topics"].keys() - writes(user)


@pytest.mark.parametrize("user", USERS)
async def test_it_reads_what_it_must_and_nothing_else(kafka: GuardedKafka, user: str) -> None:
    async with Producer(kafka.administrator, "test") as producer:
        for topic in sorted(DECLARED["topics"]):
            await producer.send(topic, "a", [b"one"])
    topics = [*DECLARED["topics"]]
    allowed = await asyncio.gather(*(can_read(kafka.user(user), topic) for topic in topics))
    assert set(compress(topics, allowed)) == reads(user)


async def can_read(connection: KafkaConnection, topic: str) -> bool:
    consumer = connection.consumer(topic, auto_offset_reset="earliest")
    try:
        await consumer.start()
        while not await consumer.getmany(timeout_ms=1_000):
            pass
    except TopicAuthorizationFailedError:
        return False
    finally:
        await consumer.stop()
    return True


@pytest.mark.parametrize("user", [*SERVICES, "restore"])
async def test_it_is_in_its_own_groups_and_in_no_other(kafka: GuardedKafka, user: str) -> None:
    async with Producer(kafka.administrator, "test") as producer:
        for group in groups_of(user):
            await producer.send(GROUPS[group][0], "a", [b"one"])
    groups = [*GROUPS]
    joined = await asyncio.gather(*(can_join(kafka.user(user), group, reads(user)) for group in groups))
    assert set(compress(groups, joined)) == {*groups_of(user)}
    for group in groups_of(user) if user in SERVICES else ():
        assert await count_waiting(group, kafka.user(user)) is not None, "its dead letters are counted"


async def can_join(connection: KafkaConnection, group: str, readable: set[str]) -> bool:
    """Joins ``group``, takes a record and commits it."""
    topics = GROUPS[group] if readable.issuperset(GROUPS[group]) else sorted(readable)
    consumer = connection.consumer(*topics, group_id=group, auto_offset_reset="earliest")
    try:
        await consumer.start()
        while not await consumer.getmany(timeout_ms=1_000):
            pass
        await consumer.commit()
    except GroupAuthorizationFailedError:
        return False
    finally:
        await consumer.stop()
    return True


async def test_whoever_restores_looks_at_events_in_a_group_of_their_own(kafka: GuardedKafka) -> None:
    async with Producer(kafka.administrator, "test") as producer:
        await producer.send("dossier.events.v1", "a", [b"one"])
    consumer = kafka.user("restore").consumer(
        "dossier.events.v1", group_id="restore.look", auto_offset_reset="earliest"
    )
    try:
        await consumer.start()
        while not await consumer.getmany(timeout_ms=1_000):
            pass
    finally:
        await consumer.stop()


@pytest.mark.parametrize("user", [*SERVICES, "restore"])
async def test_it_makes_no_topics(kafka: GuardedKafka, user: str) -> None:
    admin = kafka.user(user).admin()
    await admin.start()
    try:
        answer = await admin.create_topics([NewTopic(f"of-{user}", 1, 1)])
        codes: list[type[KafkaError]] = [for_code(error[1]) for error in answer.topic_errors]
    finally:
        await admin.close()
    assert codes in ([TopicAuthorizationFailedError], [ClusterAuthorizationFailedError])
