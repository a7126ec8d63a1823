"""Writes down who was here, off the way of requests. A gateway that is killed forgets who came since the last time,
and each of them is counted with their next request, for a visit lasts on.
"""

import asyncio
from collections.abc import Awaitable, Callable

from gateway.proxy.seen import Seen
from gateway.store.visitors import Visitors
from shared.clock import Clock
from shared.mongo import MongoError
from shared.periodic import PeriodicTask

EVERY = 10.0


def record_visits(seen: Seen, visitors: Visitors, clock: Clock) -> Callable[[asyncio.Event], Awaitable[None]]:
    async def record() -> None:
        if not (citizens := seen.take()):
            return
        try:
            await visitors.record(citizens, clock.now())
        except MongoError:
            seen.give_back(citizens)
            raise

    async def run(stop: asyncio.Event) -> None:
        await PeriodicTask("record_visits", EVERY).run(record, stop)
        await record()

    return run
