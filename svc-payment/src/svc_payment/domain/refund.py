"""A refund (hoàn tiền): asked for by one officer, approved by another, carried out by the provider or by hand."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum, StrEnum, auto

from svc_payment.domain.party import SYSTEM, Party


class RefundState(StrEnum):
    REQUESTED = "requested"
    APPROVED = "approved"
    REJECTED = "rejected"
    SUBMITTED = "submitted"
    """Asked of the provider; until its answer is known, nothing is asked again."""
    MANUAL = "manual"
    """The provider cannot do it, or nobody knows whether it did: an officer looks, gives it back, and confirms."""
    RETRY_REQUESTED = "retry_requested"
    """One officer wants it asked of the provider once more; another has to agree."""
    DONE = "done"
    FAILED = "failed"
    """The provider has refused it for good: nothing of it was carried out."""


class RefundMethod(StrEnum):
    """How money goes back."""

    PROVIDER = "provider"
    """The provider that took it gives it back; where that cannot, an officer transfers it."""
    TRANSFER = "transfer"
    """It went past the provider, or nobody knows which transaction it is of: an officer transfers it."""
    CASH = "cash"
    """Whoever took it hands it out."""


class RefundAction(StrEnum):
    APPROVE = "approve"
    REJECT = "reject"
    SUBMIT = "submit"
    HAND_OVER = "hand_over"
    COMPLETE = "complete"
    FAIL = "fail"
    CONFIRM = "confirm"
    TRY_AGAIN = "try_again"


@dataclass(frozen=True)
class RefundTransition:
    source: RefundState
    action: RefundAction
    by: str
    target: RefundState


_S, _A = RefundState, RefundAction
TABLE: tuple[RefundTransition, ...] = (
    RefundTransition(_S.REQUESTED, _A.APPROVE, "officer", _S.APPROVED),
    RefundTransition(_S.REQUESTED, _A.REJECT, "officer", _S.REJECTED),
    RefundTransition(_S.APPROVED, _A.SUBMIT, "system", _S.SUBMITTED),
    RefundTransition(_S.APPROVED, _A.HAND_OVER, "system", _S.MANUAL),
    # Made at the provider already, without us: it is booked and asked of nobody.
    RefundTransition(_S.APPROVED, _A.COMPLETE, "system", _S.DONE),
    RefundTransition(_S.SUBMITTED, _A.COMPLETE, "system", _S.DONE),
    RefundTransition(_S.SUBMITTED, _A.FAIL, "system", _S.FAILED),
    RefundTransition(_S.SUBMITTED, _A.HAND_OVER, "system", _S.MANUAL),
    RefundTransition(_S.MANUAL, _A.CONFIRM, "officer", _S.DONE),
    RefundTransition(_S.MANUAL, _A.TRY_AGAIN, "officer", _S.RETRY_REQUESTED),
    RefundTransition(_S.FAILED, _A.TRY_AGAIN, "officer", _S.RETRY_REQUESTED),
    RefundTransition(_S.FAILED, _A.HAND_OVER, "officer", _S.MANUAL),
    RefundTransition(_S.RETRY_REQUESTED, _A.APPROVE, "officer", _S.APPROVED),
    RefundTransition(_S.RETRY_REQUESTED, _A.REJECT, "officer", _S.MANUAL),
)
_BY_STEP: Mapping[tuple[RefundState, RefundAction], RefundTransition] = {(t.source, t.action): t for t in TABLE}

FINAL = frozenset({RefundState.DONE, RefundState.REJECTED})


class SurplusReason(StrEnum):
    """Why a bill did not take money: what the payer and the officer who approves are told."""

    MORE_THAN_OWED = "Số tiền nộp nhiều hơn số còn phải nộp."
    ITEMS_PAID = "Khoản mà Ông/Bà chọn đã được nộp trước đó."
    PAID_ALREADY = "Phiếu thu đã được nộp đủ trước đó."
    CANCELLED = "Phiếu thu đã hủy trước khi tiền đến."
    CLOSED = "Phiếu thu đã kết thúc hoặc không rõ, không nhận thêm tiền."


class RefundRefusal(Enum):
    ILLEGAL_STEP = auto()
    OWN_REQUEST = auto()
    """Who asked for it, or for another try, may not approve it."""
    NOT_ENOUGH_LEFT = auto()
    UNKNOWN = auto()
    NO_BANK_REFERENCE = auto()
    BOOKED_ALREADY = auto()
    """Another refund of this payment stands for what the provider calls so."""
    TRANSFER_TAKEN = auto()
    """The bank's number stands for another refund already."""
    NO_PROVIDER_RECORD = auto()
    """Asking once more could give the money back twice: the provider has to say that it has not."""
    NO_PROVIDER = auto()
    """What was taken in cash, no provider has given back."""


class RefundRefused(Exception):
    """``left``: what can still be given back, in đồng."""

    def __init__(self, reason: RefundRefusal, left: int = 0) -> None:
        super().__init__(reason.name)
        self.reason = reason
        self.left = left


@dataclass(frozen=True)
class Sending:
    """What is asked of a provider: which of its ``transaction``s gives back, under which ``name`` of ours, when it is
    asked after."""

    transaction: str
    name: str
    ask_at: datetime


@dataclass(frozen=True)
class Refund:
    """``surplus``: of money that no bill took, so that a rejection is no answer to it.

    ``attempt`` numbers what is asked of the provider: each has a reference of its own there, so that one that failed
    can be tried again and one that is unknown is never asked twice under another name. ``transaction`` is the one of
    the payment that gives the money back; none where no single one can. ``sent_as`` and ``sent_at`` say under which
    name and when the present attempt was asked for, ``ask_at`` when the provider is asked what became of it.
    ``unclear``: nobody knows whether the provider carried it out. ``provider_record``: what the provider said to the
    officer who wants another try. ``made_as``: the provider's number of a refund that was made there without us and
    is only booked here.
    """

    id: str
    amount: int
    surplus: bool
    reason: str
    state: RefundState
    requested_by: str
    requested_at: datetime
    changed_at: datetime
    approved_by: str | None = None
    attempt: int = 0
    provider_reference: str | None = None
    command_id: str | None = None
    fingerprint: str = ""
    requested_by_name: str = ""
    """What officers were called when they acted."""
    approved_by_name: str = ""
    changed_by: str = ""
    changed_by_name: str = ""
    transaction: str | None = None
    sent_as: str | None = None
    sent_at: datetime | None = None
    ask_at: datetime | None = None
    asked: int = 0
    unclear: bool = False
    provider_record: str | None = None
    made_as: str | None = None
    remark: str = ""
    """Why it was rejected."""
    transferred_as: str | None = None
    """The bank's number of what an officer transferred by hand, or the payee's of cash that was handed out: it stands
    for one refund only."""

    @property
    def needs_inquiry(self) -> bool:
        """Whether who gives it back by hand could be giving it back twice."""
        return self.unclear and self.state is RefundState.MANUAL

    @property
    def by_provider(self) -> bool:
        """Whether the provider has given it back because we asked, so that its settlement has to say so."""
        return self.state is RefundState.DONE and self.transferred_as is None and self.made_as is None

    @property
    def owed(self) -> bool:
        """Whether the payer is to have it back: what one officer only asks for is not promised yet."""
        if self.state in FINAL:
            return False
        return self.surplus or self.state is not RefundState.REQUESTED

    @property
    def awaits_approval(self) -> bool:
        """Whether the payer is to have it back and an officer has not agreed yet."""
        return self.owed and self.state is RefundState.REQUESTED

    @property
    def reference(self) -> str:
        """Our name of the present attempt."""
        return self.reference_of(self.attempt)

    @property
    def next_reference(self) -> str:
        """Our name of the attempt that is asked for next."""
        return self.reference_of(self.attempt + 1)

    def reference_of(self, attempt: int) -> str:
        """Letters and digits only, 31 of them."""
        return f"{self.id.replace('_', '')}{attempt:02d}"

    @property
    def known_as(self) -> set[str | None]:
        """What the provider may call it, unless it never came to be."""
        if self.state is RefundState.REJECTED:
            return set()
        return {self.provider_reference, self.sent_as, *(self.reference_of(n + 1) for n in range(self.attempt))}

    def due(self, now: datetime) -> bool:
        """Whether there is something to do about it: it waits to be asked for, or it is time to ask after it."""
        if self.state is RefundState.APPROVED:
            return True
        return self.state is RefundState.SUBMITTED and (self.ask_at is None or self.ask_at <= now)

    def stale(self, now: datetime) -> bool:
        """Whether the answer to what was submitted can no longer be on its way."""
        return now - (self.sent_at or self.changed_at) > timedelta(minutes=10)

    def allowed(self, officer: str, method: RefundMethod) -> list[RefundAction]:
        """What this officer may do about it, which goes back by ``method``."""
        return [
            transition.action
            for transition in TABLE
            if transition.source is self.state
            and transition.by == "officer"
            and _possible(transition.action, method)
            and not (self.surplus and transition.target is RefundState.REJECTED)
            and not (transition.action is RefundAction.APPROVE and self._asked_by(officer))
        ]

    def step(
        self,
        action: RefundAction,
        *,
        method: RefundMethod,
        at: datetime,
        by: Party = SYSTEM,
        provider_reference: str | None = None,
        provider_record: str | None = None,
        sending: Sending | None = None,
        remark: str = "",
    ) -> "Refund":
        """Raises ``RefundRefused``."""
        transition = _BY_STEP.get((self.state, action))
        if transition is None or not _possible(action, method):
            raise RefundRefused(RefundRefusal.ILLEGAL_STEP)
        if self.surplus and transition.target is RefundState.REJECTED:
            raise RefundRefused(RefundRefusal.ILLEGAL_STEP)
        if action is RefundAction.APPROVE and self._asked_by(by.id):
            raise RefundRefused(RefundRefusal.OWN_REQUEST)
        if action is RefundAction.CONFIRM and not provider_reference:
            raise RefundRefused(RefundRefusal.NO_BANK_REFERENCE)
        if action is RefundAction.TRY_AGAIN and not provider_record:
            raise RefundRefused(RefundRefusal.NO_PROVIDER_RECORD)
        approves = action is RefundAction.APPROVE
        moved = replace(
            self,
            state=transition.target,
            changed_at=at,
            changed_by=by.id,
            changed_by_name=by.name,
            approved_by=by.id if approves else self.approved_by,
            approved_by_name=by.name if approves else self.approved_by_name,
            provider_reference=provider_reference or self.provider_reference,
            provider_record=provider_record or self.provider_record,
            remark=remark or self.remark,
            transferred_as=provider_reference if action is RefundAction.CONFIRM else self.transferred_as,
            # Handed over before it was sent, it is clear that the provider has done nothing.
            unclear=self.unclear or (action is RefundAction.HAND_OVER and self.state is RefundState.SUBMITTED),
        )
        if action is not RefundAction.SUBMIT:
            return moved
        assert sending is not None, "what is submitted has a name and a transaction"
        return replace(
            moved,
            attempt=self.attempt + 1,
            provider_reference=None,
            transaction=sending.transaction,
            sent_as=sending.name,
            sent_at=at,
            ask_at=sending.ask_at,
            asked=0,
            unclear=False,
        )

    def followed(self, ask_at: datetime, provider_reference: str | None) -> "Refund":
        """The provider was asked, and is asked again at ``ask_at``; it may have given it a name of its own."""
        reference = provider_reference or self.provider_reference
        return replace(self, ask_at=ask_at, asked=self.asked + 1, provider_reference=reference)

    def _asked_by(self, officer: str) -> bool:
        retrying = self.state is RefundState.RETRY_REQUESTED
        return officer == self.requested_by or (retrying and officer == self.changed_by)


def _possible(action: RefundAction, method: RefundMethod) -> bool:
    """Whether there is anybody to take the step: only a provider can be asked once more."""
    return action is not RefundAction.TRY_AGAIN or method is RefundMethod.PROVIDER
