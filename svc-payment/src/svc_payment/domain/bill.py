"""A bill (phiếu thu): what somebody owes to a school or an agency, item by item, and what has been paid of it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from enum import Enum, StrEnum, auto

from shared.time_zone import VIETNAM
from svc_payment.domain.money import LARGEST, after_exemption
from svc_payment.domain.party import SYSTEM, Party
from svc_payment.domain.refund import SurplusReason

MAX_ITEMS = 40
MAX_RECEIPTS = 60
"""How many receipts a bill takes before it takes only what pays the rest at once: a document is bounded, and a debt can
be paid."""
REMIND_BEFORE = timedelta(days=3)
"""How long before a school's bill is due its payers are reminded."""
REMIND_AT = time(8)
"""When they are on the day after that of the bill, where it was issued later than that."""


class Origin(StrEnum):
    SCHOOL = "school"
    DOSSIER = "dossier"


class BillState(StrEnum):
    ISSUED = "issued"
    PARTLY_PAID = "partly_paid"
    PAID = "paid"
    CANCELLED = "cancelled"
    REFUNDED = "refunded"


class BillAction(StrEnum):
    RECEIVE = "receive"
    GIVE_BACK = "give_back"
    CANCEL = "cancel"


@dataclass(frozen=True)
class BillTransition:
    source: BillState
    action: BillAction
    targets: tuple[BillState, ...]
    """Which of them follows from the sums."""


_S, _A = BillState, BillAction
TABLE: tuple[BillTransition, ...] = (
    BillTransition(_S.ISSUED, _A.RECEIVE, (_S.PARTLY_PAID, _S.PAID)),
    BillTransition(_S.ISSUED, _A.CANCEL, (_S.CANCELLED,)),
    BillTransition(_S.PARTLY_PAID, _A.RECEIVE, (_S.PARTLY_PAID, _S.PAID)),
    BillTransition(_S.PARTLY_PAID, _A.GIVE_BACK, (_S.PARTLY_PAID, _S.REFUNDED, _S.ISSUED)),
    # What is voluntary may still be chosen once all that is mandatory is paid.
    BillTransition(_S.PAID, _A.RECEIVE, (_S.PAID,)),
    BillTransition(_S.PAID, _A.GIVE_BACK, (_S.PAID, _S.REFUNDED)),
)
_BY_STEP: Mapping[tuple[BillState, BillAction], BillTransition] = {(t.source, t.action): t for t in TABLE}

ENDED = frozenset({BillState.CANCELLED, BillState.REFUNDED})
"""They make room for another."""
OPEN = frozenset({BillState.ISSUED, BillState.PARTLY_PAID})


class BillRefusal(Enum):
    NOTHING_LEFT = auto()
    NOT_OPEN = auto()
    WHOLE_ONLY = auto()
    """The school takes the whole bill or nothing."""
    UNKNOWN_ITEM = auto()
    ITEM_PAID = auto()
    PAID_IN_PART = auto()


class BillRefused(Exception):
    def __init__(self, reason: BillRefusal) -> None:
        super().__init__(reason.name)
        self.reason = reason


@dataclass(frozen=True)
class BillItem:
    """``exemption``: percent that need not be paid; ``mandatory`` false for what parents choose, and may leave."""

    code: str
    name: str
    unit_price: int
    quantity: int = 1
    exemption: int = 0
    mandatory: bool = True

    @property
    def amount(self) -> int:
        return after_exemption(self.unit_price * self.quantity, self.exemption)


@dataclass(frozen=True)
class Allocation:
    """What one payment brought; ``amount`` is negative for what was given back, ``id`` is the cause's.

    ``paid_at``: when the payer paid, which may be days before a bank's statement told of it.
    """

    id: str
    payment_id: str
    amount: int
    items: tuple[str, ...]
    at: datetime
    paid_at: datetime | None = None


@dataclass(frozen=True)
class Bill:
    """``code`` is what people read and banks carry. ``parties`` are those who may see and pay it.

    ``dossier_code``: by which people know the dossier of a fee. ``import_id``: the file or the event that asked for it.
    ``due_at``: the last moment to pay without being late. ``paid_at``: when nothing remained that must be paid, even if
    some was given back since.
    """

    id: str
    version: int
    code: str
    origin: Origin
    payee_id: str
    payee_name: str
    title: str
    period: str
    items: tuple[BillItem, ...]
    partial: bool
    state: BillState
    issued_at: datetime
    changed_at: datetime
    due_at: datetime | None
    parties: tuple[str, ...] = ()
    student_id: str | None = None
    dossier_id: str | None = None
    dossier_code: str | None = None
    payment_request_id: str | None = None
    import_id: str | None = None
    receipts: tuple[Allocation, ...] = ()
    paid_at: datetime | None = None
    remind_at: datetime | None = None
    cancelled_by: str | None = None
    cancelled_by_name: str = ""
    cancel_reason: str | None = None

    @property
    def total(self) -> int:
        return sum(item.amount for item in self.items)

    @property
    def paid(self) -> int:
        return sum(receipt.amount for receipt in self.receipts)

    @property
    def remaining(self) -> int:
        """What must still be paid: nobody owes, or is late with, what is voluntary."""
        return self._open_sum(item for item in self.items if item.mandatory) if self.state in OPEN else 0

    @property
    def remaining_voluntary(self) -> int:
        """What may still be paid beside."""
        return self._open_sum(item for item in self.items if not item.mandatory) if self._takes_money else 0

    @property
    def asked(self) -> int:
        """The sum that people are told of a new bill."""
        return self.remaining or self.remaining_voluntary

    def allows(self, action: BillAction) -> bool:
        return (self.state, action) in _BY_STEP

    def overdue(self, now: datetime) -> bool:
        return self.remaining > 0 and self.due_at is not None and now > self.due_at

    @property
    def _takes_money(self) -> bool:
        return self.allows(BillAction.RECEIVE) and (self.state in OPEN or not self.crowded)

    @property
    def crowded(self) -> bool:
        return len(self.receipts) >= MAX_RECEIPTS

    def open_items(self) -> Mapping[str, int]:
        """What can still be paid, by the item's code."""
        covered = self.covered()
        left = {item.code: item.amount - covered[item.code] for item in self.items}
        return {code: amount for code, amount in left.items() if amount} if self._takes_money else {}

    def owed_items(self) -> Sequence[str]:
        """The codes of those that must still be paid."""
        left = self.open_items() if self.state in OPEN else {}
        return [item.code for item in self.items if item.mandatory and item.code in left]

    def unnamed_items(self, amount: int | None = None) -> tuple[str, ...]:
        """The codes of what is paid where nobody names any: what must be paid, unless ``amount`` is just what
        everything would be, or nothing but what is voluntary is left.
        """
        every, owed = self.open_items(), self.owed_items()
        return tuple(every) if not owed or amount == sum(every.values()) else tuple(owed)

    def still_takes(self, codes: Collection[str]) -> int:
        """What can still be paid of the items ``codes``; of none, of all."""
        return sum(amount for code, amount in self.open_items().items() if not codes or code in codes)

    def covered_of(self, payment_id: str) -> Mapping[str, int]:
        """What a payment has paid of each item, whatever was given back since."""
        found: dict[str, int] = defaultdict(int)
        for receipt, shares in self._shares():
            if receipt.payment_id == payment_id and receipt.amount > 0:
                for code, amount in shares.items():
                    found[code] += amount
        return found

    def _open_sum(self, items: Iterable[BillItem]) -> int:
        covered = self.covered()
        return sum(item.amount - covered[item.code] for item in items)

    def paid_items(self) -> frozenset[str]:
        """The codes of those that are paid in full."""
        covered = self.covered()
        return frozenset(item.code for item in self.items if covered[item.code] >= item.amount)

    def holds(self, codes: Collection[str]) -> bool:
        """Whether the items ``codes`` (of none: what must be paid) are paid, and were not given back."""
        wanted = codes or [item.code for item in self.items if item.mandatory]
        return self.state not in ENDED and self.paid_items() >= set(wanted)

    def covered(self) -> Mapping[str, int]:
        """What is paid of each item."""
        covered = {item.code: 0 for item in self.items}
        for _, shares in self._shares():
            for code, amount in shares.items():
                covered[code] += amount
        return covered

    def _shares(self) -> Iterator[tuple[Allocation, Mapping[str, int]]]:
        """Each receipt with what it adds to each item, or takes away.

        What is given back takes from what the same payment had paid, the last first. Once all that is mandatory was
        paid, it takes nothing: nobody owes again what a school gives back.
        """
        covered: dict[str, int] = defaultdict(int)
        by_payment: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        for receipt in self.receipts:
            if receipt.amount > 0:
                shares = _spread(receipt.amount, {i.code: i.amount - covered[i.code] for i in self._order(receipt)})
            elif self._mandatory_covered(covered):
                shares = {}
            else:
                had = by_payment[receipt.payment_id]
                shares = {c: -share for c, share in _spread(-receipt.amount, dict(reversed(had.items()))).items()}
            for code, share in shares.items():
                covered[code] += share
                by_payment[receipt.payment_id][code] += share
            yield receipt, shares

    def _order(self, receipt: Allocation) -> Sequence[BillItem]:
        """The items in the order in which they take the money: those that were chosen, then what must be paid. Receipts
        of before hold more than what was chosen, and it was taken for the others.
        """
        return sorted(self.items, key=lambda item: (item.code not in receipt.items, not item.mandatory))

    def _mandatory_covered(self, covered: Mapping[str, int]) -> bool:
        return any(covered.values()) and all(covered.get(i.code, 0) >= i.amount for i in self.items if i.mandatory)

    @property
    def described(self) -> str:
        """What its payments are for, as providers and payers read it."""
        return f"{self.title} {self.code}"[:120]

    @property
    def title_with_code(self) -> str:
        """What it is for, to who has several dossiers."""
        return f"{self.title}, mã {self.dossier_code}" if self.dossier_code else self.title

    @property
    def dossier(self) -> Mapping[str, str]:
        """The ``dossier_id`` and ``payment_request_id`` of a dossier's fee; empty for all others."""
        named = {"dossier_id": self.dossier_id, "payment_request_id": self.payment_request_id}
        return {name: value for name, value in named.items() if value}

    def amount_of(self, codes: Collection[str]) -> int:
        """What has to be paid for the items ``codes``; for none, for all that can be. Raises ``BillRefused``."""
        if not self._takes_money:
            raise BillRefused(BillRefusal.NOT_OPEN)
        left = self.open_items()
        if not left:
            raise BillRefused(BillRefusal.NOTHING_LEFT if self.state in OPEN else BillRefusal.NOT_OPEN)
        codes = codes or left.keys()
        if not {item.code for item in self.items} >= set(codes):
            raise BillRefused(BillRefusal.UNKNOWN_ITEM)
        if not left.keys() >= {item.code for item in self.items if item.code in codes and item.amount}:
            raise BillRefused(BillRefusal.ITEM_PAID)
        if (self.crowded or not self.partial) and not set(self.owed_items()) <= set(codes):
            raise BillRefused(BillRefusal.WHOLE_ONLY)
        amount = sum(left.get(code, 0) for code in set(codes))
        if not amount:
            raise BillRefused(BillRefusal.NOTHING_LEFT)
        return amount

    def received(
        self,
        receipt_id: str,
        payment_id: str,
        amount: int,
        items: Sequence[str],
        at: datetime,
        paid_at: datetime | None = None,
    ) -> "tuple[Bill, int]":
        """The bill with as much of ``amount`` as can be paid of ``items`` (of all, where none were chosen), and how
        much that was: never silently of an item that nobody chose. A repeat changes nothing and says the same.

        Whether it is in time goes by ``paid_at``: nobody is late because a statement was read late.
        """
        for receipt in self.receipts:
            if receipt.id == receipt_id:
                return self, receipt.amount
        applied = min(amount, self.still_takes(items))
        if not applied:
            return self, 0
        receipts = (*self.receipts, Allocation(receipt_id, payment_id, applied, tuple(items), at, paid_at))
        after = replace(self, receipts=receipts)
        state = BillState.PAID if after._mandatory_covered(after.covered()) else BillState.PARTLY_PAID
        if self.crowded and state is not BillState.PAID:
            return self, 0
        whole_since = self.paid_at or max(r.paid_at or r.at for r in receipts if r.amount > 0)
        whole = whole_since if state is BillState.PAID else self.paid_at
        return self._moved(BillAction.RECEIVE, state, at, receipts=receipts, paid_at=whole), applied

    def covered_by(self, receipt_id: str) -> bool:
        """Whether nothing remains that must be paid since this receipt."""
        last = next((receipt for receipt in reversed(self.receipts) if receipt.amount > 0), None)
        return self.state is BillState.PAID and last is not None and last.id == receipt_id

    def given_back(self, receipt_id: str, payment_id: str, amount: int, at: datetime) -> "Bill":
        """``amount`` went back to the payer. A repeat changes nothing.

        A bill that was paid stays paid, of whatever part is given back, until nothing of it is left. One that was never
        paid in full is still owed, as much of it as is not covered.
        """
        if any(receipt.id == receipt_id for receipt in self.receipts):
            return self
        receipts = (*self.receipts, Allocation(receipt_id, payment_id, -amount, (), at))
        left = sum(receipt.amount for receipt in receipts)
        kept, none_left = (
            (BillState.PARTLY_PAID, BillState.ISSUED) if self.paid_at is None else (BillState.PAID, BillState.REFUNDED)
        )
        state = kept if left > 0 else none_left
        return self._moved(BillAction.GIVE_BACK, state, at, receipts=receipts)

    def cancelled(self, at: datetime, by: Party = SYSTEM, reason: str = "") -> "Bill":
        """Raises ``BillRefused``."""
        if not self.allows(BillAction.CANCEL):
            raise BillRefused(BillRefusal.PAID_IN_PART if self.state in OPEN else BillRefusal.NOT_OPEN)
        said = {"cancelled_by": by.id, "cancelled_by_name": by.name, "cancel_reason": reason}
        return self._moved(BillAction.CANCEL, BillState.CANCELLED, at, **said)

    def reminded(self, next_at: datetime | None, at: datetime) -> "Bill":
        """The reminder that was due is given."""
        return replace(self, remind_at=next_at, version=self.version + 1, changed_at=at)

    def shared_with(self, citizen_id: str) -> "Bill":
        return replace(self, parties=(*self.parties, citizen_id), version=self.version + 1)

    def withdrawn_from(self, citizen_id: str) -> "Bill":
        return replace(self, parties=tuple(p for p in self.parties if p != citizen_id), version=self.version + 1)

    def _moved(self, action: BillAction, target: BillState, at: datetime, **changes: object) -> "Bill":
        transition = _BY_STEP[self.state, action]
        assert target in transition.targets
        moved = replace(self, state=target, changed_at=at, version=self.version + 1, **changes)  # type: ignore[arg-type]
        return replace(moved, remind_at=moved.remind_at if target in OPEN else None)


def surplus_reason(bill: Bill | None, applied: int) -> SurplusReason:
    """Why ``bill``, as it is now, took no more than ``applied``."""
    if applied:
        return SurplusReason.MORE_THAN_OWED
    if bill and bill.crowded:
        return SurplusReason.CLOSED
    return _SURPLUS_REASONS.get(bill.state, SurplusReason.CLOSED) if bill else SurplusReason.CLOSED


_SURPLUS_REASONS: Mapping[BillState, SurplusReason] = {
    BillState.PARTLY_PAID: SurplusReason.ITEMS_PAID,
    BillState.PAID: SurplusReason.PAID_ALREADY,
    BillState.CANCELLED: SurplusReason.CANCELLED,
}


def _spread(amount: int, room: Mapping[str, int]) -> Mapping[str, int]:
    """``amount`` over what there is ``room`` for, in that order."""
    shares: dict[str, int] = {}
    for code, free in room.items():
        shares[code] = min(amount, free)
        amount -= shares[code]
    return {code: share for code, share in shares.items() if share}


def school_title(period: str, there: Collection[Bill]) -> str:
    """Another than that of each bill ``there`` of the same student and period: parents know them by their titles."""
    beside_another = any(bill.state not in ENDED for bill in there)
    return f"Học phí và các khoản thu {_period(period)}{f' (bổ sung {len(there)})' if beside_another else ''}"


def reminder_of(issued_at: datetime, due_at: datetime) -> datetime | None:
    """When the payers of a bill are reminded: never on the day on which they were told of it, and not at all where none
    is left before it is due."""
    next_morning = datetime.combine(issued_at.astimezone(VIETNAM).date() + timedelta(days=1), REMIND_AT, VIETNAM)
    at = max(due_at - REMIND_BEFORE, next_morning)
    return at.astimezone(UTC) if at < due_at else None


def _period(period: str) -> str:
    """``2026-11`` → ``tháng 11/2026``, ``2026-HK1`` → ``học kỳ 1 năm học 2026–2027``: a term has the year in which its
    school year begins."""
    year, _, part = period.partition("-")
    if part.startswith("HK"):
        return f"học kỳ {part[2:]} năm học {year}–{int(year) + 1}"
    return f"tháng {int(part)}/{year}"


class Novelty(Enum):
    """Whether a bill that is asked for is new beside those of the same student and period."""

    NEW = auto()
    THERE = auto()
    CONTRARY = auto()


def novelty(there: Collection[Bill], items: Sequence[BillItem], due_at: datetime, cause: str | None) -> Novelty:
    """``cause``: what asks for it; what it has made itself is there, whatever became of it since.

    A bill that was cancelled or given back makes room for another. One with other items only stands beside what is
    there already.
    """
    if any(bill.import_id == cause for bill in there):
        return Novelty.THERE
    live = [bill for bill in there if bill.state not in ENDED]
    if any(bill.items == tuple(items) and bill.due_at == due_at for bill in live):
        return Novelty.THERE
    codes = {item.code for item in items}
    return Novelty.CONTRARY if any(codes & {i.code for i in bill.items} for bill in live) else Novelty.NEW


def check_items(items: Sequence[BillItem]) -> bool:
    """Whether ``items`` can stand on one bill: codes unique, amounts in bounds, something to pay."""
    codes = {item.code for item in items}
    total = sum(item.amount for item in items)
    return 0 < len(items) <= MAX_ITEMS and len(codes) == len(items) and 0 < total <= LARGEST


def exempt(items: Sequence[BillItem]) -> bool:
    """Whether exemptions leave nothing to pay of what has a price."""
    return any(item.unit_price for item in items) and not any(item.amount for item in items)
