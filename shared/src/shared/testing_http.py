"""A small web server on the loopback that answers as a test wants."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from shared.testing import TokenMint

Answer = Callable[[str, asyncio.StreamWriter], Awaitable[None]]


def plain(body: bytes, status: str = "200 OK", *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


@asynccontextmanager
async def serving(answer: Callable[[str], bytes] | Answer) -> AsyncIterator[str]:
    """``answer`` gives the bytes for a path, or writes them itself. The context gives the base address."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            path = head.split(b" ", 2)[1].decode()
            if asyncio.iscoroutinefunction(answer):
                await answer(path, writer)
            else:
                writer.write(answer(path))  # type: ignore[call-arg,arg-type]
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    async with server:
        host, port = server.sockets[0].getsockname()[:2]
        yield f"http://{host}:{port}"


@asynccontextmanager
async def key_set(mint: TokenMint) -> AsyncIterator[str]:
    """The address of what the gateway shows as ``jwks.json``, of which a service needs nothing else."""
    body = json.dumps(mint.key_set()).encode()
    async with serving(
        lambda path: plain(body, "200 OK", "Content-Type: application/json", "Connection: close")
    ) as base:
        yield f"{base}/jwks.json"
