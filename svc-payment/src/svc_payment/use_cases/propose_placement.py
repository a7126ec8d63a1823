"""An officer says where unmatched money belongs; another officer has to approve it."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.clock import Clock
from shared.errors import Conflict, FieldError, Invalid, NotFound
from shared.optimistic import retry_on_conflict
from shared.refusals import about, explained
from shared.text import grouped
from svc_payment.domain.party import Party
from svc_payment.domain.unmatched_sum import STATEMENT, Destination, Proposal, Share, UnmatchedSum
from svc_payment.store.bills import Bills
from svc_payment.store.payments import Payments
from svc_payment.store.unmatched_sums import UnmatchedSums
from svc_payment.use_cases.refusals import REFUSALS


@dataclass(frozen=True)
class Placement:
    """``bill_id`` where the destination is a bill, ``payment_id`` where a transfer is found to be of a payment,
    ``shares`` where it is divided."""

    destination: Destination
    payment_id: str | None
    bill_id: str | None
    reason: str
    shares: tuple[Share, ...] = ()


@dataclass(frozen=True)
class ProposePlacement:
    sums: UnmatchedSums
    payments: Payments
    bills: Bills
    clock: Clock

    async def __call__(self, sum_id: str, wanted: Placement, by: Party) -> UnmatchedSum:
        """Raises ``NotFound``, ``Invalid`` or ``Conflict``."""

        async def attempt(_number: int) -> UnmatchedSum:
            found = await self.sums.find(sum_id)
            if found is None:
                raise NotFound("Không tìm thấy khoản tiền này.")
            with about(found), explained(REFUSALS):
                target = await self._target(found, wanted)
                shares = wanted.shares if wanted.destination is Destination.BILLS else ()
                said = Proposal(wanted.destination, target, wanted.reason, by.id, by.name, self.clock.now(), shares)
                proposed = found.proposed(said)
            await self.sums.save(proposed)
            return proposed

        return await retry_on_conflict(attempt)

    async def _target(self, found: UnmatchedSum, wanted: Placement) -> str:
        """A provider's money goes to the payment that it names, if it is one of ours, and nowhere else: what the bill
        does not take of it goes back from there. Whose payment a transfer is for, an officer finds out."""
        if wanted.destination is Destination.NOWHERE:
            return ""
        if found.source == STATEMENT and wanted.destination is Destination.PAYMENT:
            return await self._payment(wanted.payment_id)
        named = None if found.source == STATEMENT else await self.payments.by_reference(found.source, found.reference)
        if (named is not None) != (wanted.destination is Destination.PAYMENT):
            detail = (
                "Tiền này thuộc một khoản thanh toán đã có: chỉ ghi được vào khoản đó."
                if named
                else "Không có khoản thanh toán nào mang mã này: hãy chọn phiếu thu hoặc hoàn cho người nộp."
            )
            raise Conflict("other-destination", "Không ghi được vào đó", detail)
        if named is not None:
            return named.id
        if wanted.destination is Destination.PAYER:
            return ""
        if wanted.destination is Destination.BILLS:
            await self._check_shares(found, wanted.shares)
            return ""
        if wanted.bill_id is None:
            raise Invalid([FieldError("bill_id", "Cần chọn phiếu thu.")])
        await self._check_bill(wanted.bill_id)
        return wanted.bill_id

    async def _check_shares(self, found: UnmatchedSum, shares: Sequence[Share]) -> None:
        """What a provider settles is one transaction of one payment; only what a bank tells of can be divided."""
        if found.source != STATEMENT:
            raise Conflict("other-destination", "Không chia được", "Chỉ chia được tiền chuyển khoản.")
        if len({share.bill_id for share in shares}) < max(2, len(shares)):
            raise Invalid([FieldError("shares", "Cần chia cho ít nhất hai phiếu thu, mỗi phiếu một lần.")])
        if (said := sum(share.amount for share in shares)) != found.amount:
            text = f"Tổng các phần là {grouped(said)} đồng, khác số tiền đã đến là {grouped(found.amount)} đồng."
            raise Invalid([FieldError("shares", text)])
        for share in shares:
            await self._check_bill(share.bill_id)

    async def _check_bill(self, bill_id: str) -> None:
        bill = await self.bills.find(bill_id)
        if bill is None:
            raise NotFound("Không tìm thấy phiếu thu này.")
        if not bill.open_items():
            detail = f"Phiếu thu {bill.code} không còn khoản nào phải nộp: hãy chọn hoàn cho người nộp."
            raise Conflict("bill-closed", "Phiếu thu đã kết thúc", detail)

    async def _payment(self, payment_id: str | None) -> str:
        if payment_id is None:
            raise Invalid([FieldError("payment_id", "Cần chọn khoản thanh toán.")])
        if await self.payments.find(payment_id) is None:
            raise NotFound("Không tìm thấy khoản thanh toán này.")
        return payment_id
