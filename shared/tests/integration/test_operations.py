"""What operators ask, on a port of its own: right, and never at the cost of those who are served."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager

import httpx
import pytest
from prometheus_client import REGISTRY, Metric
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from starlette.responses import Response
from starlette.types import ASGIApp

from local_stack.ports import free_ports
from shared.health import Health
from shared.operations import operations_app
from shared.server import listen, serve_uvicorn
from shared.testing import PATIENCE
from shared.web import api_router, create_app, json_response

router = api_router()


@router.get("/things")
async def things() -> Response:
    return json_response({})


@asynccontextmanager
async def served(app: ASGIApp) -> AsyncIterator[httpx.AsyncClient]:
    port, stop = free_ports("app", 0), asyncio.Event()
    serving = asyncio.create_task(serve_uvicorn(app, listen("127.0.0.1", port), stop))
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=PATIENCE) as http:
        yield http
    stop.set()
    await serving


class Busy(Collector):
    """Keeps a core busy for ``SECONDS``, as many thousands of series would, and knows how many asked at once."""

    SECONDS = 0.5

    def __init__(self) -> None:
        self.scrapes = self._now = self.most_at_once = 0
        self._lock = threading.Lock()

    def collect(self) -> Iterable[Metric]:
        with self._lock:
            self.scrapes += 1
            self._now += 1
            self.most_at_once = max(self.most_at_once, self._now)
        end = time.thread_time() + self.SECONDS
        while time.thread_time() < end:
            pass
        with self._lock:
            self._now -= 1
        yield GaugeMetricFamily("busy_figure", "For this test", 7)

    def describe(self) -> Iterable[Metric]:
        return []


@contextmanager
def busy() -> Iterator[Busy]:
    collector = Busy()
    REGISTRY.register(collector)
    try:
        yield collector
    finally:
        REGISTRY.unregister(collector)


async def test_requests_are_answered_while_a_long_scrape_goes_on() -> None:
    app = create_app(title="X", routers=[router])
    with busy():
        async with served(app) as http, served(operations_app(Health({}))) as operations:
            await http.get("/things")
            scrape = asyncio.create_task(operations.get("/metrics"))
            answered = 0
            while not scrape.done():
                assert (await http.get("/things")).status_code == 200
                answered += 1
            assert "busy_figure 7.0" in (await scrape).text
    assert answered >= 5, "rendered on the event loop, a request waits for the whole of it"


async def test_one_scrape_at_a_time_however_many_ask() -> None:
    with busy() as collector:
        async with served(operations_app(Health({}))) as operations:
            pages = await asyncio.gather(*(operations.get("/metrics") for _ in range(3)))
            assert {page.status_code for page in pages} == {200}
    assert (collector.scrapes, collector.most_at_once) == (3, 1)


@pytest.fixture
async def operations() -> AsyncIterator[httpx.AsyncClient]:
    async def fails() -> None:
        raise RuntimeError("no server")

    health = Health({"mongo": fails})
    async with served(operations_app(health)) as client:
        yield client
        health.draining = True
        assert (await client.get("/readyz")).json()["failing"] == ["draining"]
        assert (await client.get("/livez")).status_code == 200


async def test_readiness_names_what_fails_and_goes_when_draining(operations: httpx.AsyncClient) -> None:
    answer = await operations.get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"status": "unready", "failing": ["mongo"]})
    assert (await operations.get("/livez")).json() == {"status": "ok"}


async def test_questions_of_operators_are_not_among_the_figures(operations: httpx.AsyncClient) -> None:
    for path in ("/livez", "/readyz", "/metrics", "/nowhere"):
        await operations.get(path)
    page = (await operations.get("/metrics")).text
    assert "http_request_seconds" in page
    assert not any(f'route="{path}"' in page for path in ("/livez", "/readyz", "/metrics"))


async def test_a_head_is_enough_and_nothing_can_be_sent(operations: httpx.AsyncClient) -> None:
    assert (await operations.head("/livez")).status_code == 200
    assert (await operations.post("/metrics")).status_code == 405
    assert (await operations.get("/things")).status_code == 404
