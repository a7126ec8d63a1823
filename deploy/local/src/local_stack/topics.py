"""The Kafka topics, from the one list in ``deploy/topics.yaml``."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiokafka.admin import AIOKafkaAdminClient, NewTopic, RecordsToDelete
from aiokafka.errors import (
    GroupCoordinatorNotAvailableError,
    InvalidReplicationFactorError,
    LeaderNotAvailableError,
    NotLeaderForPartitionError,
    TopicAlreadyExistsError,
    for_code,
)
from aiokafka.structs import TopicPartition

from local_stack.errors import StackError
from local_stack.repository import TOPICS
from shared.data_files import read_yaml
from shared.kafka_connection import KafkaConnection

_DAY_MS = 24 * 60 * 60 * 1000
_TIMEOUT = 60.0
_END = -1
"""Kafka's DeleteRecords: up to the last record."""


@dataclass(frozen=True)
class Topic:
    name: str
    partitions: int
    replication_factor: int
    configs: dict[str, str]


def read_topics(environment: str, path: Path = TOPICS) -> list[Topic]:
    """Every topic as ``environment`` (a key of ``environments``) wants it."""
    declared: dict[str, Any] = read_yaml(path)
    copies = declared["environments"][environment]
    return [
        Topic(
            name=name,
            partitions=topic["partitions"],
            replication_factor=copies["replication_factor"],
            configs={
                **_kept(topic),
                "min.insync.replicas": str(copies["min_insync_replicas"]),
                "unclean.leader.election.enable": "false",
                # What is kept how long, and how old what waits is, goes by Kafka's clock and nobody else's.
                "message.timestamp.type": "LogAppendTime",
            },
        )
        for name, topic in declared["topics"].items()
    ]


def _kept(topic: Mapping[str, Any]) -> dict[str, str]:
    if topic.get("compacted"):
        return {"cleanup.policy": "compact"}
    return {"retention.ms": str(topic["retention_days"] * _DAY_MS)}


async def ensure_topics(bootstrap_servers: str, topics: list[Topic]) -> None:
    """Create what is missing, and wait until consumers may come. A topic that is there is left as it is: changing its
    partitions would break the order of events, so that is a person's decision."""
    admin = KafkaConnection(bootstrap_servers).admin()
    await admin.start()
    try:
        async with asyncio.timeout(_TIMEOUT):
            while not (await _create(admin, topics) and await _coordinates_groups(admin)):
                await asyncio.sleep(0.1)
    except TimeoutError:
        raise StackError(f"Kafka at {bootstrap_servers} did not create the topics of {TOPICS.name} in time") from None
    finally:
        await admin.close()


async def empty_topics(bootstrap_servers: str, topics: list[Topic]) -> None:
    """Delete what is in them, but for those that keep the last event of each key: Kafka deletes nothing there."""
    names = [topic.name for topic in topics if topic.configs.get("cleanup.policy") != "compact"]
    admin = KafkaConnection(bootstrap_servers).admin()
    await admin.start()
    try:
        async with asyncio.timeout(_TIMEOUT):
            while not await _empty(admin, names):
                await asyncio.sleep(0.1)
    finally:
        await admin.close()


async def _empty(admin: AIOKafkaAdminClient, names: list[str]) -> bool:
    """False while a new topic has no leader yet. A topic may have other partitions than the list says."""
    everything = {
        TopicPartition(topic["topic"], partition["partition"]): RecordsToDelete(before_offset=_END)
        for topic in await admin.describe_topics(names)
        for partition in topic["partitions"]
    }
    try:
        await admin.delete_records(everything)
    except (NotLeaderForPartitionError, LeaderNotAvailableError):
        return False
    return True


async def _create(admin: AIOKafkaAdminClient, topics: list[Topic]) -> bool:
    """False while the broker is not yet counted among those that can hold a copy."""
    known = set(await admin.list_topics())
    missing = [
        NewTopic(topic.name, topic.partitions, topic.replication_factor, topic_configs=topic.configs)
        for topic in topics
        if topic.name not in known
    ]
    if not missing:
        return True
    answer = await admin.create_topics(missing)
    for name, code, reason in answer.topic_errors:
        error = for_code(code)
        if error is InvalidReplicationFactorError:
            return False
        if code and error is not TopicAlreadyExistsError:
            raise StackError(f"Kafka refused the topic {name}: {reason or error.__name__}")
    return True


async def _coordinates_groups(admin: AIOKafkaAdminClient) -> bool:
    """False while a new broker has no topic for what groups have read. It makes one when it is first asked for a
    group's coordinator, and until then consumers log errors."""
    try:
        await admin.find_coordinator("any")
    except GroupCoordinatorNotAvailableError:
        return False
    return True
