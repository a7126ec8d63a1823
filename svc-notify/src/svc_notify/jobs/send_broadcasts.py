"""Goes on with every broadcast that has something to do. The lease spares several workers the same work."""

import asyncio
from datetime import datetime

from shared.clock import Clock
from shared.leases import Leases
from shared.mongo import MONGO_UNAVAILABLE
from shared.periodic import PeriodicTask, run_failed
from shared.schedules import BROADCAST_LEASE, BROADCAST_RETRY
from svc_notify import metrics
from svc_notify.domain.broadcast import Broadcast, Progress, State
from svc_notify.store.broadcasts import Broadcasts
from svc_notify.use_cases.plan_broadcast import PlanBroadcast

NAME = "send_broadcasts"
EVERY = 0.5
"""A stop takes effect within this."""


class SendBroadcasts:
    def __init__(self, broadcasts: Broadcasts, plan: PlanBroadcast, leases: Leases, clock: Clock) -> None:
        self._broadcasts = broadcasts
        self._plan = plan
        self._clock = clock
        self._resting: dict[str, datetime] = {}
        """Those that could not be sent, and until when they are left alone."""
        self._periodic = PeriodicTask(NAME, EVERY, leases, BROADCAST_LEASE)

    async def run(self, stop: asyncio.Event) -> None:
        await self._periodic.run(self.go_on, stop)

    async def go_on(self) -> bool:
        """One piece of work for each, if the lease is ours; whether there is more to do at once."""
        now = self._clock.now()
        self._resting = {broadcast_id: until for broadcast_id, until in self._resting.items() if until > now}
        due = [one for one in await self._broadcasts.due(now) if not self._rests(one[0])]
        metrics.broadcasts_due.set(len(due))
        if not due:
            return False
        if not await self._periodic.holds_lease():
            return False
        more = [await self._go_on_with(broadcast, progress) for broadcast, progress in due]
        return any(more)

    def _rests(self, broadcast: Broadcast) -> bool:
        """A stop takes effect none the less."""
        return broadcast.id in self._resting and broadcast.state is not State.STOPPED

    async def _go_on_with(self, broadcast: Broadcast, progress: Progress) -> bool:
        """One that cannot be sent keeps no other waiting."""
        try:
            return await self._plan(broadcast, progress)
        except MONGO_UNAVAILABLE:
            raise
        except Exception:
            run_failed(NAME, broadcast=broadcast.id)
            self._resting[broadcast.id] = self._clock.now() + BROADCAST_RETRY
            return False
