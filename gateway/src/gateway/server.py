"""The gateway's HTTP server: its connections, and the way it ends.

It goes on answering until nothing is in flight, telling its clients to come back by another connection, and only then
stops listening. Where another process takes over its socket (``listen_fd``), it stops listening at once and leaves its
clients time to be told or to be quiet: a request may be on its way on a connection between two requests.
"""

import asyncio
import gc
import resource
import socket

from gateway.proxy.app import ProxyApp
from gateway.proxy.client_connection import ClientConnection
from gateway.proxy.client_connections import ClientConnections
from shared.clock import SystemClock
from shared.server import DRAIN_SECONDS, LEAVE_SECONDS, InheritedSocket
from shared.server import QUIET_SECONDS as IDLE_SECONDS

QUIET_SECONDS = 0.1
LAST_BYTES_SECONDS = 0.2
"""The time that what was written last has to leave the process."""


async def serve(app: ProxyApp, listening: socket.socket, stop: asyncio.Event) -> None:
    """Answer until ``stop`` is set and nothing is in flight any more, at most ``DRAIN_SECONDS`` longer."""
    _allow_many_connections()
    clients = ClientConnections(app.admission.addresses, SystemClock())
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: ClientConnection(app, clients), sock=listening, backlog=2048)
    # What was built so far lives for ever; looking through it again and again cost 50 ms pauses at full load.
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
    sweeping = asyncio.create_task(clients.sweep())
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({sweeping, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    app.draining = True
    if isinstance(listening, InheritedSocket):
        server.close()
        await _leave(clients)
    await _quiet(app)
    server.close()
    clients.close_idle()
    await asyncio.sleep(LAST_BYTES_SECONDS)
    clients.close()
    if not sweeping.done():
        sweeping.cancel()
    await asyncio.gather(sweeping, return_exceptions=True)


async def _leave(clients: ClientConnections) -> None:
    now = asyncio.get_running_loop().time
    ends = now() + LEAVE_SECONDS
    while clients.number and now() < ends:
        clients.close_idle(now() - IDLE_SECONDS)
        await asyncio.sleep(QUIET_SECONDS)


async def _quiet(app: ProxyApp) -> None:
    try:
        async with asyncio.timeout(DRAIN_SECONDS):
            while app.in_flight:  # noqa: ASYNC110  an Event would cost something on every request
                await asyncio.sleep(QUIET_SECONDS)
    except TimeoutError:
        pass


def _allow_many_connections() -> None:
    """Each connection is a file to the kernel, and many systems allow 1024 until one asks for more."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
