"""A real gateway on a free port: real MongoDB, the Zalo simulator as a process of its own, small real services."""

import asyncio
import contextlib
import sys
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from pydantic import SecretStr
from pymongo.errors import AutoReconnect

from gateway.keys.signing_keys import SigningKeys
from gateway.proxy.app import ProxyApp
from gateway.proxy.ended_sessions import EndedSessions
from gateway.proxy.limits import Limits
from gateway.server import serve
from gateway.settings import ROUTES, Settings
from gateway.store.indexes import make_indexes
from gateway.store.stores import Stores
from gateway.wiring import load_labels, open_proxy, open_stores
from local_stack.child import Child
from local_stack.readiness import answers, until_ready
from shared.clock import SystemClock
from shared.crypto import generate_key
from shared.health import Health
from shared.lifecycle import Task
from shared.mongo import Database, open_mongo
from shared.operations import operations_app
from shared.server import listen
from shared.testing import PATIENCE
from shared.wakeup import Wakeup

sys.path.insert(0, str(Path(__file__).parent))  # tests are imported by path, each alone; this one is shared

from gateway_world import Service, free_port

APP_ID = "1000000000000000001"
CONSOLE = "https://console.example/signed-in"


@dataclass
class Zalo:
    """The simulator: its address, and its control API."""

    url: str
    control: httpx.AsyncClient

    async def person(self, **fields: Any) -> dict[str, Any]:
        answer = await self.control.post("/control/people", json={"name": "Trần Thị Mẫu", **fields})
        assert answer.is_success, answer.text
        return dict(answer.json())

    async def token(self, person: dict[str, Any]) -> str:
        answer = await self.control.post(f"/control/people/{person['user_id']}/access-tokens", json={})
        return str(answer.json()["access_token"])

    async def code(self, person: dict[str, Any], kind: str) -> str:
        answer = await self.control.post(f"/control/people/{person['user_id']}/{kind}-codes", json={})
        return str(answer.json()["code"])

    async def fault(self, **fault: Any) -> None:
        answer = await self.control.post("/control/faults", json=fault)
        assert answer.status_code == 201, answer.text


@dataclass
class RunningGateway:
    """A running gateway."""

    url: str
    app: ProxyApp
    http: httpx.AsyncClient
    operations: httpx.AsyncClient
    """What operators ask, which no public path answers."""
    settings: Settings
    stores: Stores
    database: Database
    zalo: Zalo
    dossier: Service
    notify: Service

    async def sign_in(self, **person: Any) -> dict[str, Any]:
        """A new citizen's answer of ``POST /v1/auth/zalo``."""
        token = await self.zalo.token(await self.zalo.person(**person))
        answer = await self.http.post("/v1/auth/zalo", json={"access_token": token})
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def citizen(self, **person: Any) -> dict[str, str]:
        """The ``Authorization`` header of a new citizen."""
        return {"Authorization": f"Bearer {(await self.sign_in(**person))['access_token']}"}

    def keys(self) -> SigningKeys:
        return SigningKeys(self.settings.signing_keys_dir, SystemClock())


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def zalo(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Zalo]:
    port = free_port()
    program, log = [sys.executable, "-m", "zalo_simulator"], tmp_path_factory.mktemp("zalo") / "simulator.log"
    child, url = Child("zalo-simulator", program, {"ZALO_SIMULATOR_PORT": str(port)}, log), f"http://127.0.0.1:{port}"
    await child.start()
    try:
        await until_ready(child, answers(f"{url}/readyz"), PATIENCE)
        async with httpx.AsyncClient(base_url=url, trust_env=False, timeout=PATIENCE) as control:
            yield Zalo(url, control)
    finally:
        await child.kill()


@pytest_asyncio.fixture(loop_scope="session")
async def calm_zalo(zalo: Zalo) -> AsyncIterator[Zalo]:
    """The simulator without faults, before and after."""
    yield zalo
    await zalo.control.delete("/control/faults")


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def dossier() -> AsyncIterator[Service]:
    async with Service("svc-dossier") as service:
        yield service


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def notify() -> AsyncIterator[Service]:
    async with Service("svc-notify") as service:
        yield service


Open = Callable[..., Awaitable[RunningGateway]]


@contextlib.asynccontextmanager
async def gateways(mongo_url: str, zalo: Zalo, dossier: Service, notify: Service, folder: Path) -> AsyncIterator[Open]:
    """Gives ``await open(limit_share=…)``: a gateway with an empty database; settings may be changed by name."""
    async with contextlib.AsyncExitStack() as stack:

        async def make(**changed: Any) -> RunningGateway:
            listening = listen("127.0.0.1", 0)
            port = listening.getsockname()[1]
            url = f"http://127.0.0.1:{port}"
            values: dict[str, Any] = {
                "port": port,
                "mongo_url": SecretStr(mongo_url),
                "mongo_database": f"test_{uuid.uuid4().hex[:16]}",
                "kafka_bootstrap_servers": "127.0.0.1:1",
                "upstreams": {
                    "svc-dossier": dossier.url,
                    "svc-notify": notify.url,
                    "svc-content": notify.url,
                    "svc-payment": dossier.url,
                    "svc-feedback": dossier.url,
                },
                "routes_dir": ROUTES,
                "signing_keys_dir": folder,
                "field_keys": SecretStr(generate_key()),
                "contact_keys": SecretStr(generate_key("k7")),
                "staff_keys": SecretStr(generate_key("k8")),
                "zalo_app_id": APP_ID,
                "zalo_app_secret": SecretStr("demo-app-secret"),
                "mini_app_id": "5000000000000000005",
                "consoles": CONSOLE,
                "zalo_graph_base": zalo.url,
                "zalo_oauth_base": zalo.url,
                **changed,
            }
            settings = Settings(**values)
            database = await stack.enter_async_context(open_mongo(settings))
            stack.push_async_callback(database.client.drop_database, settings.mongo_database)
            stores = open_stores(settings, database, SystemClock())
            await make_indexes(database)
            opened = open_proxy(
                settings, stores, load_labels(), EndedSessions(), Wakeup(), SystemClock(), lambda: False
            )
            parts = await stack.enter_async_context(opened)
            app, tasks = parts.proxy, {**parts.tasks, **parts.of_database}
            stop, finish = asyncio.Event(), asyncio.Event()
            running = [asyncio.create_task(_run(task, finish)) for task in tasks.values()]
            serving = asyncio.create_task(serve(app, listening, stop))
            http = await stack.enter_async_context(httpx.AsyncClient(base_url=url, trust_env=False, timeout=PATIENCE))
            asked = httpx.ASGITransport(operations_app(Health({})))
            operations = await stack.enter_async_context(
                httpx.AsyncClient(transport=asked, base_url="http://operations")
            )

            async def close() -> None:
                stop.set()
                await serving
                finish.set()
                await asyncio.gather(*running)

            stack.push_async_callback(close)
            return RunningGateway(url, app, http, operations, settings, stores, database, zalo, dossier, notify)

        yield make


async def _run(task: Task, stop: asyncio.Event) -> None:
    await task(stop)


@pytest_asyncio.fixture(loop_scope="session")
async def open_gateway(
    mongo_url: str, calm_zalo: Zalo, dossier: Service, notify: Service, tmp_path: Path
) -> AsyncIterator[Open]:
    """A gateway of the test's own."""
    dossier.forget()
    notify.forget()
    async with gateways(mongo_url, calm_zalo, dossier, notify, tmp_path) as make:
        yield make


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def one_gateway(
    mongo_url: str, zalo: Zalo, dossier: Service, notify: Service, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[RunningGateway]:
    async with gateways(mongo_url, zalo, dossier, notify, tmp_path_factory.mktemp("gateway")) as make:
        yield await make()


async def _empty(database: Database, name: str) -> None:
    """Once more when the driver gave its connections up: on a busy machine a test can keep it from its heartbeat."""
    try:
        await database[name].delete_many({})
    except AutoReconnect:
        await database[name].delete_many({})


@pytest_asyncio.fixture(loop_scope="session")
async def gateway(one_gateway: RunningGateway, calm_zalo: Zalo) -> RunningGateway:
    """The gateway as a province runs it, with nothing in its database and nobody counted yet."""
    for name in ("citizens", "sessions", "staff", "login_states", "daily_quota"):
        await _empty(one_gateway.database, name)
    one_gateway.app.admission.limits = Limits(one_gateway.app.table.budgets, 1.0)
    one_gateway.dossier.forget()
    one_gateway.notify.forget()
    one_gateway.http.cookies.clear()
    return one_gateway
