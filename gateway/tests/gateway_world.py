"""Small real services behind the gateway, and a raw socket in front of it."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Self

import httpx
import orjson
from starlette.types import Receive, Scope, Send

from local_stack.ports import free_ports
from shared.server import listen, serve_uvicorn
from shared.testing import PATIENCE, eventually


def free_port() -> int:
    return free_ports("gateway", 0)


@dataclass
class Received:
    method: str
    path: str
    query: str
    headers: list[tuple[str, str]]
    body: bytes
    complete: bool

    def header(self, name: str) -> str | None:
        return dict(self.headers).get(name)


Handler = Callable[[Received, Send], Awaitable[None]]


@dataclass
class Service:
    """Answers every request with what it got; ``handler`` answers otherwise. ``received`` keeps all, whole or not."""

    name: str
    received: list[Received] = field(default_factory=list)
    handler: Handler | None = None
    early: bool = False
    """``handler`` answers before the body is read."""
    document: dict[str, Any] = field(default_factory=dict)
    url: str = ""
    _waking: asyncio.Event = field(default_factory=asyncio.Event)

    def forget(self) -> None:
        self.received.clear()
        self.handler = None
        self.early = False
        self._waking.set()
        self._waking = asyncio.Event()

    async def hang(self) -> None:
        """Wait until the test is over."""
        await self._waking.wait()

    async def __aenter__(self) -> Self:
        listening = listen("127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        self._stop = asyncio.Event()
        self._serving = asyncio.create_task(serve_uvicorn(self, listening, self._stop))
        async with httpx.AsyncClient(trust_env=False, timeout=PATIENCE) as http:

            async def ready() -> bool:
                with contextlib.suppress(httpx.TransportError):
                    return (await http.get(f"{self.url}/ready")).status_code == 200
                return False

            await eventually(ready)
        self.forget()
        return self

    async def __aexit__(self, *_: object) -> None:
        self.forget()
        self._stop.set()
        await self._serving

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]]
        received = Received(scope["method"], scope["path"], scope["query_string"].decode(), headers, b"", False)
        self.received.append(received)
        if self.early and self.handler is not None:
            await self.handler(received, send)
            return
        more = True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            received.body += message.get("body", b"")
            more = message.get("more_body", False)
        received.complete = True
        if received.path == "/openapi.json":
            await answer(send, 200, self.document)
        elif self.handler is not None:
            await self.handler(received, send)
        else:
            content = {
                "service": self.name,
                "path": received.path,
                "query": received.query,
                "bytes": len(received.body),
            }
            await answer(send, 200, content)


async def answer(send: Send, status: int, content: Any, *headers: tuple[bytes, bytes]) -> None:
    body = orjson.dumps(content)
    head = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode()), *headers]
    await send({"type": "http.response.start", "status": status, "headers": head})
    await send({"type": "http.response.body", "body": body})


async def raw(url: str, request: bytes, *, seconds: float = PATIENCE) -> bytes:
    """What comes back for these very bytes, until the other side closes."""
    host, port = url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    received = b""
    with contextlib.suppress(ConnectionError, TimeoutError):
        async with asyncio.timeout(seconds):
            writer.write(request)
            await writer.drain()
            while chunk := await reader.read(65536):
                received += chunk
    writer.close()
    with contextlib.suppress(ConnectionError):
        await writer.wait_closed()
    return received


@contextlib.asynccontextmanager
async def asking(url: str, request: bytes) -> AsyncIterator[None]:
    """A client that sends these bytes and leaves with the end of the block, whether or not it has an answer."""
    host, port = url.removeprefix("http://").split(":")
    _, writer = await asyncio.open_connection(host, int(port))
    writer.write(request)
    await writer.drain()
    try:
        yield
    finally:
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()


async def at_rest(gateway: Any) -> None:
    """Returns when the gateway has nothing in hand, neither for a client nor at svc-dossier."""

    async def in_hand() -> tuple[int, int]:
        return gateway.app.in_flight, len(gateway.app.forwarders["svc-dossier"].upstream.active)

    await eventually(in_hand, want=lambda found: found == (0, 0))


@contextlib.asynccontextmanager
async def tcp_service(talk: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]):
    """A service that does what ``talk`` does with each connection; its address."""

    async def served(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            await talk(reader, writer)
        writer.close()

    server = await asyncio.start_server(served, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
