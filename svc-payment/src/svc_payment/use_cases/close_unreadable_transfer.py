"""An officer has found out about a transfer that a bank announced unreadably, and leaves a note."""

from dataclasses import dataclass

from shared.clock import Clock
from shared.errors import NotFound
from shared.optimistic import retry_on_conflict
from svc_payment.domain.party import Party
from svc_payment.domain.unreadable_transfer import UnreadableTransfer
from svc_payment.store.unreadable_transfers import UnreadableTransfers


@dataclass(frozen=True)
class CloseUnreadableTransfer:
    unreadable: UnreadableTransfers
    clock: Clock

    async def __call__(self, transfer_id: str, note: str, by: Party) -> UnreadableTransfer:
        """The first note stays. Raises ``NotFound``."""

        async def attempt(_number: int) -> UnreadableTransfer:
            found = await self.unreadable.find(transfer_id)
            if found is None:
                raise NotFound("Không tìm thấy giao dịch này.")
            closed = found.closed(self.clock.now(), by, note)
            if closed is not found:
                await self.unreadable.save(closed)
            return closed

        return await retry_on_conflict(attempt)
