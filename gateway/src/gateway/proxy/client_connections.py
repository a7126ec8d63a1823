"""All connections of clients: how many there may be, and how many from one address.

Addresses are shared (a mobile network puts thousands of citizens behind one), so an address may hold many. When there
are no more to give, connections between two requests go first, whoever's: their clients just open others. Then it is
the address where most wait for their client. What a client is sending at a fair pace stays, however crowded its
address is. A proxy we were told to trust holds as many as it needs: it stands for many clients.
"""

import asyncio
from collections import Counter
from collections.abc import Collection
from email.utils import format_datetime
from heapq import nsmallest

from gateway.proxy.address import Addresses
from gateway.proxy.client_connection import ClientConnection
from gateway.proxy.metrics import refused
from shared.clock import Clock

MOST = 4096
MOST_PER_ADDRESS = 1024
CLOSED_AT_ONCE = 32
"""When there is no room, so that looking for whom to close, which takes milliseconds, is not done for each newcomer.
Where there were fewer, newcomers are refused until the next sweep without looking."""
SWEEP_SECONDS = 0.5


def to_close(connections: Collection[ClientConnection], now: float) -> list[ClientConnection]:
    """Those of ``connections`` that are closed to make room, at most ``CLOSED_AT_ONCE``; none that is being answered.

    The longest idle of all; when none is idle, those that keep us waiting, from the addresses where most do, so that
    these come down to the next ones.
    """
    if idle := [one for one in connections if one.idle]:
        return nsmallest(CLOSED_AT_ONCE, idle, key=lambda one: one.since)
    newest_first = sorted((one for one in connections if one.keeps_waiting(now)), key=lambda one: -one.since)
    newer: Counter[str] = Counter()
    ranked = []
    for one in newest_first:
        ranked.append((-newer[one.address], one.since, one))
        newer[one.address] += 1
    return [one for _, _, one in nsmallest(CLOSED_AT_ONCE, ranked, key=lambda row: row[:2])]


class ClientConnections:
    def __init__(
        self, addresses: Addresses, clock: Clock, most: int = MOST, most_per_address: int = MOST_PER_ADDRESS
    ) -> None:
        self._addresses = addresses
        self._clock = clock
        self._most = most
        self._most_per_address = most_per_address
        self._open: dict[str, set[ClientConnection]] = {}
        self._fewer_found = False
        self.number = 0
        self.date = b""
        self._tell_date()

    def admit(self, connection: ClientConnection, address: str) -> bool:
        """Whether ``connection`` may stay; if so, it has its place until it leaves."""
        _, key, trusted = self._addresses.peer(address)
        most = self._most if trusted else self._most_per_address
        if len(self._open.get(key, ())) >= most:
            self._make_room(self._open[key])
        if self.number >= self._most and not self._fewer_found:
            self._fewer_found = self._make_room(self._all()) < CLOSED_AT_ONCE
        mates = self._open.setdefault(key, set())
        if self.number >= self._most or len(mates) >= most:
            refused.labels("connections").inc()
            if not mates:
                del self._open[key]
            return False
        connection.address = key
        mates.add(connection)
        self.number += 1
        return True

    def leave(self, connection: ClientConnection) -> None:
        mates = self._open.get(connection.address)
        if mates is None or connection not in mates:
            return
        mates.remove(connection)
        self.number -= 1
        if not mates:
            del self._open[connection.address]

    def _make_room(self, connections: Collection[ClientConnection]) -> int:
        """How many were closed."""
        closed = to_close(connections, asyncio.get_running_loop().time())
        for connection in closed:
            refused.labels("connections").inc()
            self.leave(connection)
            connection.abort()
        return len(closed)

    async def sweep(self) -> None:
        """Give up the slow and keep the date, for ever."""
        loop = asyncio.get_running_loop()
        while True:
            self._tell_date()
            self._fewer_found = False
            now = loop.time()
            for connection in self._all():
                connection.sweep(now)
            await asyncio.sleep(SWEEP_SECONDS)

    def close_idle(self, since: float = float("inf")) -> None:
        """Those that wait for a request, and have done so ``since`` then."""
        for connection in self._all():
            if connection.since <= since:
                connection.close_if_idle()

    def close(self) -> None:
        for connection in self._all():
            connection.abort()

    def _all(self) -> list[ClientConnection]:
        return [mate for mates in self._open.values() for mate in mates]

    def _tell_date(self) -> None:
        self.date = b"date: %b" % format_datetime(self._clock.now(), usegmt=True).encode("ascii")
