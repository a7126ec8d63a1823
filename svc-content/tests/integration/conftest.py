"""The service in this process, on a real MongoDB, with citizens and editors to call it."""

from collections import defaultdict
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import httpx
import pytest_asyncio
from pydantic import SecretStr

from shared.files.inspection.inspector import Inspector
from shared.identity import TokenVerifier
from shared.mongo import Database
from shared.printing.printer import Printer
from shared.testing import FakeClock, TokenMint
from shared.wakeup import Wakeup
from svc_content.catalogue.arrangement import Arrangement
from svc_content.outside.fetcher import Fetcher, networks
from svc_content.papers import TEMPLATES
from svc_content.sandbox.reader import SandboxedReader, open_sandbox
from svc_content.search.index import SearchIndex
from svc_content.settings import Settings
from svc_content.store.indexes import make_indexes
from svc_content.use_cases.count_reads import CountReads
from svc_content.use_cases.follow_search_documents import FollowSearchDocuments
from svc_content.use_cases.index_for_search import IndexForSearch
from svc_content.use_cases.refresh_arrangement import RefreshArrangement
from svc_content.wiring.app import Parts, make_app
from svc_content.wiring.stores import make_stores

from .service import MINI_APP, Service


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def inspector() -> AsyncIterator[Inspector]:
    """One for all tests: its processes take half a second to start."""
    async with Inspector() as opened:
        yield opened


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def reader() -> AsyncIterator[SandboxedReader]:
    async with open_sandbox() as opened:
        yield SandboxedReader(opened)


@pytest_asyncio.fixture(loop_scope="session")
async def service(database: Database, inspector: Inspector, reader: SandboxedReader) -> AsyncIterator[Service]:
    clock = FakeClock(datetime(2026, 11, 27, 2, 0, tzinfo=UTC))  # Friday, 9 in the morning in Vietnam
    mint = TokenMint(clock)
    settings = Settings(
        mongo_url=SecretStr("mongodb://unused"),
        kafka_bootstrap_servers="127.0.0.1:1",
        mini_app_id=MINI_APP,
        public_url="https://smart.quangngai.gov.vn",
        max_file_bytes=200_000,
    )
    await make_indexes(database)
    stores, arrangement = make_stores(database, defaultdict(Wakeup)), Arrangement()
    refresh = RefreshArrangement(stores.entries, arrangement, clock)
    await refresh()
    count = CountReads(stores.counters, clock)
    async with Printer(TEMPLATES) as printer, SearchIndex() as index:
        fetcher = Fetcher(networks("127.0.0.0/8"))
        parts = Parts(settings, stores, arrangement, refresh, count, index, fetcher, inspector, reader, printer, clock)
        app = make_app(parts, TokenVerifier(mint.keys, clock))
        follow = FollowSearchDocuments(stores.search_documents, index, clock)
        await follow()
        # Whatever is not answered as it should be is a 500 here, never an exception that a test could miss.
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://content") as http:
            yield Service(
                http,
                stores,
                arrangement,
                parts.events,
                count,
                IndexForSearch(stores.search_documents, stores.articles, stores.entries, clock),
                follow,
                database,
                clock,
                mint,
            )
