"""What callers write makes no series of metrics: methods over a socket, as any stranger can send them."""

import asyncio
import random
from collections.abc import AsyncIterator
from http import HTTPStatus

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.responses import Response

from local_stack.ports import free_ports
from shared.health import Health
from shared.operations import operations_app
from shared.server import listen, serve_uvicorn
from shared.web import METHODS, api_router, create_app, json_response

# Those that httptools lets through besides the usual ones, so that the application sees them.
KNOWN = ("PROPFIND", "PROPPATCH", "MKCOL", "COPY", "MOVE", "LOCK", "UNLOCK", "SEARCH", "MERGE", "PURGE", "TRACE")
EVERY = (*sorted(METHODS), *KNOWN)

router = api_router()


@router.get("/things/{id}")
async def thing(id: str) -> Response:
    return json_response({"id": id})


@pytest.fixture
async def port() -> AsyncIterator[int]:
    app = create_app(title="X", routers=[router])
    port, stop = free_ports("svc-labels", 0), asyncio.Event()
    serving = asyncio.create_task(serve_uvicorn(app, listen("127.0.0.1", port), stop))
    yield port
    stop.set()
    await serving


async def ask(port: int, method: str, path: str) -> int:
    """The status of the answer."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"{method} {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n".encode())
    answer = await reader.read()
    writer.close()
    return int(answer.split(b" ", 2)[1])


async def figures() -> str:
    transport = httpx.ASGITransport(operations_app(Health({})))
    async with httpx.AsyncClient(transport=transport, base_url="http://operations") as http:
        return (await http.get("/metrics")).text


async def test_two_thousand_methods_make_no_more_series_than_a_few(port: int) -> None:
    for path in ("/things/0", "/nowhere"):
        for method in ("GET", "PROPFIND"):
            await ask(port, method, path)
    for method in METHODS:
        await ask(port, method, "/things/0")
        await ask(port, method, "/nowhere")
    await figures()
    before = await figures()
    draw, statuses = random.Random(1), set()
    for number in range(2_000):
        method = draw.choice([draw.choice(EVERY), f"M{number}"])
        statuses.add(await ask(port, method, draw.choice([f"/things/{number}", f"/nowhere/{number}"])))
    after = await figures()
    assert statuses == {HTTPStatus.OK, HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED}
    assert len(after.splitlines()) == len(before.splitlines())
    assert len(after) < len(before) * 1.1, "the numbers have more digits, and no more"
    methods = {
        sample.labels["method"]
        for family in text_string_to_metric_families(after)
        for sample in family.samples
        if "method" in sample.labels
    }
    assert methods == METHODS | {"other"}
