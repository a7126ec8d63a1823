"""The gateway's HTTP server on a socket, with an application behind it that reads every body to its end."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from starlette.types import Receive, Scope, Send

from gateway.proxy.address import Addresses
from gateway.proxy.client_connection import ClientConnection
from gateway.proxy.client_connections import ClientConnections
from shared.clock import SystemClock
from shared.errors import ServiceError
from shared.problem import problem_of

INCOMPLETE_SECONDS = 0.05
"""After so long without an answer the server is taken to wait for the rest of what was sent."""
_GO_ON = b"HTTP/1.1 100 Continue\r\n\r\n"


class ReadsAll:
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            while (message := await receive())["type"] == "http.request" and message["more_body"]:
                pass
        except ServiceError as refusal:
            await self.refuse(refusal, send)
            return
        await _answer(send, 200, b"")

    async def refuse(self, problem: ServiceError, send: Send) -> None:
        said = problem_of(problem)
        await _answer(send, said.status, said.body())


async def _answer(send: Send, status: int, body: bytes) -> None:
    headers = [(b"content-length", b"%d" % len(body)), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


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
