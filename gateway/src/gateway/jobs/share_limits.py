"""Each gateway grants its part of the limits: of two that are alive, each a half, without anybody telling them.

One that is killed is missed for 15 seconds, in which the others grant a little less than they might. While the database
is away the last count holds.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

from gateway.proxy.app import ProxyApp
from gateway.store.live_gateways import LiveGateways
from shared.ids import random_id
from shared.metrics import UNTIL_CHANGED, MeasuredGauge
from shared.mongo import MongoError
from shared.periodic import PeriodicTask

EVERY = 5.0

_alive = MeasuredGauge(
    "gateway_live_gateways",
    "Gateways among which the limits are shared, as this one counts them",
    lasts=UNTIL_CHANGED,
)


def share_limits(proxy: ProxyApp, gateways: LiveGateways) -> Callable[[asyncio.Event], Awaitable[None]]:
    this = random_id("gtw")

    async def share() -> None:
        alive = await gateways.count(this)
        proxy.admission.limits.share_among(alive)
        _alive.set(alive)

    async def run(stop: asyncio.Event) -> None:
        await PeriodicTask("share_limits", EVERY).run(share, stop)
        with suppress(MongoError):
            await gateways.leave(this)

    return run
