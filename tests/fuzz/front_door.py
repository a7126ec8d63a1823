"""The gateway's HTTP server on a socket, with an application behind it that reads every body to its end."""

import asyncio
import random
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress
from typing import Any

from gateway.proxy.address import Addresses
from gateway.proxy.client_connection import ClientConnection
from gateway.proxy.client_connections import ClientConnections
from gateway.proxy.client_request import ClientRequest
from shared.clock import SystemClock
from shared.errors import ServiceError
from shared.problem import problem_of

INCOMPLETE_SECONDS = 0.05
"""How long no answer must come until the server is taken to wait for the rest of what was sent."""
_GO_ON = b"HTTP/1.1 100 Continue\r\n\r\n"
_LAST = (b"connection", b"close")


class ReadsAll:
    def begin(self, request: ClientRequest) -> Coroutine[Any, Any, None]:
        return self._read(request)

    def refuse(self, problem: ServiceError, request: ClientRequest) -> None:
        _answer(request, problem)
        request.carrier.finish()

    async def _read(self, request: ClientRequest) -> None:
        try:
            while (message := await request.receive())["type"] == "http.request" and message["more_body"]:
                pass
        except ServiceError as refusal:
            _answer(request, refusal)
        else:
            request.respond(200, [_LAST], b"")


def _answer(request: ClientRequest, refusal: ServiceError) -> None:
    said = problem_of(refusal)
    request.respond(said.status, [_LAST], said.body())


@asynccontextmanager
async def front_door() -> AsyncIterator[int]:
    """The port."""
    clients = ClientConnections(Addresses([]), SystemClock())
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: ClientConnection(ReadsAll(), clients), "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]
        clients.close()


async def knock(port: int, data: bytes, chance: random.Random) -> str:
    """The status that ``data`` is answered with, sent in two parts. Raises ``AssertionError`` for what is no answer."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    cut = chance.randrange(len(data) + 1)
    received = b""
    with suppress(ConnectionError, TimeoutError):
        writer.write(data[:cut])
        await asyncio.sleep(0)
        writer.write(data[cut:])
        async with asyncio.timeout(INCOMPLETE_SECONDS):
            while b"\r\n\r\n" not in received and (piece := await reader.read(65536)):
                received = (received + piece).removeprefix(_GO_ON)
    writer.close()
    with suppress(ConnectionError):
        await writer.wait_closed()
    if not received:
        return "waits"
    assert received.startswith(b"HTTP/1.1 "), f"no answer but {received[:60]!r}"
    return received[9:12].decode()
