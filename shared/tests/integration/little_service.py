"""A whole little service on the chassis, run as a process: it notes what it is told, and tells others."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from local_stack.ports import free_ports
from local_stack.topics import Topic, ensure_topics
from shared.ids import random_id
from shared.testing import PATIENCE

PROGRAM = """
import os
from contextlib import asynccontextmanager
from dataclasses import dataclass

from pydantic_settings import SettingsConfigDict

from shared.accept_restored import AcceptRestored
from shared.chassis import open_chassis
from shared.events import new_event
from shared.lifecycle import main
from shared.mongo import DuplicateKey, ensure_indexes
from shared.outbox import INDEX, entry
from shared.schema import Schema
from shared.prepare import Prepare
from shared.schema import Schema
from shared.settings import ServiceSettings
from shared.wakeup import Wakeup
from shared.web import api_router, create_app


class Settings(ServiceSettings):
    model_config = SettingsConfigDict(env_prefix="X_")


@dataclass(frozen=True)
class Noted:
    word: str


async def make_indexes(database):
    await ensure_indexes(database["notes"], [INDEX])


SCHEMA = Schema(int(os.environ["VERSION"]), int(os.environ["COMPATIBLE_SINCE"]), make_indexes)


@asynccontextmanager
async def build(settings, roles):
    async with open_chassis("svc-x", settings, roles, SCHEMA) as chassis:
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
        router = api_router()

        @router.post("/v1/notes/{word}")
        async def write(word: str) -> None:
            said = new_event(
                "vn.test.noted.v1", source="svc-x", subject=word, version=1, at=chassis.clock.now(), payload=Noted(word)
            )
            await notes.insert_one({"_id": word, "version": 1, "outbox": [entry(said)]})
            wakeup.set()

        yield chassis.service(create_app(title="X", routers=[router]))


COMMANDS = {"prepare": Prepare(SCHEMA), "accept-restored": AcceptRestored(SCHEMA)}
main("svc-x", Settings, build, COMMANDS)
"""


@dataclass(frozen=True)
class Release:
    """A release of the service; ``version`` and ``compatible_since`` are those of its schema."""

    program: Path
    environment: dict[str, str]
    group: str
    came: str
    sent: str
    version: int = 1
    compatible_since: int = 1
    port: int = field(default_factory=lambda: free_ports("svc-x", 0))
    operations_port: int = field(default_factory=lambda: free_ports("svc-x operations", 0))

    async def start(self, *words: str) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            *(sys.executable, str(self.program), *words),
            env=os.environ
            | self.environment
            | {"X_PORT": str(self.port), "X_OPERATIONS_PORT": str(self.operations_port)}
            | {"VERSION": str(self.version), "COMPATIBLE_SINCE": str(self.compatible_since)}
            | {"IN": self.came, "OUT": self.sent, "GROUP": self.group},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )

    async def run(self, *words: str) -> tuple[int | None, str, str]:
        """Status, output and errors of a process that ends by itself."""
        process = await self.start(*words)
        try:
            out, errors = await asyncio.wait_for(process.communicate(), PATIENCE)
        finally:
            await _kill(process)
        return process.returncode, out.decode(), errors.decode()

    @asynccontextmanager
    async def running(self, *words: str) -> AsyncIterator["Running"]:
        process = await self.start(*words)
        try:
            async with (
                httpx.AsyncClient(base_url=f"http://127.0.0.1:{self.port}", trust_env=False, timeout=PATIENCE) as http,
                httpx.AsyncClient(
                    base_url=f"http://127.0.0.1:{self.operations_port}", trust_env=False, timeout=PATIENCE
                ) as operations,
            ):
                yield Running(process, http, operations)
        finally:
            await _kill(process)


@dataclass(frozen=True)
class Running:
    process: asyncio.subprocess.Process
    http: httpx.AsyncClient
    operations: httpx.AsyncClient

    async def failing(self) -> Sequence[str] | None:
        """The checks that fail; ``None`` while nobody answers."""
        try:
            found: Any = (await self.operations.get("/readyz")).json()["failing"]
        except httpx.TransportError:
            return None
        return [str(name) for name in found]

    async def stop(self) -> tuple[int | None, str, str]:
        self.process.send_signal(signal.SIGTERM)
        out, errors = await asyncio.wait_for(self.process.communicate(), PATIENCE)
        return self.process.returncode, out.decode(), errors.decode()


async def make_release(
    folder: Path, mongo_url: str, mongo_database: str, kafka_bootstrap_servers: str, came: str, sent: str
) -> Release:
    program = folder / "service.py"
    program.write_text(PROGRAM)
    group = f"svc-x.{random_id('g')}"
    await ensure_topics(kafka_bootstrap_servers, [Topic(f"{group}.dlq", 1, replication_factor=1, configs={})])
    environment = {
        "X_MONGO_URL": mongo_url,
        "X_MONGO_DATABASE": mongo_database,
        "X_KAFKA_BOOTSTRAP_SERVERS": kafka_bootstrap_servers,
    }
    return Release(program, environment, group, came, sent)


async def _kill(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.kill()
        await process.communicate()
