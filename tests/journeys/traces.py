"""Everything that a stack leaves behind where others read it: topics, logs, figures and databases, as text."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
from aiokafka import AIOKafkaConsumer, TopicPartition
from pymongo import AsyncMongoClient

from local_stack.endpoints import Endpoints
from local_stack.topics import read_topics
from shared.testing import PATIENCE

OUTSIDE = frozenset({"zalo-simulator"})
"""Plays Zalo, which knows its own users."""

Traces = dict[str, str]
"""What stands where."""


async def topics(endpoints: Endpoints) -> Traces:
    """Every topic from its beginning: keys, values and headers."""
    every = read_topics("local")
    found = {topic.name: "" for topic in every}
    partitions = [TopicPartition(topic.name, n) for topic in every for n in range(topic.partitions)]
    async with _consumer(endpoints) as kafka:
        kafka.assign(partitions)
        ends = await kafka.end_offsets(partitions)
        await kafka.seek_to_beginning(*partitions)
        while any([await kafka.position(partition) < ends[partition] for partition in partitions]):
            for partition, records in (await kafka.getmany(timeout_ms=500)).items():
                for record in records:
                    parts = (record.key, record.value, *(part for header in record.headers for part in header))
                    text = " ".join(_text(part) for part in parts)
                    found[partition.topic] += f"{text}\n"
    return found


def logs(endpoints: Endpoints) -> Traces:
    """Every log of every part, those of earlier starts too."""
    return {
        file.name: file.read_text(errors="replace")
        for file in sorted(Path(endpoints.logs).iterdir())
        if file.name.partition(".")[0] not in OUTSIDE
    }


async def figures(endpoints: Endpoints) -> Traces:
    """``/metrics`` of every service."""
    async with httpx.AsyncClient(trust_env=False, timeout=PATIENCE) as http:
        pages = {name: await http.get(f"{url}/metrics") for name, url in endpoints.operations.items()}
    assert {page.status_code for page in pages.values()} == {200}
    return {name: page.text for name, page in pages.items()}


async def databases(endpoints: Endpoints) -> Traces:
    """Every collection of every service, as ``database.collection``; bytes too, as the text that they are."""
    found: Traces = {}
    url = Path(endpoints.mongo_url_file).read_text()
    async with AsyncMongoClient[dict[str, Any]](url, tz_aware=True) as mongo:
        for name in await mongo.list_database_names():
            if name in ("admin", "config", "local"):
                continue
            for collection in await mongo[name].list_collection_names():
                if not collection.startswith("system."):
                    documents = await mongo[name][collection].find({}).to_list(None)
                    found[f"{name}.{collection}"] = repr(_readable(documents))
    return found


@asynccontextmanager
async def _consumer(endpoints: Endpoints) -> AsyncIterator[AIOKafkaConsumer]:
    consumer = AIOKafkaConsumer(bootstrap_servers=endpoints.kafka, enable_auto_commit=False)
    await consumer.start()
    try:
        yield consumer
    finally:
        await consumer.stop()


def _readable(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _readable(member) for name, member in value.items()}
    if isinstance(value, list):
        return [_readable(member) for member in value]
    return _text(value) if isinstance(value, bytes) else value


def _text(part: str | bytes | None) -> str:
    return part.decode("utf-8", "replace") if isinstance(part, bytes) else part or ""
