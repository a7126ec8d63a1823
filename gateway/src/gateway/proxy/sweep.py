"""The one timer of the proxy path: deadlines, slow clients, idle connections and the coarse clock, 20 times a second.

A timer for each request would cost more than looking at all of them now and then.
"""

import asyncio
from collections.abc import Sequence

from gateway.proxy.coarse_clock import CoarseClock
from gateway.proxy.upstream import Upstream

SWEEP_SECONDS = 0.05


async def sweep(stop: asyncio.Event, clock: CoarseClock, upstreams: Sequence[Upstream]) -> None:
    """Give up what is past its deadline, until ``stop``; a deadline is kept to ``SWEEP_SECONDS``."""
    loop = asyncio.get_running_loop()
    while not stop.is_set():
        clock.tick()
        now = loop.time()
        for upstream in upstreams:
            upstream.sweep(now)
        await asyncio.sleep(SWEEP_SECONDS)
