"""An appointment (lịch hẹn) at a one-stop office: its states, and who takes which step."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from shared.time_zone import VIETNAM

MAX_TIMELINE = 50


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
    by: Actor
    target: State
    event: str | None = None


_S, _A = State, Action
TABLE: tuple[Transition, ...] = (
    Transition(_S.REQUESTED, _A.APPROVE, Actor.OFFICER, _S.APPROVED, "approved"),
    Transition(_S.REQUESTED, _A.REJECT, Actor.OFFICER, _S.REJECTED, "rejected"),
    Transition(_S.REQUESTED, _A.CANCEL, Actor.CITIZEN, _S.CANCELLED, "cancelled"),
    Transition(_S.REQUESTED, _A.LAPSE, Actor.SYSTEM, _S.REJECTED, "rejected"),
    Transition(_S.APPROVED, _A.REJECT, Actor.OFFICER, _S.REJECTED, "rejected"),
    Transition(_S.APPROVED, _A.CANCEL, Actor.CITIZEN, _S.CANCELLED, "cancelled"),
    Transition(_S.APPROVED, _A.CALL, Actor.OFFICER, _S.CALLED),
    Transition(_S.APPROVED, _A.LAPSE, Actor.SYSTEM, _S.MISSED),
    Transition(_S.CALLED, _A.SERVE, Actor.OFFICER, _S.SERVED),
    Transition(_S.CALLED, _A.MISS, Actor.OFFICER, _S.MISSED),
    Transition(_S.CALLED, _A.LAPSE, Actor.SYSTEM, _S.MISSED),
    # Who comes late on the day may still be called.
    Transition(_S.MISSED, _A.CALL, Actor.OFFICER, _S.CALLED),
)

_BY_STEP: Mapping[tuple[State, Action, Actor], Transition] = {
    (transition.source, transition.action, transition.by): transition for transition in TABLE
}

OPEN = frozenset({State.REQUESTED, State.APPROVED, State.CALLED})
"""Still to come: a citizen has one of these a procedure."""
GIVEN_UP = frozenset({State.REJECTED, State.CANCELLED})
"""The place is free for somebody else."""


class IllegalMove(Exception):
    """``action`` is not possible in ``state``."""

    def __init__(self, state: State, action: Action) -> None:
        super().__init__(f"{action} in {state}")
        self.state = state


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

    def allowed(self, by: Actor, now: datetime) -> list[Action]:
        """What ``by`` may do ``now``: nobody is called before the day, and once it has passed it is for the system to
        end.
        """
        if by is not Actor.SYSTEM and now >= self.lapse_at:
            return []
        today = now.astimezone(VIETNAM).date().isoformat()
        return [
            transition.action
            for transition in TABLE
            if transition.source is self.state
            and transition.by is by
            and (transition.action is not Action.CALL or today >= self.day)
        ]

    def transition(self, action: Action, by: Actor, now: datetime) -> Transition:
        """Raises ``IllegalMove``."""
        transition = _BY_STEP[self.state, action, by] if action in self.allowed(by, now) else None
        full = len(self.timeline) >= MAX_TIMELINE and by is not Actor.SYSTEM  # what is full must still end
        if transition is None or full:
            raise IllegalMove(self.state, action)
        return transition

    def as_of(self, entry: AppointmentEntry) -> "Appointment":
        """As it was right after ``entry``, whatever has happened since."""
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
