"""A payment: one attempt to pay one bill through one provider, and all the money that came by it.

Its states are one table. What a provider says of it, by whatever way it reaches us and however often, goes through
``report``: the money is entered once for each transaction of the provider, and a state only moves along the table.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import Enum, StrEnum, auto

from shared.schedules import PAYMENT_QUERY_WAITS
from shared.time_zone import VIETNAM
from svc_payment.domain.ledger import (
    Account,
    Entry,
    EntryType,
    balance,
    booked_name,
    cash_reference,
    is_day_only,
    of_cash,
    past_provider,
    shown_number,
    total,
)
from svc_payment.domain.party import SYSTEM, Party
from svc_payment.domain.refund import (
    Refund,
    RefundAction,
    RefundMethod,
    RefundRefusal,
    RefundRefused,
    RefundState,
    Sending,
    SurplusReason,
)

MAX_TIMELINE = 60
MOST_WAITING = 5
"""Payments of one bill that wait at the same time: enough to change one's mind, too few to play with."""
MAX_TRANSACTIONS = 50
"""Transactions and refunds of one payment, after which all that is left can still be given back at once. A static QR
code paid more often than this needs an officer."""


BY_ORDER = "zalo"
"""The provider whose payers make an order, which names the payment and is told what was paid past it."""
BY_CASH = "cash"
"""The provider of a payment that the payee itself has taken: given back by hand, settled with nobody."""
BY_BANK = "bank"
"""The way of money that came to the collecting account, whatever was chosen first."""
AT_COUNTER = frozenset({"COD", "COD_SANDBOX"})
"""The methods of Zalo by which a payer chooses to pay in cash at the payee's counter (payments 1)."""


class State(StrEnum):
    CREATED = "created"
    """Written down; nothing was asked of the provider yet, or its answer has not come."""
    STARTED = "started"
    """The payer has what they need to pay."""
    SUBMITTED = "submitted"
    """The payer or the provider is at it: the outcome is not known."""
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    HELD = "held"
    """Money is there, and something about it is not as it should be: an officer decides."""


class Action(StrEnum):
    START = "start"
    SUBMIT = "submit"
    RECEIVE = "receive"
    HOLD = "hold"
    FAIL = "fail"
    CANCEL = "cancel"
    EXPIRE = "expire"
    RELEASE = "release"
    CORRECT = "correct"
    """The number of a receipt for cash was written down wrongly."""
    INVOICE = "invoice"
    """An officer said where the payee's own invoice is found."""


@dataclass(frozen=True)
class Transition:
    source: State
    action: Action
    target: State
    note: str = ""


_S, _A = State, Action
_WAITING = (_S.CREATED, _S.STARTED, _S.SUBMITTED)
_GIVEN_UP = (_S.FAILED, _S.CANCELLED, _S.EXPIRED)
TABLE: tuple[Transition, ...] = (
    Transition(_S.CREATED, _A.START, _S.STARTED),
    Transition(_S.CREATED, _A.SUBMIT, _S.SUBMITTED, "its notice came before the answer to our own call"),
    Transition(_S.STARTED, _A.SUBMIT, _S.SUBMITTED),
    *(Transition(state, _A.RECEIVE, _S.SUCCEEDED) for state in _WAITING),
    *(Transition(state, _A.RECEIVE, _S.SUCCEEDED, "late, and still money") for state in _GIVEN_UP),
    *(Transition(state, _A.HOLD, _S.HELD, "another amount, or doubted by the provider") for state in _WAITING),
    *(Transition(state, _A.HOLD, _S.HELD, "late") for state in _GIVEN_UP),
    *(Transition(state, _A.FAIL, _S.FAILED) for state in _WAITING),
    *(Transition(state, _A.CANCEL, _S.CANCELLED) for state in _WAITING),
    *(Transition(state, _A.EXPIRE, _S.EXPIRED, "after the provider was asked") for state in _WAITING),
    Transition(_S.HELD, _A.RELEASE, _S.SUCCEEDED, "by two officers"),
    Transition(_S.HELD, _A.RECEIVE, _S.SUCCEEDED, "the provider doubts it no longer, or what was missing has come"),
    Transition(_S.HELD, _A.FAIL, _S.FAILED, "the provider took it back; only while no money is entered"),
    Transition(_S.SUCCEEDED, _A.CORRECT, _S.SUCCEEDED, "of cash: another number of its receipt"),
    Transition(_S.SUCCEEDED, _A.INVOICE, _S.SUCCEEDED, "where the payee's own invoice is found"),
)
_BY_STEP: Mapping[tuple[State, Action], Transition] = {(t.source, t.action): t for t in TABLE}

WAITING = frozenset(_WAITING)
"""The outcome is still to come: the provider is asked when it keeps silent."""
GIVEN_UP = frozenset(_GIVEN_UP)


class PaymentOutcome(StrEnum):
    """What a provider says of a payment, in one vocabulary."""

    PAID = "paid"
    PENDING = "pending"
    CHOSEN = "chosen"
    """The payer chose to pay by transfer or at the counter: no money has moved."""
    FAILED = "failed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    DOUBTED = "doubted"
    """The payer was debited and the provider suspects fraud: no receipt yet."""
    UNKNOWN = "unknown"
    """No answer, or one that cannot be trusted: never a failure."""


@dataclass(frozen=True)
class Report:
    """``transaction`` is the provider's own number of the money, ``at`` when it says that it was paid. Of money that it
    doubts it tells both where it can."""

    outcome: PaymentOutcome
    amount: int | None = None
    transaction: str | None = None
    at: datetime | None = None
    code: str = ""
    """The provider's own code, for whoever has to ask there."""


class HoldReason(StrEnum):
    AMOUNT_DIFFERS = "amount_differs"
    DOUBTED = "doubted"


@dataclass(frozen=True)
class DoubtedMoney:
    """What the payer was debited, as the provider that doubts it calls it: nothing of it is in the ledger."""

    amount: int
    transaction: str


@dataclass(frozen=True)
class Vouching:
    """An officer's word that held money goes to its bill, of doubted money by what the provider has told them: another
    has to say so too."""

    by: str
    by_name: str
    at: datetime
    provider_record: str = ""


class OrderResult(StrEnum):
    """What a provider is told of an order whose money went past it."""

    PAID = "paid"
    REFUNDED = "refunded"
    """All that came was given back."""


SOURCES = frozenset({"callback", "query", "settlement", "statement", "officer", "payer", "system"})
"""Everything that a step of a payment may have come from."""


@dataclass(frozen=True)
class TimelineEntry:
    """``source`` is one of ``SOURCES``; ``by_name``: what an officer was called at the time; ``remark``: why an officer
    did it, where they say so."""

    at: datetime
    action: Action
    state: State
    source: str
    by: str
    code: str = ""
    by_name: str = ""
    remark: str = ""
    command_id: str = ""
    fingerprint: str = ""


@dataclass(frozen=True)
class Paid:
    """What the bill took of one transaction; ``way``: the provider, ``BY_BANK`` or ``BY_CASH``. ``day_only``: of
    ``paid_at`` only the day is known."""

    payment_id: str
    way: str
    transaction: str
    amount: int
    paid_at: datetime
    day_only: bool = False


class PaymentRefusal(Enum):
    ILLEGAL_STEP = auto()
    TOO_MANY_TRANSACTIONS = auto()
    AMOUNT_UNKNOWN = auto()
    """The provider has not said how much it debited, or under which number."""
    NO_RECEIPT = auto()
    """Nothing is booked, so there is nothing that an invoice could be of."""
    INVOICE_IN_FUTURE = auto()
    INVOICE_BEFORE_PAYMENT = auto()


class PaymentRefused(Exception):
    def __init__(self, reason: PaymentRefusal) -> None:
        super().__init__(reason.name)
        self.reason = reason


@dataclass(frozen=True)
class Payment:
    """``amount`` is what the payer was asked for, ``items`` the codes of the bill's items it is for (none: the rest).

    ``reference`` is our name of it at the provider, ``order`` the provider's own. ``query_at``: when the provider is
    asked next, if it says nothing before. ``allocation_due``: money is there that the bill has not been told of.
    """

    id: str
    version: int
    bill_id: str
    payee_id: str
    payee_name: str
    payer: str | None
    provider: str
    reference: str
    amount: int
    items: tuple[str, ...]
    description: str
    state: State
    created_at: datetime
    changed_at: datetime
    expires_at: datetime
    query_at: datetime | None
    queries: int = 0
    order: str | None = None
    method: str | None = None
    checkout: Mapping[str, object] | None = None
    hold: HoldReason | None = None
    doubted: DoubtedMoney | None = None
    vouched: Vouching | None = None
    allocation_due: bool = False
    order_update_due: bool = False
    """Paid by transfer or at the counter: the provider, which has seen no money, is still to be told."""
    order_reported: OrderResult | None = None
    """What it was told last."""
    at_counter: OrderResult | None = None
    """What became of the cash for what it is for, which the payee took as a payment of its own."""
    entries: tuple[Entry, ...] = ()
    refunds: tuple[Refund, ...] = ()
    timeline: tuple[TimelineEntry, ...] = ()
    paid_at: datetime | None = None
    receipt_number: str | None = None
    receipt_key: str = ""
    """The key by which only whoever holds the receipt is told whether it is true: numbers can be guessed."""
    invoice: Mapping[str, str] | None = None
    """Where the payee's own e-invoice or the State's receipt is found: we issue no fiscal documents."""
    place: int | None = None
    """Which of its bill's ``MOST_WAITING`` places it has as long as it waits; none of what a bank asked for."""
    settled_with: str | None = None
    """The settlement file in which the provider accounted for it."""
    command_id: str = ""
    fingerprint: str = ""
    dossier: Mapping[str, str] = field(default_factory=dict)
    """The ``dossier_id`` and ``payment_request_id`` of a dossier's fee."""

    # sums

    @property
    def received(self) -> int:
        return total(self.entries, EntryType.RECEIVED)

    @property
    def unsettled_since(self) -> datetime | None:
        """The moment from which its open outcome is late, or its money without a place; ``None`` when neither is.

        A payer who was asked has until the expiry to pay. One who is at it, or has paid, is waited for by nobody.
        """
        match self.state:
            case State.CREATED | State.STARTED:
                return self.expires_at
            case State.SUBMITTED:
                return self.created_at
            case State.HELD:
                return self.paid_at or self.created_at
        waiting = self.unallocated_transactions() if self.allocation_due else []
        return waiting[0].at if waiting else None

    @property
    def at_provider(self) -> int:
        """What the provider still owes us of it."""
        return balance(self.entries, Account.PROVIDER)

    @property
    def collected_by(self) -> str | None:
        """The id of the member of staff who took it in cash."""
        return self.timeline[0].by if self.in_cash else None

    @property
    def refundable(self) -> int:
        """What belongs to the payee and could still be given back."""
        return balance(self.entries, Account.PAYEE)

    @property
    def refunded(self) -> int:
        return total(self.entries, EntryType.REFUNDED)

    @property
    def given_back_whole(self) -> bool:
        return self.received > 0 and self.refunded >= self.received

    @property
    def refund_due(self) -> int:
        """What the payer is still to have back."""
        return sum(refund.amount for refund in self.refunds if refund.owed)

    @property
    def given_back(self) -> int:
        """What the payer got back of what the payee had: without surplus, which no receipt is about."""
        done = (refund for refund in self.refunds if refund.state is RefundState.DONE and not refund.surplus)
        return sum(refund.amount for refund in done)

    def paid(self) -> list[Paid]:
        """What its bill took, by what way and when the payer paid, in the order in which it came."""
        came = {entry.reference: entry for entry in self._received()}
        return [
            Paid(
                self.id,
                self._way_in(each.reference),
                each.reference,
                each.amount,
                came[each.reference].paid_at or came[each.reference].at,
                came[each.reference].day_only,
            )
            for each in self.entries
            if each.type is EntryType.ALLOCATED
        ]

    @property
    def paid_day_only(self) -> bool:
        """Whether only the day of ``paid_at`` is known, because a statement told no time."""
        return any(entry.day_only for entry in self._received()[:1])

    def _way_in(self, transaction: str) -> str:
        if of_cash(transaction):
            return BY_CASH
        return BY_BANK if past_provider(transaction) else self.provider

    def transactions(self) -> list[str]:
        return [entry.reference for entry in self._received()]

    def _received(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.type is EntryType.RECEIVED]

    def source_of(self, refund: Refund) -> str | None:
        """The transaction whose provider can give ``refund`` back; ``None`` where a person has to: what came by bank
        or in cash went past the provider."""
        source = self._origin_of(refund)
        return None if source is None or past_provider(source) else source

    def refund_method(self, refund: Refund) -> RefundMethod:
        """How ``refund`` goes back: as what it gives back has come, where that is known."""
        source = self._origin_of(refund)
        if source is not None and of_cash(source):
            return RefundMethod.CASH
        return RefundMethod.TRANSFER if self.source_of(refund) is None else RefundMethod.PROVIDER

    def _origin_of(self, refund: Refund) -> str | None:
        known = self.transactions()
        # Before each refund named its transaction, there was no doubt where there was only one.
        return refund.transaction or (known[0] if len(known) == 1 else None)

    def _giving_back(self, amount: int) -> str | None:
        """The transaction that can give back ``amount`` of what the payee has, by the provider where one can."""
        left = {e.reference: e.amount for e in self.entries if e.type is EntryType.ALLOCATED}
        for refund in self.refunds:
            if refund.transaction in left and not refund.surplus and refund.state is not RefundState.REJECTED:
                left[refund.transaction] -= refund.amount
        return next((one for one in sorted(left, key=past_provider) if left[one] >= amount), None)

    def booked_names(self) -> list[str]:
        """What its transactions are called; no other payment has one of the names."""
        return [booked_name(self.provider, transaction) for transaction in self.transactions()]

    def amount_of(self, transaction: str) -> int | None:
        return next((entry.amount for entry in self._received() if entry.reference == transaction), None)

    def allows(self, action: Action) -> bool:
        return (self.state, action) in _BY_STEP

    # steps

    def started(self, *, order: str | None, checkout: Mapping[str, object], at: datetime) -> "Payment":
        """What the payer needs is there. Whatever has happened meanwhile stays."""
        kept = replace(self, order=self.order or order, checkout=checkout, version=self.version + 1, changed_at=at)
        return kept._moved(Action.START, at, "system", SYSTEM) if kept.allows(Action.START) else kept

    def report(
        self,
        said: Report,
        *,
        at: datetime,
        source: str,
        by: Party = SYSTEM,
        order: str | None = None,
        method: str | None = None,
    ) -> "Payment":
        """What the provider ``said`` taken in; ``self`` when it says nothing new. ``order`` and ``method`` are learnt
        on the way.

        Raises ``PaymentRefused`` when there is no room for another transaction.
        """
        after = self._reported(said, at, source, by)
        return after if after is self else replace(after, order=self.order or order, method=method or self.method)

    def _reported(self, said: Report, at: datetime, source: str, by: Party) -> "Payment":
        if said.outcome is PaymentOutcome.PAID:
            return self._paid(said, at, source, by)
        if said.outcome is PaymentOutcome.DOUBTED:
            return self._doubted(said, at, source, by)
        if said.outcome is PaymentOutcome.FAILED and self.state is State.HELD and self.received:
            return self
        return self._step(_STEP_OF[said.outcome], at, source, by, said.code) if said.outcome in _STEP_OF else self

    def _doubted(self, said: Report, at: datetime, source: str, by: Party) -> "Payment":
        """Held without money, and asked about further: most doubts end with the provider."""
        money = DoubtedMoney(said.amount, said.transaction) if said.amount and said.transaction else None
        if self.allows(Action.HOLD):
            held = self._step(Action.HOLD, at, source, by, said.code, hold=HoldReason.DOUBTED)
            return replace(held, doubted=money, query_at=self.query_at or at + PAYMENT_QUERY_WAITS[0])
        learns = self.hold is HoldReason.DOUBTED and self.doubted is None and money is not None
        return replace(self, doubted=money, version=self.version + 1, changed_at=at) if learns else self

    def _paid(self, said: Report, at: datetime, source: str, by: Party) -> "Payment":
        assert said.amount is not None
        assert said.transaction
        if said.transaction in self.transactions():
            return self
        if len(self.entries) + len(self.refunds) >= MAX_TRANSACTIONS:
            raise PaymentRefused(PaymentRefusal.TOO_MANY_TRANSACTIONS)
        first = not self.received
        paid_at = min(said.at or at, at)  # a provider's clock may go before ours
        day_only = is_day_only(said.at)
        if day_only and _day_of(paid_at) == _day_of(self.created_at):
            paid_at = max(paid_at, self.created_at)  # the day began before the payment
        entry = Entry(EntryType.RECEIVED, said.amount, said.transaction, at, paid_at, day_only)
        fits = said.amount == self.amount or not first
        with_money = replace(
            self,
            entries=(*self.entries, entry),
            paid_at=self.paid_at or paid_at,
            doubted=None,
            vouched=None,
            query_at=None,
        )
        if not fits:
            if self.state is State.HELD:  # doubted until now
                return replace(with_money, hold=HoldReason.AMOUNT_DIFFERS, version=self.version + 1, changed_at=at)
            return with_money._step(Action.HOLD, at, source, by, said.code, hold=HoldReason.AMOUNT_DIFFERS)
        # A second transaction for a payment that is held waits for the officers with the first, unless it is just what
        # was missing: then there is nothing left to decide.
        due = self.state is not State.HELD or self.hold is HoldReason.DOUBTED or with_money.received == self.amount
        with_money = replace(with_money, allocation_due=due, hold=None if due else self.hold)
        if due and with_money.allows(Action.RECEIVE):
            return with_money._moved(Action.RECEIVE, at, source, by, said.code, raises_version=True)._order_checked()
        return replace(with_money, version=self.version + 1, changed_at=at)

    def released(self, *, at: datetime, by: Party) -> "Payment":
        """What is held goes its way, once two officers have said so. Raises ``PaymentRefused``."""
        if self.state is not State.HELD or not self.received:
            raise PaymentRefused(PaymentRefusal.ILLEGAL_STEP)
        if self.vouched is None:
            return replace(self, vouched=Vouching(by.id, by.name, at), version=self.version + 1, changed_at=at)
        if self.vouched.by == by.id:
            return self
        freed = replace(self, hold=None, allocation_due=True)
        return freed._moved(Action.RELEASE, at, "officer", by, raises_version=True)._order_checked()

    def concluded(self, *, paid: bool, provider_record: str, at: datetime, by: Party) -> "Payment":
        """An officer says how a doubt has ended, by what the provider has told them (``provider_record``): the money
        that it named is ours, which takes effect once another officer says the same; or the payer has it back. Raises
        ``PaymentRefused``."""
        if not self.concludable:
            raise PaymentRefused(PaymentRefusal.ILLEGAL_STEP)
        if not paid:
            return self._step(Action.FAIL, at, "officer", by, provider_record)
        if self.doubted is None:
            raise PaymentRefused(PaymentRefusal.AMOUNT_UNKNOWN)
        if self.vouched is None:
            vouched = Vouching(by.id, by.name, at, provider_record)
            return replace(self, vouched=vouched, version=self.version + 1, changed_at=at)
        if self.vouched.by == by.id:
            return self
        money = Report(PaymentOutcome.PAID, self.doubted.amount, self.doubted.transaction, code=provider_record)
        return self._paid(money, at, "officer", by)

    @property
    def concludable(self) -> bool:
        """Whether the provider doubts it, so that an officer may say how that has ended."""
        return self.state is State.HELD and self.hold is HoldReason.DOUBTED and not self.received

    @property
    def leaves_dossier_paid(self) -> bool:
        """Whether its dossier goes on as one that is paid, although all of the fee was given back."""
        return "dossier_id" in self.dossier and 0 < self.allocated_amount <= self.given_back

    # the number of the receipt that the payee gave for cash

    @property
    def in_cash(self) -> bool:
        """Whether the payee took it itself, and gave a receipt of its own for it."""
        return self.provider == BY_CASH

    @property
    def correctable(self) -> bool:
        """Whether the number of its receipt may be corrected: it stands, and its money has a place, since until then
        the bill knows the money by that number. What was corrected before is never pushed out of the timeline.
        """
        stands = self.in_cash and self.refunded < self.received and not self.allocation_due
        return stands and self.allows(Action.CORRECT) and len(self.timeline) < MAX_TIMELINE

    def corrected(
        self, number: str, reason: str, *, at: datetime, by: Party, command_id: str, fingerprint: str
    ) -> "Payment":
        """The same cash under the ``number`` that its receipt has. The timeline keeps both numbers; ``self`` when it is
        called so already. Raises ``PaymentRefused``."""
        if not self.correctable:
            raise PaymentRefused(PaymentRefusal.ILLEGAL_STEP)
        before, after = self.reference, cash_reference(self.payee_id, number)
        if after == before:
            return self
        said = f"{shown_number(before)} → {shown_number(after)}"
        moved = self._moved(Action.CORRECT, at, "officer", by, said, raises_version=True)
        step = replace(moved.timeline[-1], remark=reason, command_id=command_id, fingerprint=fingerprint)
        return replace(
            moved,
            reference=after,
            entries=tuple(replace(e, reference=after) if e.reference == before else e for e in self.entries),
            refunds=tuple(replace(r, transaction=after) if r.transaction == before else r for r in self.refunds),
            timeline=(*moved.timeline[:-1], step),
        )

    def chosen(self, method: str, *, order: str | None = None, at: datetime) -> "Payment":
        """The payer chose how to pay."""
        if self.method == method and (order is None or self.order == order):
            return self
        after = replace(self, method=method, order=self.order or order, version=self.version + 1, changed_at=at)
        return after._order_checked()

    @property
    def allocated_amount(self) -> int:
        return total(self.entries, EntryType.ALLOCATED)

    def with_receipt(self, number: str, key: str) -> "Payment":
        """Whichever of them it has already stays."""
        return replace(
            self,
            receipt_number=self.receipt_number or number,
            receipt_key=self.receipt_key or key,
            version=self.version + 1,
        )

    def paid_by(self, citizen_id: str) -> bool:
        """Whether they paid it; what came without a name is everybody's who follows its bill."""
        return self.payer in (None, citizen_id)

    # the payee's own invoice

    @property
    def invoiceable(self) -> bool:
        """Whether there is a receipt on which an invoice can stand. What was written before is never pushed out of the
        timeline."""
        return self.allocated_amount > 0 and self.allows(Action.INVOICE) and len(self.timeline) < MAX_TIMELINE

    @property
    def invoiced(self) -> TimelineEntry | None:
        """The entry of who wrote the invoice that stands; of one from before there were entries there is none."""
        return next((entry for entry in reversed(self.timeline) if entry.action is Action.INVOICE), None)

    def with_invoice(self, invoice: Mapping[str, str], *, at: datetime, by: Party) -> "Payment":
        """Where the payee's own ``invoice`` is found. The timeline keeps the one that stood before; ``self`` when it is
        this one. Raises ``PaymentRefused``."""
        if not self.allocated_amount:
            raise PaymentRefused(PaymentRefusal.NO_RECEIPT)
        if self.invoice == invoice:
            return self
        if not self.invoiceable:
            raise PaymentRefused(PaymentRefusal.ILLEGAL_STEP)
        day = date.fromisoformat(invoice["date"])
        if day > _day_of(at):
            raise PaymentRefused(PaymentRefusal.INVOICE_IN_FUTURE)
        if self.paid_at is not None and day < _day_of(self.paid_at):
            raise PaymentRefused(PaymentRefusal.INVOICE_BEFORE_PAYMENT)
        said = " → ".join(_shown_invoice(one) for one in (self.invoice, invoice) if one)
        return replace(self._moved(Action.INVOICE, at, "officer", by, said, raises_version=True), invoice=invoice)

    # the order at a provider that has not seen the money

    @property
    def chosen_at_counter(self) -> bool:
        """Whether its payer chose to pay in cash at the payee's counter, and no money came by it."""
        return self.method in AT_COUNTER and not self.received

    @property
    def awaits_cash(self) -> bool:
        """Whether the payee's counter is still to take what its payer chose to pay there. The time that a provider
        gives for an order does not end that."""
        return self.chosen_at_counter and self.at_counter is None and self.state in {*WAITING, State.EXPIRED}

    @property
    def order_result(self) -> OrderResult | None:
        """What is true of an order that was paid past the provider; ``None`` while money is held or there is none."""
        if self.order is None:
            return None
        if self.chosen_at_counter:
            return self.at_counter
        past = any(past_provider(transaction) for transaction in self.transactions()[:1])
        if not past or self.state is not State.SUCCEEDED:
            return None
        return OrderResult.REFUNDED if self.refunded == self.received else OrderResult.PAID

    def settled_at_counter(self, *, paid: bool) -> "Payment":
        """The payee took cash for what it is for (``paid``), or has given that back; ``self`` where that is known, or
        is nothing to this payment. How its payer chose to pay may be learnt only later."""
        if self.received or (not paid and self.at_counter is None):
            return self
        result = OrderResult.PAID if paid else OrderResult.REFUNDED
        if self.at_counter is result:
            return self
        return replace(self, at_counter=result, version=self.version + 1)._order_checked()

    def linked(self, order: str) -> "Payment":
        """The payer says which order of the provider it is."""
        return replace(self, order=order, version=self.version + 1)._order_checked()

    def order_updated(self, reported: OrderResult | None) -> "Payment":
        """Where something else has become true meanwhile, it is due again."""
        return replace(self, order_reported=reported, version=self.version + 1)._order_checked()

    def _order_checked(self) -> "Payment":
        due = self.order_result is not None and self.order_result is not self.order_reported
        return replace(self, order_update_due=due)

    def asked(self, next_at: datetime | None) -> "Payment":
        """The provider was asked, and is asked again at ``next_at``."""
        return replace(self, query_at=next_at, queries=self.queries + 1, version=self.version + 1)

    def unallocated_transactions(self) -> list[Entry]:
        """Those of which it is not yet said what they are for, in the order in which they came."""
        said = {e.reference for e in self.entries if e.type in (EntryType.ALLOCATED, EntryType.SURPLUS)}
        return [e for e in self.entries if e.type is EntryType.RECEIVED and e.reference not in said]

    def allocated(
        self, transaction: Entry, applied: int, *, refund_id: str, reason: SurplusReason, at: datetime
    ) -> "Payment":
        """The bill took ``applied`` of one transaction; the rest goes back to the payer as a refund case, for
        ``reason``."""
        surplus = transaction.amount - applied
        entries, refunds = [*self.entries], self.refunds
        if applied:
            entries.append(Entry(EntryType.ALLOCATED, applied, transaction.reference, at))
        if surplus:
            entries.append(Entry(EntryType.SURPLUS, surplus, transaction.reference, at))
            case = _requested(refund_id, surplus, reason.value, SYSTEM, at, True)
            refunds = (*refunds, replace(case, transaction=transaction.reference))
        after = replace(self, entries=tuple(entries), refunds=refunds, version=self.version + 1, changed_at=at)
        return replace(after, allocation_due=bool(after.unallocated_transactions()))

    # refunds

    def refund_requested(
        self,
        refund_id: str,
        amount: int,
        reason: str,
        *,
        by: Party,
        at: datetime,
        command_id: str,
        fingerprint: str = "",
        made_as: str | None = None,
    ) -> "Payment":
        """Give back ``amount`` of what the payee has; or book that the provider has, as ``made_as``. Raises
        ``RefundRefused``.
        """
        if made_as is not None and self.in_cash:
            raise RefundRefused(RefundRefusal.NO_PROVIDER)
        if made_as is not None and any(made_as in one.known_as for one in self.refunds):
            raise RefundRefused(RefundRefusal.BOOKED_ALREADY)
        if not 0 < amount <= self.refundable:
            raise RefundRefused(RefundRefusal.NOT_ENOUGH_LEFT, left=self.refundable)
        if len(self.entries) + len(self.refunds) >= MAX_TRANSACTIONS and amount < self.refundable:
            raise PaymentRefused(PaymentRefusal.TOO_MANY_TRANSACTIONS)
        wanted = replace(
            _requested(refund_id, amount, reason, by, at, False),
            command_id=command_id,
            fingerprint=fingerprint,
            transaction=self._giving_back(amount),
            made_as=made_as,
            provider_reference=made_as,
        )
        entry = Entry(EntryType.REFUND_DUE, amount, refund_id, at)
        return replace(
            self,
            refunds=(*self.refunds, wanted),
            entries=(*self.entries, entry),
            version=self.version + 1,
            changed_at=at,
        )

    def refund(self, refund_id: str) -> Refund:
        """Raises ``RefundRefused``."""
        for refund in self.refunds:
            if refund.id == refund_id:
                return refund
        raise RefundRefused(RefundRefusal.UNKNOWN)

    def refund_stepped(
        self,
        refund_id: str,
        action: RefundAction,
        *,
        at: datetime,
        by: Party = SYSTEM,
        provider_reference: str | None = None,
        provider_record: str | None = None,
        sending: Sending | None = None,
        remark: str = "",
    ) -> "Payment":
        """Raises ``RefundRefused``."""
        before = self.refund(refund_id)
        method = self.refund_method(before)
        after = before.step(
            action,
            method=method,
            at=at,
            by=by,
            provider_reference=provider_reference,
            provider_record=provider_record,
            sending=sending,
            remark=remark,
        )
        if action is RefundAction.CONFIRM and provider_reference and method is RefundMethod.CASH:
            # The number of a voucher, of which each payee has its own.
            after = replace(after, transferred_as=cash_reference(self.payee_id, provider_reference))
        entries = self.entries
        if after.state is RefundState.DONE:
            entries = (*entries, Entry(EntryType.REFUNDED, after.amount, refund_id, at))
        if after.state is RefundState.REJECTED:
            entries = (*entries, Entry(EntryType.REFUND_CALLED_OFF, after.amount, refund_id, at))
        moved = self._with_refund(after)
        return replace(moved, entries=entries, version=self.version + 1, changed_at=at)._order_checked()

    def refund_followed(self, refund_id: str, ask_at: datetime, provider_reference: str | None) -> "Payment":
        """The provider was asked about a refund that is under way, and is asked again at ``ask_at``."""
        followed = self.refund(refund_id).followed(ask_at, provider_reference)
        return replace(self._with_refund(followed), version=self.version + 1)

    def _with_refund(self, changed: Refund) -> "Payment":
        return replace(self, refunds=tuple(changed if one.id == changed.id else one for one in self.refunds))

    def open_refunds(self, *states: RefundState) -> list[Refund]:
        return [refund for refund in self.refunds if refund.state in states]

    # moving along the table

    def _step(
        self, action: Action, at: datetime, source: str, by: Party, code: str = "", hold: HoldReason | None = None
    ) -> "Payment":
        """The step where the table has it; what is no step from here changes nothing."""
        if not self.allows(action):
            return self
        moved = self._moved(action, at, source, by, code, raises_version=True)
        return replace(moved, hold=hold, doubted=None, vouched=None)

    def _moved(
        self, action: Action, at: datetime, source: str, by: Party, code: str = "", raises_version: bool = False
    ) -> "Payment":
        target = _BY_STEP[self.state, action].target
        entry = TimelineEntry(at, action, target, source, by.id, code, by.name)
        return replace(
            self,
            state=target,
            changed_at=at,
            version=self.version + raises_version,
            timeline=(*self.timeline, entry)[-MAX_TIMELINE:],
            query_at=self.query_at if target in WAITING or target in GIVEN_UP else None,
        )


_STEP_OF: Mapping[PaymentOutcome, Action] = {
    PaymentOutcome.PENDING: Action.SUBMIT,
    PaymentOutcome.FAILED: Action.FAIL,
    PaymentOutcome.CANCELLED: Action.CANCEL,
    PaymentOutcome.EXPIRED: Action.EXPIRE,
}


def _day_of(moment: datetime) -> date:
    """The day in Vietnam."""
    return moment.astimezone(VIETNAM).date()


def _shown_invoice(invoice: Mapping[str, str]) -> str:
    day = f"{date.fromisoformat(invoice['date']):%d/%m/%Y}"
    return f"{invoice['symbol']} số {invoice['number']} ngày {day}, mã tra cứu {invoice['code']}, {invoice['issuer']}"


def _requested(refund_id: str, amount: int, reason: str, by: Party, at: datetime, surplus: bool) -> Refund:
    state = RefundState.REQUESTED
    return Refund(refund_id, amount, surplus, reason, state, by.id, at, at, requested_by_name=by.name)
