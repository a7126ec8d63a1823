"""A real MongoDB (fixture ``database``) and the Zalo simulator, with the service's own wiring between them."""

import sys
from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio

from local_stack.child import Child
from local_stack.ports import free_ports
from shared.clock import Clock, SystemClock
from shared.mongo import Database
from shared.testing import PATIENCE
from svc_notify.sources.template_files import FOLDER

from .harness import MakeNotify, Notify, Zalo


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def simulator(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Zalo]:
    port = free_ports("zalo-simulator", 8090)
    folder = tmp_path_factory.mktemp("zalo")
    child = Child(
        "zalo-simulator",
        [sys.executable, "-m", "zalo_simulator"],
        {
            "ZALO_SIMULATOR_PORT": str(port),
            "ZALO_SIMULATOR_TEMPLATES": str(FOLDER),
            "ZALO_SIMULATOR_STATE_FILE": str(folder / "state.json"),
        },
        folder / "simulator.log",
    )
    base = f"http://127.0.0.1:{port}"
    async with httpx.AsyncClient(base_url=base, trust_env=False, timeout=PATIENCE) as http:
        zalo = Zalo(http, child)
        try:
            await zalo.start()
            yield zalo
        finally:
            await zalo.stop()


@pytest_asyncio.fixture(loop_scope="session")
async def zalo(simulator: Zalo) -> Zalo:
    """The simulator as at the start, without its rate limit."""
    await simulator.control("POST", "reset", {})
    await simulator.control("PATCH", "knobs", {"oa.rate_limit_per_minute": None})
    return simulator


@pytest_asyncio.fixture(loop_scope="session")
async def make_notify(database: Database, zalo: Zalo) -> AsyncIterator[MakeNotify]:
    """``await make_notify(consent=False, clock=…, **settings)``"""
    opened: list[Notify] = []

    async def make(*, consent: bool = True, clock: Clock | None = None, **settings: object) -> Notify:
        notify = await Notify(database, zalo, clock or SystemClock(), **settings).open()
        opened.append(notify)
        if consent:
            await notify.consent()
        return notify

    yield make
    for notify in opened:
        await notify.close()


@pytest_asyncio.fixture(loop_scope="session")
async def notify(make_notify: MakeNotify) -> Notify:
    """Consented and running."""
    started: Notify = await make_notify()
    started.start()
    return started
