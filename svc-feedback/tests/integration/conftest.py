"""The service in this process, on a real MongoDB, with citizens and officers to call it."""

from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

import httpx
import pytest_asyncio
from pydantic import SecretStr

from shared.crypto import generate_key
from shared.files.inspection.inspector import Inspector
from shared.identity import TokenVerifier
from shared.mongo import Database
from shared.testing import FakeClock, OneForEachDatabase, TokenMint
from shared.wakeup import Wakeup
from svc_feedback.settings import Settings
from svc_feedback.store.indexes import make_indexes
from svc_feedback.use_cases.rules import Rules
from svc_feedback.wiring.app import Parts, make_app
from svc_feedback.wiring.service import READER
from svc_feedback.wiring.stores import make_stores

from .service import MAX_FILE_BYTES, OPEN311_KEY, Service


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def inspector() -> AsyncIterator[Inspector]:
    """One for all tests: its processes take a second to start."""
    async with Inspector(command=READER) as opened:
        yield opened


START = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)  # Wednesday, 9 in the morning in Vietnam


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def services(inspector: Inspector) -> AsyncIterator[OneForEachDatabase[Service]]:
    async with aclosing(
        OneForEachDatabase(partial(open_service, inspector), in_memory=["categories", "working_calendar"])
    ) as services:
        yield services


@pytest_asyncio.fixture(loop_scope="session")
async def service(database: Database, services: OneForEachDatabase[Service]) -> AsyncIterator[Service]:
    async with services.lend(database) as service:
        service.clock.set(START)
        yield replace(service)


@asynccontextmanager
async def open_service(inspector: Inspector, database: Database) -> AsyncIterator[Service]:
    clock = FakeClock(START)
    mint = TokenMint(clock)
    settings = Settings(
        mongo_url=SecretStr("mongodb://unused"),
        kafka_bootstrap_servers="127.0.0.1:1",
        field_keys=SecretStr(generate_key()),
        staff_keys=SecretStr(generate_key()),
        max_file_bytes=MAX_FILE_BYTES,
        open311_keys=SecretStr(f"bo-nganh:{OPEN311_KEY}"),
    )
    await make_indexes(database)
    rules = Rules.load()
    rules.categories.read = True  # what is shipped is all there is, until a test changes it
    stores = make_stores(settings, database, defaultdict(Wakeup), rules)
    parts = Parts(settings, stores, rules, inspector, clock)
    app = make_app(parts, TokenVerifier(mint.keys, clock))
    # Whatever is not answered as it should be is a 500 here, never an exception that a test could miss.
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://feedback") as http:
        yield Service(http, parts, database, clock, mint)
