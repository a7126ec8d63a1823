"""The receipt of a payment gets its number, and the key by which its holder can have it checked, when it is first asked
for."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from secrets import token_urlsafe

from shared.errors import NotFound
from shared.optimistic import retry_on_conflict
from svc_payment.domain.payment import Payment
from svc_payment.store.counters import Counters
from svc_payment.store.payments import Payments
from svc_payment.use_cases.refusals import no_receipt_yet

KEY_BYTES = 12


@dataclass(frozen=True)
class NumberReceipt:
    payments: Payments
    counters: Counters

    async def __call__(self, find: Callable[[], Awaitable[Payment | None]]) -> Payment:
        """The payment that ``find`` finds, as whoever asks may see it. Raises ``NotFound``, or ``Conflict`` while
        nothing is booked."""

        async def attempt(_number: int) -> Payment:
            payment = await find()
            if payment is None:
                raise NotFound("Không tìm thấy khoản thanh toán này.")
            if not payment.allocated_amount or payment.paid_at is None:
                raise no_receipt_yet()
            if payment.receipt_number is not None and payment.receipt_key:
                return payment
            number = payment.receipt_number or await self.counters.receipt_number(payment.paid_at)
            after = payment.with_receipt(number, new_key())
            await self.payments.save(after)
            return after

        return await retry_on_conflict(attempt)


def new_key() -> str:
    return token_urlsafe(KEY_BYTES)
