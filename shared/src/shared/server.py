"""The HTTP server of a service: uvicorn, for its shutdown (it stops listening, then lets every request finish).

The gateway brings its own, for speed and for bounds by address (docs/adr/0022).
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from starlette.types import ASGIApp

DRAIN_SECONDS = 20

Serve = Callable[[Any, socket.socket, asyncio.Event], Awaitable[None]]
"""``serve(app, listening, stop)`` answers until ``stop`` is set, then finishes what is in flight and returns."""


def listen(host: str, port: int) -> socket.socket:
    """Clients can connect from now on, and are answered once the socket is served. Raises ``OSError``."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family, backlog=2048)


class _Uvicorn(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield  # signals are the lifecycle's


async def serve_uvicorn(app: ASGIApp, listening: socket.socket, stop: asyncio.Event) -> None:
    server = _Uvicorn(
        uvicorn.Config(
            app,
            http="httptools",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            date_header=False,
            timeout_keep_alive=30,
            timeout_graceful_shutdown=DRAIN_SECONDS,
        )
    )
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    server.should_exit = True
    await serving
