"""A whole little service on the chassis: it starts, consumes what comes, relays what it stores, and stops."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from prometheus_client.parser import text_string_to_metric_families

from local_stack.ports import free_ports
from local_stack.topics import Topic, ensure_topics
from shared.clock import SystemClock
from shared.events import Event, new_event
from shared.ids import random_id
from shared.kafka import Producer
from shared.kafka_connection import KafkaConnection
from shared.mongo import Database
from shared.testing import PATIENCE, eventually

PROGRAM = """
import os
from contextlib import asynccontextmanager
from dataclasses import dataclass

from pydantic_settings import SettingsConfigDict

from shared.chassis import open_chassis
from shared.events import new_event
from shared.lifecycle import main
from shared.mongo import DuplicateKey, ensure_indexes
from shared.outbox import INDEX, entry
from shared.settings import ServiceSettings
from shared.wakeup import Wakeup
from shared.web import create_app


class Settings(ServiceSettings):
    model_config = SettingsConfigDict(env_prefix="X_")


@dataclass(frozen=True)
class Noted:
    word: str


async def make_indexes(database):
    await ensure_indexes(database["notes"], [INDEX])


@asynccontextmanager
async def build(settings, roles):
    async with open_chassis("svc-x", settings, roles, make_indexes) as chassis:
        wakeup = Wakeup()
        notes = chassis.database["notes"]

        async def note(event):
            noted = new_event(
                "vn.test.noted.v1", source="svc-x", subject=event.subject, version=1, at=chassis.clock.now(),
                payload=Noted(event.data["word"]), event_id=f"evt_of_{event.id}",
            )
            try:
                await notes.insert_one({"_id": event.subject, "version": 1, "outbox": [entry(noted)]})
            except DuplicateKey:
                pass
            wakeup.set()

        chassis.relay("notes", os.environ["OUT"], wakeup)
        chassis.consumer(os.environ["GROUP"], [os.environ["IN"]], note)
        app = create_app(title="X", routers=[])
        yield chassis.service(app)


main("svc-x", Settings, build)
"""


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
    program = tmp_path / "service.py"
    program.write_text(PROGRAM)
    group, port = f"svc-x.{random_id('g')}", free_ports("svc-x operations", 0)
    came, sent = await kafka_topic("in", partitions=2), await kafka_topic("out")
    await ensure_topics(kafka_bootstrap_servers, [Topic(f"{group}.dlq", 1, replication_factor=1, configs={})])
    service = await asyncio.create_subprocess_exec(
        *(sys.executable, str(program)),
        env=os.environ
        | {
            "X_PORT": str(free_ports("svc-x", 0)),
            "X_OPERATIONS_PORT": str(port),
            "X_MONGO_URL": mongo_url,
            "X_MONGO_DATABASE": database.name,
            "X_KAFKA_BOOTSTRAP_SERVERS": kafka_bootstrap_servers,
            "IN": came,
            "OUT": sent,
            "GROUP": group,
        },
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    clock = SystemClock()
    try:
        async with (
            Producer(KafkaConnection(kafka_bootstrap_servers), "test") as producer,
            httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=PATIENCE) as http,
        ):

            async def ready() -> bool:
                try:
                    return (await http.get("/readyz")).status_code == 200
                except httpx.TransportError:
                    return False

            await eventually(ready)
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
                    for family in text_string_to_metric_families((await http.get("/metrics")).text)
                    for sample in family.samples
                    if sample.name == "consumer_connected"
                }

            await eventually(connected, want=lambda found: found == {group: 1.0})
        service.send_signal(signal.SIGTERM)
        out, errors = await asyncio.wait_for(service.communicate(), PATIENCE)
        assert (service.returncode, errors) == (0, b""), out
        lease = await database["leases"].find_one({"_id": "relay:notes"})
        assert lease is not None
    finally:
        if service.returncode is None:
            service.kill()
            await service.communicate()
