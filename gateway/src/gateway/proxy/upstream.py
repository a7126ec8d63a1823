"""The connections to one service: reused, bounded, given up when the service stays silent."""

import asyncio
from collections import deque
from urllib.parse import urlsplit

from gateway.proxy.connection import Connection, GivenUp, UpstreamFailed, UpstreamSilent

CONNECT_TIMEOUT = 1.0
MAX_CONNECTIONS = 1024
IDLE_SECONDS = 15.0
"""Shorter than the services' own keep-alive (30 s), so that a reused connection is hardly ever one just closed."""
SLOW_SECONDS = 0.1
"""An exchange that takes longer is watched for its client going away; quick ones are not worth the watching."""


class Unreachable(UpstreamFailed):
    """No connection to the service; nothing of the request was sent."""


class Overloaded(UpstreamFailed):
    """``MAX_CONNECTIONS`` exchanges are under way; this one was not begun."""


UPSTREAM = "GATEWAY_UPSTREAM_"
"""What the variables of services' addresses begin with."""


def address_variable(service: str) -> str:
    """``GATEWAY_UPSTREAM_DOSSIER`` for svc-dossier."""
    return f"{UPSTREAM}{service.removeprefix('svc-').replace('-', '_').upper()}"


def split_address(url: str) -> tuple[str, int]:
    """Host and port of ``http://host:port``; raises ``ValueError`` for anything else."""
    parts = urlsplit(url)
    if parts.scheme != "http" or not parts.hostname or parts.path or parts.query or parts.username:
        raise ValueError(f"{url!r} is not an address such as http://host:port")
    return parts.hostname, parts.port or 80


class Upstream:
    def __init__(self, name: str, url: str, dropped_headers: frozenset[bytes]) -> None:
        """``url`` as for ``split_address``."""
        self.name = name
        self._host, self._port = split_address(url)
        self.authority = url.removeprefix("http://").encode("ascii")
        self._dropped_headers = dropped_headers
        self._idle: deque[Connection] = deque()
        self.active: set[Connection] = set()

    def reuse(self) -> Connection | None:
        """An idle connection, the one used last."""
        while self._idle:
            connection = self._idle.pop()
            if not connection.broken:
                connection.used = True
                self.active.add(connection)
                return connection
        return None

    async def connect(self) -> Connection:
        """A new connection; raises ``Unreachable`` or ``Overloaded``."""
        if len(self.active) >= MAX_CONNECTIONS:
            self._give_up_for_others()
        if len(self.active) >= MAX_CONNECTIONS:
            raise Overloaded(f"{self.name}: {MAX_CONNECTIONS} connections busy")
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(CONNECT_TIMEOUT):
                _, connection = await loop.create_connection(
                    lambda: Connection(self._dropped_headers), self._host, self._port
                )
        except (OSError, TimeoutError) as error:
            raise Unreachable(f"{self.name}: {type(error).__name__}", untouched=True) from error
        self.active.add(connection)
        return connection

    def _give_up_for_others(self) -> None:
        """The exchange that has waited longest for its client: who is slow must not take all that there are."""
        waiting = [connection for connection in self.active if connection.waits_for_client]
        if waiting:
            slowest = min(waiting, key=lambda connection: connection.paused_at)
            self.active.discard(slowest)
            slowest.fail(GivenUp("given up for others: its client is slow"))

    def release(self, connection: Connection) -> None:
        """Take the connection back after an exchange, however it ended."""
        self.active.discard(connection)
        connection.expecting = False
        connection.pause_deadline()
        connection.on_slow = connection.on_answer = None
        if connection.watcher is not None:
            connection.watcher.cancel()
            connection.watcher = None
        if connection.reusable:
            connection.idle_since = connection.began_at
            self._idle.append(connection)
        else:
            connection.fail(UpstreamFailed("given up"))

    def sweep(self, now: float) -> None:
        """End what is past its deadline, look after what is slow, close what has long been idle."""
        for connection in tuple(self.active):
            if now > connection.deadline:
                connection.fail(UpstreamSilent(f"{self.name} did not answer in time"))
            elif connection.on_slow is not None and now - connection.began_at > SLOW_SECONDS:
                look, connection.on_slow = connection.on_slow, None
                look()
        while self._idle and now - self._idle[0].idle_since > IDLE_SECONDS:
            self._idle.popleft().fail(UpstreamFailed("idle"))

    def close(self) -> None:
        for connection in (*self.active, *self._idle):
            connection.fail(UpstreamFailed("gateway stopping"))
        self._idle.clear()
