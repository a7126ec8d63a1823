"""A sum of money that came in and fits no payment of ours: a transfer without a token, a line of a settlement file or a
callback that names nothing we know. It waits until an officer has said where it belongs, however long that takes.

It goes where one officer proposes and another approves.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum, StrEnum, auto

from svc_payment.domain.ledger import bank_reference
from svc_payment.domain.party import SYSTEM, Party

LOOK_AGAIN = timedelta(minutes=10)
"""How long it waits until it is asked again whether a payment has it by now."""
STATEMENT = "statement"
"""What stands in place of a provider for money that came in on the collecting account, told by a statement or a notice
of the bank."""


class SumState(StrEnum):
    WAITING = "waiting"
    PROPOSED = "proposed"
    DECIDED = "decided"
    """Where it goes is certain; that it is there is still to be written."""
    PLACED = "placed"
    DISMISSED = "dismissed"
    """There is no such money: a wrong file has claimed it."""


class SumAction(StrEnum):
    PROPOSE = "propose"
    REJECT = "reject"
    APPROVE = "approve"
    PLACE = "place"
    GIVE_UP = "give_up"
    FIND = "find"
    DISMISS = "dismiss"
    REOPEN = "reopen"


@dataclass(frozen=True)
class SumTransition:
    source: SumState
    action: SumAction
    by: str
    target: SumState
    note: str = ""


_S, _A = SumState, SumAction
TABLE: tuple[SumTransition, ...] = (
    SumTransition(_S.WAITING, _A.PROPOSE, "officer", _S.PROPOSED),
    SumTransition(_S.WAITING, _A.FIND, "system", _S.PLACED, "a payment has it by now"),
    SumTransition(_S.PROPOSED, _A.REJECT, "officer", _S.WAITING),
    SumTransition(_S.PROPOSED, _A.APPROVE, "officer", _S.DECIDED, "another than who proposed it"),
    SumTransition(_S.PROPOSED, _A.FIND, "system", _S.PLACED, "a payment has it by now"),
    SumTransition(_S.DECIDED, _A.PLACE, "system", _S.PLACED),
    SumTransition(_S.DECIDED, _A.GIVE_UP, "system", _S.WAITING, "it cannot go there"),
    SumTransition(_S.DECIDED, _A.DISMISS, "system", _S.DISMISSED, "there is no such money"),
    SumTransition(_S.DISMISSED, _A.REOPEN, "system", _S.WAITING, "it is told of again"),
)
_BY_STEP: Mapping[tuple[SumState, SumAction], SumTransition] = {(t.source, t.action): t for t in TABLE}


class Destination(StrEnum):
    PAYMENT = "payment"
    BILL = "bill"
    BILLS = "bills"
    """Divided: of several children in one transfer, for example."""
    PAYER = "payer"
    """Back to whoever paid it, as a refund case."""
    NOWHERE = "nowhere"
    """It never came: what told of it was wrong."""


class SumRefusal(Enum):
    ILLEGAL_STEP = auto()
    OWN_PROPOSAL = auto()
    """Who proposed it may not approve it."""


class SumRefused(Exception):
    def __init__(self, reason: SumRefusal) -> None:
        super().__init__(reason.name)
        self.reason = reason


MAX_SHARES = 20
_UNDECIDED: Mapping[str, object] = {"proposal": None, "decided_by": None, "decided_by_name": "", "decided_at": None}


@dataclass(frozen=True)
class Share:
    bill_id: str
    amount: int


@dataclass(frozen=True)
class Proposal:
    """``target`` is the id of the payment or the bill; none where it goes back to the payer, never came, or is divided
    into ``shares``, which are all of it."""

    destination: Destination
    target: str
    reason: str
    by: str
    by_name: str
    at: datetime
    shares: tuple[Share, ...] = ()

    @property
    def bill_ids(self) -> list[str]:
        """The bills that are to take it."""
        one = [self.target] if self.destination is Destination.BILL else []
        return one + [share.bill_id for share in self.shares]


@dataclass(frozen=True)
class UnmatchedSum:
    """``source`` is ``STATEMENT`` or the provider, ``reference`` what the provider calls our name of the payment.

    ``content`` is what a person may find out more from. ``decided_by`` said where it goes, ``payment_id`` has it, or
    its first share where it was divided.
    """

    id: str
    version: int
    source: str
    reference: str
    transaction: str
    amount: int
    content: str
    paid_at: datetime | None
    received_at: datetime
    state: SumState = SumState.WAITING
    proposal: Proposal | None = None
    decided_by: str | None = None
    decided_by_name: str = ""
    decided_at: datetime | None = None
    payment_id: str | None = None

    @property
    def entry_reference(self) -> str:
        """Its name in a payment's ledger."""
        return bank_reference(self.transaction) if self.source == STATEMENT else self.transaction

    def share_reference(self, number: int) -> str:
        """What a share is called there. The first bears the name of the whole, by which a bank tells of it again."""
        return f"{self.entry_reference}#{number}" if number > 1 else self.entry_reference

    def allowed(self, officer: str) -> list[SumAction]:
        """What this officer may do about it, by their roles."""
        own = self.proposal is not None and self.proposal.by == officer
        return [
            transition.action
            for transition in TABLE
            if transition.source is self.state
            and transition.by == "officer"
            and not (transition.action is SumAction.APPROVE and own)
        ]

    def proposed(self, proposal: Proposal) -> "UnmatchedSum":
        """Raises ``SumRefused``."""
        return self._moved(SumAction.PROPOSE, proposal=proposal)

    def rejected(self) -> "UnmatchedSum":
        """Raises ``SumRefused``."""
        return self._moved(SumAction.REJECT, proposal=None)

    def approved(self, by: Party, at: datetime) -> "UnmatchedSum":
        """Raises ``SumRefused``."""
        if self.proposal is not None and self.proposal.by == by.id:
            raise SumRefused(SumRefusal.OWN_PROPOSAL)
        return self._moved(SumAction.APPROVE, decided_by=by.id, decided_by_name=by.name, decided_at=at)

    def placed(self, payment_id: str) -> "UnmatchedSum":
        """Raises ``SumRefused``."""
        return self._moved(SumAction.PLACE, payment_id=payment_id)

    def given_up(self) -> "UnmatchedSum":
        """Raises ``SumRefused``."""
        return self._moved(SumAction.GIVE_UP, **_UNDECIDED)

    def dismissed(self) -> "UnmatchedSum":
        """Raises ``SumRefused``."""
        return self._moved(SumAction.DISMISS)

    def reopened(self) -> "UnmatchedSum":
        """Raises ``SumRefused``."""
        return self._moved(SumAction.REOPEN, **_UNDECIDED)

    def found(self, payment_id: str, at: datetime) -> "UnmatchedSum":
        """Raises ``SumRefused``."""
        return self._moved(SumAction.FIND, payment_id=payment_id, decided_by=SYSTEM.id, decided_at=at)

    def _moved(self, action: SumAction, **changes: object) -> "UnmatchedSum":
        transition = _BY_STEP.get((self.state, action))
        if transition is None:
            raise SumRefused(SumRefusal.ILLEGAL_STEP)
        return replace(self, state=transition.target, version=self.version + 1, **changes)  # type: ignore[arg-type]
