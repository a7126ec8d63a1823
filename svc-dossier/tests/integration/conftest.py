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
from shared.printing.printer import Printer
from shared.testing import FakeClock, OneForEachDatabase, TokenMint
from shared.wakeup import Wakeup
from svc_dossier.papers import TEMPLATES
from svc_dossier.settings import Settings
from svc_dossier.store.indexes import make_indexes
from svc_dossier.wiring.app import Parts, make_app
from svc_dossier.wiring.stores import make_rules, make_stores

from .service import MAX_FILE_BYTES, STAFF_KEYS, UPSTREAM_KEYS, Service


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def inspector() -> AsyncIterator[Inspector]:
    """One for all tests: its processes take half a second to start."""
    async with Inspector() as opened:
        yield opened


START = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # Monday, 9 in the morning in Vietnam


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def services(inspector: Inspector) -> AsyncIterator[OneForEachDatabase[Service]]:
    in_memory = ("calendar_revisions", "procedure_versions", "office_contacts")
    async with aclosing(OneForEachDatabase(partial(open_service, inspector), in_memory=in_memory)) as services:
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
        staff_keys=SecretStr(STAFF_KEYS),
        max_file_bytes=MAX_FILE_BYTES,
        upstream_keys=SecretStr(UPSTREAM_KEYS),
    )
    await make_indexes(database)
    async with Printer(TEMPLATES) as printer:
        rules = make_rules("H48", database, clock, Wakeup(), MAX_FILE_BYTES)
        rules.offices.read = True  # what is shipped is all there is, until a test publishes something
        stores = make_stores(settings, database, defaultdict(Wakeup))
        parts = Parts(settings, stores, rules, inspector, printer, clock)
        app = make_app(parts, TokenVerifier(mint.keys, clock))
        # Whatever is not answered as it should be is a 500 here, never an exception that a test could miss.
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://dossier") as http:
            yield Service(http, stores, rules, settings.file_life, database, clock, mint)
