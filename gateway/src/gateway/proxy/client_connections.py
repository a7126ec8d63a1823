"""All connections of clients: how many there may be, and how many from one address.

Addresses are shared (a mobile network puts thousands of citizens behind one), so an address may hold many; but when
there are no more to give, it is the address with the most that loses those of its connections that only wait. So who
opens thousands hinders itself. A proxy we were told to trust holds as many as it needs: it stands for many clients.
"""

import asyncio
from email.utils import format_datetime

from gateway.proxy.address import Addresses
from gateway.proxy.client_connection import ClientConnection
from gateway.proxy.metrics import refused
from shared.clock import Clock

MOST = 4096
MOST_PER_ADDRESS = 1024
CLOSED_AT_ONCE = 32
"""When there is no room, so that looking for whom to close is not done for each newcomer."""
SWEEP_SECONDS = 0.5


class ClientConnections:
    def __init__(
        self, addresses: Addresses, clock: Clock, most: int = MOST, most_per_address: int = MOST_PER_ADDRESS
    ) -> None:
        self._addresses = addresses
        self._clock = clock
        self._most = most
        self._most_per_address = most_per_address
        self._open: dict[str, set[ClientConnection]] = {}
        self.number = 0
        self.date = b""
        self._tell_date()

    def admit(self, connection: ClientConnection, address: str) -> bool:
        """Whether ``connection`` may stay; if so, it has its place until it leaves."""
        key, trusted = self._addresses.peer(address)
        mates = self._open.get(key, ())
        if len(mates) >= self._most_per_address and not trusted:
            self._close_waiting(key)
        if self.number >= self._most:
            self._close_waiting(max(self._open, key=lambda key: len(self._open[key])))
        mates = self._open.setdefault(key, set())
        if self.number >= self._most or (len(mates) >= self._most_per_address and not trusted):
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

    def _close_waiting(self, key: str) -> None:
        """Close those of ``key`` that have waited longest for their client; none that is being answered."""
        waiting = sorted((mate for mate in self._open[key] if mate.interruptible), key=lambda mate: mate.since)
        for mate in waiting[:CLOSED_AT_ONCE]:
            refused.labels("connections").inc()
            self.leave(mate)
            mate.abort()

    async def sweep(self) -> None:
        """Give up the slow and keep the date, for ever."""
        loop = asyncio.get_running_loop()
        while True:
            self._tell_date()
            now = loop.time()
            for connection in [mate for mates in self._open.values() for mate in mates]:
                connection.sweep(now)
            await asyncio.sleep(SWEEP_SECONDS)

    def close_idle(self, since: float = float("inf")) -> None:
        """Those that wait for a request, and have done so ``since`` then."""
        for connection in [mate for mates in self._open.values() for mate in mates]:
            if connection.since <= since:
                connection.close_if_idle()

    def close(self) -> None:
        for connection in [mate for mates in self._open.values() for mate in mates]:
            connection.abort()

    def _tell_date(self) -> None:
        self.date = b"date: %b" % format_datetime(self._clock.now(), usegmt=True).encode("ascii")
