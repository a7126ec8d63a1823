"""Looks again for dossiers whose code an upstream system knew before we did; finishes what a crash left undecided."""

import asyncio
from contextlib import suppress

from shared.clock import Clock
from shared.errors import ServiceError
from shared.leases import Leases
from shared.metrics import MeasuredGauge
from shared.periodic import PeriodicTask
from svc_dossier.store.upstream_statuses import UpstreamStatuses
from svc_dossier.use_cases.apply_upstream_status import ApplyUpstreamStatus

EVERY = 15.0
BATCH = 200

_waiting = MeasuredGauge(
    "dossier_upstream_unknown_due", "Statuses to decide on again that the last look found due (to a batch)"
)


class RetryUpstream:
    def __init__(
        self, statuses: UpstreamStatuses, apply_status: ApplyUpstreamStatus, leases: Leases, clock: Clock
    ) -> None:
        self._statuses = statuses
        self._apply_status = apply_status
        self._clock = clock
        self._periodic = PeriodicTask("retry_upstream", EVERY, leases)

    async def run(self, stop: asyncio.Event) -> None:
        await self._periodic.run(self.retry, stop)

    async def retry(self) -> None:
        """One batch, if this process holds the lease, in the order of the senders' clocks. Whoever holds it, all
        measure.
        """
        due = await self._statuses.to_retry(self._clock.now(), BATCH)
        _waiting.set(len(due))
        if not due or not await self._periodic.holds_lease():
            return
        for received in sorted(due, key=lambda received: received.said_at):
            with suppress(ServiceError):  # it keeps changing: the next look
                await self._apply_status(received)
