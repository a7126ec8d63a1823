"""Whoever collects for a payee corrects the number of a receipt that was written down wrongly; the old one is free."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.clock import Clock
from shared.command import Command, Outcome
from shared.errors import DuplicateValue, NotFound, OutdatedVersion
from shared.optimistic import retry_on_conflict
from shared.refusals import about, explained
from svc_payment.domain.ledger import booked_name
from svc_payment.domain.party import Party
from svc_payment.domain.payment import BY_CASH, Payment
from svc_payment.store.payments import Payments, Reach
from svc_payment.use_cases.receipt_numbers import number_taken
from svc_payment.use_cases.refusals import REFUSALS


@dataclass(frozen=True)
class CorrectReceiptNumber:
    payments: Payments
    clock: Clock

    async def __call__(
        self,
        payment_id: str,
        payees: Sequence[str],
        by: Party,
        command: Command,
        number: str,
        reason: str,
        seen: int,
    ) -> Outcome[Payment]:
        """``seen``: the version that the officer had before them. Raises ``NotFound``, ``Conflict``,
        ``OutdatedVersion``, ``KeyReused`` or ``Unavailable``."""

        async def attempt(_number: int) -> Outcome[Payment]:
            payment = await self.payments.within(payment_id, Reach((), payees))
            if payment is None:
                raise NotFound("Không tìm thấy khoản thu tiền mặt này.")
            if command.find_in(payment.timeline):
                return Outcome(payment, replayed=True)
            with about(payment), explained(REFUSALS):
                if seen != payment.version:
                    raise OutdatedVersion(current_version=payment.version)
                after = payment.corrected(
                    number,
                    reason,
                    at=self.clock.now(),
                    by=by,
                    command_id=command.id,
                    fingerprint=command.fingerprint,
                )
            if after is payment:
                return Outcome(payment)
            try:
                await self.payments.save(after)
            except DuplicateValue:
                holder = await self.payments.booked_as(booked_name(BY_CASH, after.reference))
                raise number_taken(number, payment, holder) from None
            return Outcome(after)

        return await retry_on_conflict(attempt)
