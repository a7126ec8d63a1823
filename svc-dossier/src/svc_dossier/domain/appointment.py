"""An appointment (lịch hẹn) at a one-stop office: its states, who moves it, and when the system does."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

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
class Edge:
    """``event`` is announced where the citizen is to be told."""

    source: State
    action: Action
    by: Actor
    target: State
    event: str | None = None


_S, _A = State, Action
TABLE: tuple[Edge, ...] = (
    Edge(_S.REQUESTED, _A.APPROVE, Actor.OFFICER, _S.APPROVED, "approved"),
    Edge(_S.REQUESTED, _A.REJECT, Actor.OFFICER, _S.REJECTED, "rejected"),
    Edge(_S.REQUESTED, _A.CANCEL, Actor.CITIZEN, _S.CANCELLED, "cancelled"),
    Edge(_S.REQUESTED, _A.LAPSE, Actor.SYSTEM, _S.REJECTED, "rejected"),
    Edge(_S.APPROVED, _A.REJECT, Actor.OFFICER, _S.REJECTED, "rejected"),
    Edge(_S.APPROVED, _A.CANCEL, Actor.CITIZEN, _S.CANCELLED, "cancelled"),
    Edge(_S.APPROVED, _A.CALL, Actor.OFFICER, _S.CALLED),
    Edge(_S.APPROVED, _A.LAPSE, Actor.SYSTEM, _S.MISSED),
    Edge(_S.CALLED, _A.SERVE, Actor.OFFICER, _S.SERVED),
    Edge(_S.CALLED, _A.MISS, Actor.OFFICER, _S.MISSED),
    Edge(_S.CALLED, _A.LAPSE, Actor.SYSTEM, _S.MISSED),
    # Who comes late on the day may still be called.
    Edge(_S.MISSED, _A.CALL, Actor.OFFICER, _S.CALLED),
)

_BY_STEP: Mapping[tuple[State, Action, Actor], Edge] = {(edge.source, edge.action, edge.by): edge for edge in TABLE}

OPEN = frozenset({State.REQUESTED, State.APPROVED, State.CALLED})
"""Still to come: a citizen has one of these a procedure."""
GIVEN_UP = frozenset({State.REJECTED, State.CANCELLED})
"""The place is free for somebody else."""


class IllegalMove(Exception):
    """``action`` is not possible in ``state``; ``allowed`` are."""

    def __init__(self, state: State, action: Action, allowed: list[Action]) -> None:
        super().__init__(f"{action} in {state}")
        self.state = state
        self.action = action
        self.allowed = allowed


@dataclass(frozen=True)
class Entry:
    """One step: ``version`` is the one it made, ``by`` a citizen's or officer's id, or ``system``."""

    version: int
    action: Action
    state: State
    at: datetime
    by: str
    command_id: str
    fingerprint: str
    reason: str | None = None


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
    timeline: tuple[Entry, ...]
    called_at: datetime | None = None
    remind_at: datetime | None = None

    def allowed(self, by: Actor) -> list[Action]:
        return [edge.action for edge in TABLE if edge.source is self.state and edge.by is by]

    def edge(self, action: Action, by: Actor) -> Edge:
        """Raises ``IllegalMove``."""
        edge = _BY_STEP.get((self.state, action, by))
        if edge is None or len(self.timeline) >= MAX_TIMELINE:
            raise IllegalMove(self.state, action, self.allowed(by))
        return edge

    def done_by(self, command_id: str) -> Entry | None:
        return next((entry for entry in self.timeline if entry.command_id == command_id), None)

    def moved(
        self,
        edge: Edge,
        *,
        at: datetime,
        by: str,
        command_id: str,
        fingerprint: str,
        reason: str | None = None,
        remind_at: datetime | None = None,
    ) -> "Appointment":
        """``remind_at`` counts only for an approval."""
        entry = Entry(self.version + 1, edge.action, edge.target, at, by, command_id, fingerprint, reason)
        return replace(
            self,
            version=entry.version,
            state=edge.target,
            changed_at=at,
            called_at=at if edge.target is State.CALLED else self.called_at,
            remind_at=remind_at if edge.target is State.APPROVED else None,
            timeline=(*self.timeline, entry),
        )

    def reminded(self) -> "Appointment":
        """Once the reminder is given, or is of no use any more."""
        return replace(self, version=self.version + 1, remind_at=None)
