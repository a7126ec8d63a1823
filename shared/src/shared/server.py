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

Serve = Callable[[Any, str, int, asyncio.Event], Awaitable[None]]
"""``serve(app, host, port, stop)`` answers until ``stop`` is set, then finishes what is in flight and returns."""


class _Uvicorn(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield  # signals are the lifecycle's


async def serve_uvicorn(app: ASGIApp, host: str, port: int, stop: asyncio.Event) -> None:
    # Bound here: uvicorn answers a taken port by leaving the process.
    listening = socket.create_server((host, port), backlog=2048)
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
