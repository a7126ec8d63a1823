"""An appointment (lịch hẹn) at a one-stop office: its states, and who takes which step."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from shared.state_table import Bound, StateTable
from shared.time_zone import VIETNAM

CALLED_BEFORE = timedelta(minutes=15)
"""How long before the hour of their visit people may be expected to be there."""
MAX_STEPS = 50
"""Steps after which nobody who was missed is called once more."""


class State(StrEnum):
    REQUESTED = "requested"
    APPROVED = "approved"
    CALLED = "called"
    SERVED = "served"
    MISSED = "missed"
    REJECTED = "rejected"
    CANCELLED = "cancelled"


class Action(StrEnum):
    REQUEST = "request"
    APPROVE = "approve"
    REJECT = "reject"
    CALL = "call"
    SERVE = "serve"
    MISS = "miss"
    CANCEL = "cancel"
    LAPSE = "lapse"


class Actor(StrEnum):
    CITIZEN = "citizen"
    OFFICER = "one_stop"
    SYSTEM = "system"


@dataclass(frozen=True)
class Transition:
    """``event`` is announced where the citizen is to be told."""

    source: State
    action: Action
    by: frozenset[Actor]
    target: State
    event: str | None = None


_S, _A = State, Action
_CITIZEN, _OFFICER, _SYSTEM = (frozenset({actor}) for actor in Actor)
ROWS: tuple[Transition, ...] = (
    Transition(_S.REQUESTED, _A.APPROVE, _OFFICER, _S.APPROVED, "approved"),
    Transition(_S.REQUESTED, _A.REJECT, _OFFICER, _S.REJECTED, "rejected"),
    Transition(_S.REQUESTED, _A.CANCEL, _CITIZEN, _S.CANCELLED, "cancelled"),
    Transition(_S.REQUESTED, _A.LAPSE, _SYSTEM, _S.REJECTED, "rejected"),
    Transition(_S.APPROVED, _A.REJECT, _OFFICER, _S.REJECTED, "rejected"),
    Transition(_S.APPROVED, _A.CANCEL, _CITIZEN, _S.CANCELLED, "cancelled"),
    Transition(_S.APPROVED, _A.CALL, _OFFICER, _S.CALLED),
    Transition(_S.APPROVED, _A.LAPSE, _SYSTEM, _S.MISSED),
    Transition(_S.CALLED, _A.SERVE, _OFFICER, _S.SERVED),
    Transition(_S.CALLED, _A.MISS, _OFFICER, _S.MISSED),
    Transition(_S.CALLED, _A.LAPSE, _SYSTEM, _S.MISSED),
    # Who comes late on the day may still be called.
    Transition(_S.MISSED, _A.CALL, _OFFICER, _S.CALLED),
)

OPEN = frozenset({State.REQUESTED, State.APPROVED, State.CALLED})
"""Still to come: a citizen has one of these a procedure."""
GIVEN_UP = frozenset({State.REJECTED, State.CANCELLED})
"""The place is free for somebody else."""


@dataclass(frozen=True)
class StepContext:
    """All that the table asks of an appointment; ``steps`` is how many it has had."""

    state: State
    day_has_come: bool
    hour_has_come: bool
    day_has_passed: bool
    steps: int


def _holds(transition: Transition, context: StepContext) -> bool:
    """Nobody is called before the day or missed before the hour, and once the day has passed only the system ends what
    is left.
    """
    if context.day_has_passed and transition.by is not _SYSTEM:
        return False
    if transition.action is Action.MISS and not context.hour_has_come:
        return False
    return context.day_has_come or transition.action is not Action.CALL


TABLE: StateTable[Transition, Action, StepContext] = StateTable(
    rows=ROWS,
    state_of=lambda context: context.state,
    holds=_holds,
    bound=Bound(
        MAX_STEPS,
        taken=lambda context: context.steps,
        leads_on=lambda transition, context: transition.source is not State.MISSED,
    ),
)


@dataclass(frozen=True)
class AppointmentEntry:
    """One step: ``version`` is the one it made, ``by`` a citizen's or officer's id, or ``system``; ``by_name`` what the
    officer was called then.
    """

    version: int
    action: Action
    state: State
    at: datetime
    by: str
    command_id: str
    fingerprint: str
    reason: str | None = None
    by_name: str = ""


@dataclass(frozen=True)
class Contact:
    """How the office reaches who comes; ``note`` is what they want to say beforehand."""

    name: str
    phone: str
    note: str


@dataclass(frozen=True)
class Appointment:
    """``number`` in the office's queue of ``day`` (local date); ``remind_at`` while a reminder is still to be given."""

    id: str
    version: int
    citizen_id: str
    office_id: str
    office_name: str
    procedure_code: str
    procedure_name: str
    day: str
    starts_at: datetime
    ends_at: datetime
    number: int
    state: State
    changed_at: datetime
    lapse_at: datetime
    timeline: tuple[AppointmentEntry, ...]
    called_at: datetime | None = None
    remind_at: datetime | None = None

    def context_at(self, now: datetime) -> StepContext:
        today = now.astimezone(VIETNAM).date().isoformat()
        return StepContext(
            self.state,
            day_has_come=today >= self.day,
            hour_has_come=now >= self.starts_at,
            day_has_passed=now >= self.lapse_at,
            steps=len(self.timeline),
        )

    def is_next_at(self, now: datetime) -> bool:
        """Whether its turn has come, for who calls the next without knowing who is there."""
        return now >= self.starts_at - CALLED_BEFORE

    def as_of(self, entry: AppointmentEntry) -> "Appointment":
        """The appointment as it was right after ``entry``, whatever has happened since."""
        earlier = tuple(other for other in self.timeline if other.version <= entry.version)
        return replace(self, version=entry.version, state=entry.state, changed_at=entry.at, timeline=earlier)

    def moved(
        self,
        transition: Transition,
        *,
        at: datetime,
        by: str,
        command_id: str,
        fingerprint: str,
        reason: str | None = None,
        remind_at: datetime | None = None,
        by_name: str = "",
    ) -> "Appointment":
        """``remind_at`` counts only for an approval."""
        entry = AppointmentEntry(
            self.version + 1, transition.action, transition.target, at, by, command_id, fingerprint, reason, by_name
        )
        return replace(
            self,
            version=entry.version,
            state=transition.target,
            changed_at=at,
            called_at=at if transition.target is State.CALLED else self.called_at,
            remind_at=remind_at if transition.target is State.APPROVED else None,
            timeline=(*self.timeline, entry),
        )

    def reminded(self) -> "Appointment":
        """Once the reminder is given, or is of no use any more."""
        return replace(self, version=self.version + 1, remind_at=None)
