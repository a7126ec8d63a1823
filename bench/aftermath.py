"""Finds out after a load whether anything is missing, or there twice."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from aiokafka import AIOKafkaConsumer
from pymongo import AsyncMongoClient

from bench.errors import BenchError
from bench.submissions import Acknowledged
from local_stack.endpoints import Endpoints
from shared.events import Event

DATABASE, TOPIC = "svc_dossier", "dossier.events.v1"


async def expect_nothing_lost(
    endpoints: Endpoints, dossiers: Sequence[Acknowledged], accepted_at: Mapping[str, Sequence[float]]
) -> None:
    """Every acknowledged dossier is stored, its event published, its citizen told once; nothing waits any more."""
    ids = {dossier.dossier_id for dossier in dossiers}
    stored, waiting = await _stored(endpoints)
    faults = {
        "not stored": len(ids - stored),
        "with an event still in the outbox": waiting,
        "without an event in Kafka": len(ids - {event.subject async for event in published(endpoints)}),
        "whose citizen was not told": sum(dossier.reference not in accepted_at for dossier in dossiers),
        "whose citizen was told twice": sum(len(times) > 1 for times in accepted_at.values()),
    }
    if found := [f"{count} {what}" for what, count in faults.items() if count]:
        raise BenchError(f"of {len(ids)} acknowledged dossiers: {', '.join(found)}")


def administrator_url(endpoints: Endpoints) -> str:
    return Path(endpoints.mongo_url_file).read_text()


def administrator(endpoints: Endpoints) -> AsyncMongoClient[dict[str, Any]]:
    return AsyncMongoClient(administrator_url(endpoints), tz_aware=True)


async def _stored(endpoints: Endpoints) -> tuple[set[str], int]:
    """The ids of all dossiers, and how many have something to publish, once the relay has taken out what it sent."""
    async with administrator(endpoints) as mongo:
        dossiers = mongo[DATABASE]["dossiers"]
        for _ in range(50):
            waiting = await dossiers.count_documents({"outbox.0": {"$exists": True}})
            if waiting == 0:
                break
            await asyncio.sleep(0.2)
        return {found["_id"] async for found in dossiers.find({}, {"_id": 1})}, waiting


async def published(endpoints: Endpoints) -> AsyncIterator[Event]:
    """Every event that is in the topic now."""
    kafka = AIOKafkaConsumer(TOPIC, bootstrap_servers=endpoints.kafka, auto_offset_reset="earliest")
    await kafka.start()
    try:
        ends = await kafka.end_offsets(kafka.assignment())
        while any([await kafka.position(partition) < end for partition, end in ends.items()]):
            for records in (await kafka.getmany(timeout_ms=500)).values():
                for record in records:
                    yield Event.decode(record.value)
    finally:
        await kafka.stop()
