"""A refund (hoàn tiền): asked for by one officer, approved by another, carried out by the provider or by hand."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum, StrEnum, auto

SYSTEM = "system"
"""Who asks for the refund of money that nobody owed."""


class RefundState(StrEnum):
    REQUESTED = "requested"
    APPROVED = "approved"
    REJECTED = "rejected"
    SUBMITTED = "submitted"
    """Asked of the provider; until its answer is known, nothing is asked again."""
    MANUAL = "manual"
    """The provider cannot do it, or nobody knows whether it did: an officer looks, transfers, and confirms."""
    DONE = "done"
    FAILED = "failed"


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
    RefundTransition(_S.SUBMITTED, _A.COMPLETE, "system", _S.DONE),
    RefundTransition(_S.SUBMITTED, _A.FAIL, "system", _S.FAILED),
    RefundTransition(_S.SUBMITTED, _A.HAND_OVER, "system", _S.MANUAL),
    RefundTransition(_S.MANUAL, _A.CONFIRM, "officer", _S.DONE),
    RefundTransition(_S.MANUAL, _A.TRY_AGAIN, "officer", _S.APPROVED),
    RefundTransition(_S.FAILED, _A.TRY_AGAIN, "officer", _S.APPROVED),
    RefundTransition(_S.FAILED, _A.HAND_OVER, "officer", _S.MANUAL),
)
_BY_STEP: Mapping[tuple[RefundState, RefundAction], RefundTransition] = {(t.source, t.action): t for t in TABLE}

FINAL = frozenset({RefundState.DONE, RefundState.REJECTED})


class RefundRefusal(Enum):
    ILLEGAL_STEP = auto()
    OWN_REQUEST = auto()
    """Who asked for it may not approve it."""
    NOT_ENOUGH_LEFT = auto()
    UNKNOWN = auto()
    NO_BANK_REFERENCE = auto()


class RefundRefused(Exception):
    def __init__(self, reason: RefundRefusal) -> None:
        super().__init__(reason.name)
        self.reason = reason


@dataclass(frozen=True)
class Refund:
    """``surplus``: of money that no bill took, so that a rejection is no answer to it.

    ``attempt`` numbers what is asked of the provider: each has a reference of its own there, so that one that failed
    can be tried again and one that is unknown is never asked twice under another name.
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

    @property
    def reference(self) -> str:
        """Our name of the present attempt: letters and digits only, at most 30."""
        return f"{self.id.replace('_', '')}{self.attempt:02d}"

    def stale(self, now: datetime) -> bool:
        """Whether the answer to what was submitted can no longer be on its way."""
        return now - self.changed_at > timedelta(minutes=10)

    def allowed(self, officer: str) -> list[RefundAction]:
        """What this officer may do about it."""
        return [
            transition.action
            for transition in TABLE
            if transition.source is self.state
            and transition.by == "officer"
            and not (self.surplus and transition.action is RefundAction.REJECT)
            and not (transition.action is RefundAction.APPROVE and officer == self.requested_by)
        ]

    def step(
        self, action: RefundAction, *, at: datetime, by: str = SYSTEM, provider_reference: str | None = None
    ) -> "Refund":
        """Raises ``RefundRefused``."""
        transition = _BY_STEP.get((self.state, action))
        if transition is None or (self.surplus and action is RefundAction.REJECT):
            raise RefundRefused(RefundRefusal.ILLEGAL_STEP)
        if action is RefundAction.APPROVE and by == self.requested_by:
            raise RefundRefused(RefundRefusal.OWN_REQUEST)
        if action is RefundAction.CONFIRM and not provider_reference:
            raise RefundRefused(RefundRefusal.NO_BANK_REFERENCE)
        return replace(
            self,
            state=transition.target,
            changed_at=at,
            approved_by=by if action is RefundAction.APPROVE else self.approved_by,
            attempt=self.attempt + (action is RefundAction.SUBMIT),
            provider_reference=provider_reference or self.provider_reference,
        )
