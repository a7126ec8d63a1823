"""How a service takes leave of those connected to it, and who may listen beside it."""

import asyncio
import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from starlette.types import Receive, Scope, Send

from shared.server import inherit, listen, serve_uvicorn
from shared.testing import PATIENCE, eventually

ASK = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"


@dataclass
class Answering:
    port: int
    stop: asyncio.Event
    serving: asyncio.Task[None]
    slow: asyncio.Event = field(default_factory=asyncio.Event)


@asynccontextmanager
async def answering() -> AsyncIterator[Answering]:
    slow = asyncio.Event()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == "/slow":
            await slow.wait()
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]})
        await send({"type": "http.response.body", "body": b""})

    listening, stop = listen("127.0.0.1", 0), asyncio.Event()
    port = listening.getsockname()[1]
    serving = asyncio.create_task(serve_uvicorn(app, listening, stop))
    yield Answering(port, stop, serving, slow)
    stop.set()
    slow.set()
    await serving


async def ask(streams: tuple[asyncio.StreamReader, asyncio.StreamWriter], request: bytes = ASK) -> bytes:
    reader, writer = streams
    writer.write(request)
    return await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), PATIENCE)


async def refuses(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except ConnectionRefusedError:
        return True
    except ConnectionResetError:  # it came just as the door was closed
        return False
    writer.close()
    return False


@pytest.mark.slow
async def test_who_asks_while_a_service_leaves_is_answered_and_told_to_come_back_elsewhere() -> None:
    async with answering() as service:
        talking = await asyncio.open_connection("127.0.0.1", service.port)
        assert b"close" not in await ask(talking)
        service.stop.set()
        await eventually(lambda: refuses(service.port), every=0.01)
        answered = await ask(talking)
        assert answered.startswith(b"HTTP/1.1 200")
        assert b"connection: close" in answered.lower()
        assert await talking[0].read() == b""
        talking[1].close()


@pytest.mark.slow
async def test_a_quiet_connection_is_closed_and_a_request_in_flight_is_finished() -> None:
    async with answering() as service:
        quiet = await asyncio.open_connection("127.0.0.1", service.port)
        await ask(quiet)
        busy = await asyncio.open_connection("127.0.0.1", service.port)
        asking = asyncio.create_task(ask(busy, ASK.replace(b"/ ", b"/slow ", 1)))
        await asyncio.sleep(0.1)
        service.stop.set()
        assert await asyncio.wait_for(quiet[0].read(), PATIENCE) == b""
        assert not asking.done()
        service.slow.set()
        assert (await asking).startswith(b"HTTP/1.1 200")
        for _, writer in (quiet, busy):
            writer.close()


def test_a_port_is_taken_once_and_a_socket_can_be_handed_over() -> None:
    with listen("127.0.0.1", 0) as held:
        port = held.getsockname()[1]
        with pytest.raises(OSError, match="in use"):
            listen("127.0.0.1", port)
        inherit(os.dup(held.fileno())).close()
        with inherit(os.dup(held.fileno())) as second, socket.create_connection(("127.0.0.1", port)):
            assert second.getsockname()[1] == port
            second.accept()[0].close()
