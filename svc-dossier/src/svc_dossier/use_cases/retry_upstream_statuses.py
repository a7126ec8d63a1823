"""Looks again for dossiers whose code an upstream system knew before we did; finishes what a crash left undecided."""

from contextlib import suppress
from dataclasses import dataclass

from shared.clock import Clock
from shared.errors import ServiceError
from svc_dossier.store.upstream_statuses import UpstreamStatuses
from svc_dossier.use_cases.apply_upstream_status import ApplyUpstreamStatus

BATCH = 200


@dataclass(frozen=True)
class RetryUpstreamStatuses:
    statuses: UpstreamStatuses
    apply_status: ApplyUpstreamStatus
    clock: Clock

    async def __call__(self) -> None:
        """One batch, in the order of the senders' clocks; what is left is for the next look."""
        due = await self.statuses.to_retry(self.clock.now(), BATCH)
        for received in sorted(due, key=lambda received: received.said_at):
            with suppress(ServiceError):  # it keeps changing: the next look
                await self.apply_status(received)
