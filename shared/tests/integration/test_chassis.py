"""A whole little service on the chassis: it starts, consumes what comes, relays what it stores, and stops."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from shared.chassis import open_chassis
from shared.clock import SystemClock
from shared.errors import CannotRun
from shared.events import Event, new_event
from shared.kafka import Producer
from shared.kafka_connection import KafkaConnection
from shared.lifecycle import API
from shared.mongo import Database
from shared.schema import Schema
from shared.testing import eventually, settings_on

from .little_service import make_release


@dataclass(frozen=True)
class Said:
    word: str


async def test_a_service_on_the_chassis_consumes_and_relays_and_stops(
    database: Database,
    mongo_url: str,
    kafka_bootstrap_servers: str,
    kafka_topic: Callable[..., Any],
    topic_named: Callable[..., Any],
    tmp_path: Path,
) -> None:
    came, sent = await kafka_topic("in", partitions=2), await kafka_topic("out")
    release = await make_release(tmp_path, mongo_url, database.name, kafka_bootstrap_servers, came, sent)
    clock = SystemClock()
    async with (
        Producer(KafkaConnection(kafka_bootstrap_servers), "test") as producer,
        release.running() as service,
    ):
        await eventually(service.failing, want=lambda failing: failing == [])
        for number in range(3):
            said = new_event(
                "vn.test.said.v1", source="test", subject=f"s{number}", version=1, at=clock.now(), payload=Said("a")
            )
            await producer.publish(came, said.subject, [said])
        records = await topic_named(sent).records(at_least=3)
        assert {Event.decode(record.value).subject for record in records} == {"s0", "s1", "s2"}

        async def drained() -> int:
            return await database["notes"].count_documents({"outbox.0": {"$exists": True}})

        await eventually(drained, want=lambda left: left == 0)

        async def connected() -> dict[str, float]:
            return {
                sample.labels["group"]: sample.value
                for family in text_string_to_metric_families((await service.operations.get("/metrics")).text)
                for sample in family.samples
                if sample.name == "consumer_connected"
            }

        await eventually(connected, want=lambda found: found == {release.group: 1.0})
        status, out, errors = await service.stop()
        assert (status, errors) == (0, ""), out
        lease = await database["leases"].find_one({"_id": "relay:notes"})
        assert lease is not None


async def test_nothing_is_served_without_the_address_of_the_gateways_keys(database: Database, mongo_url: str) -> None:
    settings = settings_on(mongo_url, database.name)

    async def nothing(_: Database) -> None:
        """Nothing to make."""

    async with open_chassis("svc-x", settings, frozenset({API}), Schema(1, 1, nothing)) as chassis:
        with pytest.raises(CannotRun, match="JWKS_URL: is missing"):
            await chassis.verifier()
