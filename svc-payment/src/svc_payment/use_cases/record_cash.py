"""Whoever collects for a payee writes down that a bill was paid in cash, by the receipt that the payer was given."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from shared.clock import Clock
from shared.command import Command, Outcome
from shared.errors import DuplicateValue, FieldError, Invalid, NotFound
from shared.ids import derived_id
from shared.refusals import about, explained
from shared.text import grouped
from svc_payment.domain.bill import Bill
from svc_payment.domain.ledger import booked_name, cash_reference
from svc_payment.domain.new_payment import new_payment
from svc_payment.domain.party import Party
from svc_payment.domain.payment import BY_CASH, Payment, PaymentOutcome, Report
from svc_payment.store.bills import Bills
from svc_payment.store.counters import Counters
from svc_payment.store.payments import Payments
from svc_payment.use_cases.allocate_money import AllocateMoney
from svc_payment.use_cases.events import money_events
from svc_payment.use_cases.number_receipt import new_key
from svc_payment.use_cases.receipt_numbers import number_taken
from svc_payment.use_cases.refusals import REFUSALS


@dataclass(frozen=True)
class CashTaken:
    """``amount`` is what the collector has counted; ``items``: the codes of the items paid, none for all that remains.

    ``receipt_number``: of the payee's own receipt, which is given once.
    """

    amount: int
    receipt_number: str
    items: Sequence[str] = ()


@dataclass(frozen=True)
class RecordCash:
    bills: Bills
    payments: Payments
    counters: Counters
    allocate: AllocateMoney
    clock: Clock

    async def __call__(
        self, bill_id: str, payees: Sequence[str] | None, by: Party, command: Command, taken: CashTaken
    ) -> Outcome[Payment]:
        """Raises ``NotFound``, ``Invalid``, ``Conflict`` or ``KeyReused``."""
        payment_id = derived_id("pay", command.id)
        known = await self.payments.at_payees(payment_id, payees)
        if known is not None:
            command.expect_same(known.fingerprint)
            return Outcome(known, replayed=True)
        bill = await self.bills.at_payees(bill_id, payees)
        if bill is None:
            raise NotFound("Không tìm thấy phiếu thu này.")
        with about(bill), explained(REFUSALS):
            items = tuple(taken.items) or bill.unnamed_items(taken.amount)
            due = bill.amount_of(items)
        if taken.amount != due:
            raise Invalid([FieldError("amount", _expected(bill, due, taken))])
        now, number = self.clock.now(), cash_reference(bill.payee_id, taken.receipt_number)
        asked = replace(
            new_payment(
                payment_id,
                bill,
                payer=None,
                provider=BY_CASH,
                reference=number,
                amount=due,
                items=items,
                now=now,
                expires_at=now,
                query_at=None,
            ),
            command_id=command.id,
            fingerprint=command.fingerprint,
        )
        taken_in = asked.report(Report(PaymentOutcome.PAID, due, number, now), at=now, source="officer", by=by)
        # Now, so that whoever prints it changes nothing that somebody else has before them.
        payment = taken_in.with_receipt(await self.counters.receipt_number(now), new_key())
        try:
            await self.payments.insert(payment, money_events(asked, payment, now))
        except DuplicateValue:
            if there := await self.payments.at_payees(payment_id, payees):  # the same request, sent twice at once
                command.expect_same(there.fingerprint)
                return Outcome(there, replayed=True)
            holder = await self.payments.booked_as(booked_name(BY_CASH, number))
            raise number_taken(taken.receipt_number, bill, holder) from None
        # At once, so that whoever pays a second time is told so; after a fault in between it is done in the background.
        return Outcome(await self.allocate(payment.id) or payment)


def _expected(bill: Bill, due: int, taken: CashTaken) -> str:
    text, every = f"Số tiền phải thu là {grouped(due)} đồng", sum(bill.open_items().values())
    if every != due and not taken.items:
        text += f", hoặc {grouped(every)} đồng nếu nộp cả khoản tự nguyện"
    return f"{text}; hoặc hãy chọn những khoản được nộp." if bill.partial else f"{text}."
