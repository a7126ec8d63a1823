"""A bank announces what came in: what can be read is taken in, what cannot is kept for an officer."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from shared.clock import Clock
from shared.ids import derived_id
from shared.logs import get_logger
from shared.optimistic import retry_on_conflict
from svc_payment.catalogue.settlement_formats import Credit
from svc_payment.domain.unreadable_transfer import TransferFault, UnreadableTransfer
from svc_payment.store.unreadable_transfers import UnreadableTransfers
from svc_payment.use_cases.take_in_transfers import TakeInTransfers, TransfersTaken

log = get_logger()


@dataclass(frozen=True)
class Unread:
    """What cannot be taken in: its place in the notice, the bank's number where there is one, and what was written."""

    row: int
    number: str
    fault: TransferFault
    raw: str


@dataclass(frozen=True)
class TakeInNotice:
    transfers: TakeInTransfers
    unreadable: UnreadableTransfers
    clock: Clock

    async def __call__(self, credits: Sequence[Credit], unread: Sequence[Unread]) -> TransfersTaken:
        """The same notice again changes nothing. Raises ``Unavailable``; what was taken in before stays."""
        now = self.clock.now()
        await self.unreadable.keep_missing(
            [
                UnreadableTransfer(_id_of(one), 1, one.number, one.fault, one.raw, now)
                for one in {_id_of(one): one for one in unread}.values()
            ]
        )
        for one in unread:
            log.error("transfer_unreadable", row=one.row, fault=one.fault)
        taken = await self.transfers(credits)
        for earlier in await self.unreadable.of_numbers({credit.transaction for credit in credits}):
            await self._close(earlier)
        return taken

    async def _close(self, earlier: UnreadableTransfer) -> None:
        async def attempt(_number: int) -> None:
            current = await self.unreadable.find(earlier.id) or earlier
            after = current.closed(self.clock.now())
            if after is not current:
                await self.unreadable.save(after)

        await retry_on_conflict(attempt)


def _id_of(unread: Unread) -> str:
    return derived_id("unr", hashlib.sha256(unread.raw.encode()).hexdigest())
