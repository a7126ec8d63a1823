"""The HTTP server of a service: uvicorn, which stops listening and then lets every request finish.

A connection between two requests is not cut off at once: a request may be on its way on it. Whoever asks meanwhile is
told with the answer to come back by another connection, and one that has been quiet for a while is closed.

The gateway brings its own, for speed and for bounds by address (docs/adr/0022).
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send

DRAIN_SECONDS = 20
QUIET_SECONDS = 0.5
LEAVE_SECONDS = 3.0
"""The time in which connections are told or become quiet; then uvicorn closes those that are between two requests."""

Serve = Callable[[Any, socket.socket, asyncio.Event], Awaitable[None]]
"""``serve(app, listening, stop)`` answers until ``stop`` is set, then finishes what is in flight and returns."""


class InheritedSocket(socket.socket):
    """It goes on listening when this process has closed it: somebody else holds it open, for the next process."""


def listen(host: str, port: int) -> socket.socket:
    """Clients can connect from now on, and are answered once the socket is served. Raises ``OSError``."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family, backlog=2048)


def inherit(number: int) -> InheritedSocket:
    """The listening socket that has this number in this process. Raises ``OSError``."""
    return InheritedSocket(fileno=number)


class _Uvicorn(uvicorn.Server):
    leaving = False

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        self.leaving = True
        await self._leave()
        await super().shutdown(sockets)

    async def _leave(self) -> None:
        now = asyncio.get_running_loop().time
        ends = now() + LEAVE_SECONDS
        quiet: dict[Any, tuple[object, float]] = {}  # by connection: its last request, and since when that is over
        while self.server_state.connections and now() < ends:
            for connection in [*self.server_state.connections]:
                last = getattr(connection, "cycle", None)
                if last is not None and not last.response_complete:
                    quiet.pop(connection, None)
                elif connection not in quiet or quiet[connection][0] is not last:
                    quiet[connection] = (last, now())
                elif now() - quiet[connection][1] > QUIET_SECONDS:
                    connection.shutdown()
            await asyncio.sleep(QUIET_SECONDS / 10)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield  # signals are the lifecycle's


async def serve_uvicorn(app: ASGIApp, listening: socket.socket, stop: asyncio.Event) -> None:
    async def telling(scope: Scope, receive: Receive, send: Send) -> None:
        """``app``, and with each answer whether the connection ends."""

        async def tell(message: Message) -> None:
            if server.leaving and message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), (b"connection", b"close")]
            await send(message)

        await app(scope, receive, tell)

    server = _Uvicorn(
        uvicorn.Config(
            telling,
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
