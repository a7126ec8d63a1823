"""A broadcast (tin gửi rộng): one text to many citizens, drafted by one officer and approved by another.

Its states are a table that prints itself. Nothing is sent without an approval; the approval holds for the text that was
seen, so an edited draft needs a new look; one press stops what is not sent yet.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

PROVINCE = "province"
TIMELINE_KEPT = 100
COMMUNES_AT_MOST = 96
SEND_AHEAD_AT_MOST = timedelta(days=30)


class State(StrEnum):
    DRAFT = "draft"
    APPROVED = "approved"
    SENDING = "sending"
    STOPPED = "stopped"
    FINISHED = "finished"
    DISCARDED = "discarded"


class Action(StrEnum):
    DRAFT = "draft"
    EDIT = "edit"
    DISCARD = "discard"
    APPROVE = "approve"
    BEGIN = "begin"
    STOP = "stop"
    RESUME = "resume"
    FINISH = "finish"


class By(StrEnum):
    """Who takes a step: whoever writes, whoever did not write it and approves, either of them, or the system."""

    WRITER = "broadcaster"
    SECOND = "broadcast_approver"
    EITHER = "broadcaster, broadcast_approver"
    SYSTEM = "system"


@dataclass(frozen=True)
class Edge:
    source: State
    action: Action
    by: By
    target: State


_S, _A = State, Action
TABLE: tuple[Edge, ...] = (
    Edge(_S.DRAFT, _A.EDIT, By.WRITER, _S.DRAFT),
    Edge(_S.DRAFT, _A.DISCARD, By.EITHER, _S.DISCARDED),
    Edge(_S.DRAFT, _A.APPROVE, By.SECOND, _S.APPROVED),
    Edge(_S.APPROVED, _A.BEGIN, By.SYSTEM, _S.SENDING),
    Edge(_S.APPROVED, _A.STOP, By.EITHER, _S.STOPPED),
    Edge(_S.SENDING, _A.STOP, By.EITHER, _S.STOPPED),
    Edge(_S.SENDING, _A.FINISH, By.SYSTEM, _S.FINISHED),
    # What waits in a channel can still be stopped after everything has been planned.
    Edge(_S.FINISHED, _A.STOP, By.EITHER, _S.STOPPED),
    Edge(_S.STOPPED, _A.RESUME, By.SECOND, _S.APPROVED),
)
_BY_STEP: Mapping[tuple[State, Action], Edge] = {(edge.source, edge.action): edge for edge in TABLE}


class Kind(StrEnum):
    """A warning is urgent and goes at any hour; a notice keeps quiet at night."""

    WARNING = "warning"
    NOTICE = "notice"


class Reach(StrEnum):
    ALL = "all"
    FOLLOWERS = "followers"
    COMMUNES = "communes"


@dataclass(frozen=True)
class Audience:
    """``communes``: codes of the places whose news a citizen asked for; only with that reach."""

    reach: Reach
    communes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Content:
    """``issuer`` is the office that speaks. ``send_from``: not before; ``None`` as soon as it is approved."""

    kind: Kind
    issuer: str
    subject: str
    text: str
    audience: Audience
    rate_per_minute: int
    send_from: datetime | None = None


@dataclass(frozen=True)
class Entry:
    """A step that was taken. ``command`` and ``fingerprint`` tell a repeat of the same request."""

    action: Action
    by: str
    at: datetime
    command: str = ""
    fingerprint: str = ""


@dataclass(frozen=True)
class Broadcast:
    """``version`` grows with each step and edit. ``unit`` speaks: the province or one commune."""

    id: str
    version: int
    state: State
    unit: str
    content: Content
    writers: frozenset[str]
    timeline: tuple[Entry, ...]
    begins_at: datetime | None = None

    def taken(self, command: str) -> Entry | None:
        """The step that this very command took before."""
        return next((entry for entry in self.timeline if command and entry.command == command), None)

    def moved(self, entry: Entry) -> "Broadcast":
        """After the step in ``entry``; raises ``IllegalStep`` or ``OwnText``."""
        edge = _BY_STEP.get((self.state, entry.action))
        if edge is None:
            raise IllegalStep(self.state, entry.action)
        if edge.by is By.SECOND and entry.by in self.writers:
            raise OwnText
        begins_at = self.begins_at
        if entry.action in (Action.APPROVE, Action.RESUME):
            begins_at = max(entry.at, self.content.send_from or entry.at)
        return replace(self, state=edge.target, begins_at=begins_at, timeline=(*self.timeline, entry)[-TIMELINE_KEPT:])

    def edited(self, content: Content, entry: Entry) -> "Broadcast":
        return replace(self.moved(entry), content=content, writers=self.writers | {entry.by})


def drafted(broadcast_id: str, unit: str, content: Content, entry: Entry) -> Broadcast:
    return Broadcast(broadcast_id, 1, State.DRAFT, unit, content, frozenset({entry.by}), (entry,))


class IllegalStep(Exception):
    """``action`` is not possible in ``state``."""

    def __init__(self, state: State, action: Action) -> None:
        super().__init__(f"{action} in {state}")
        self.state = state
        self.action = action


class OwnText(Exception):
    """Whoever wrote it cannot approve it."""


@dataclass(frozen=True)
class Progress:
    """How far the audience has been planned: to the citizen ``after``, the next message being due at ``paced_until``.
    ``complete``: to its end.
    """

    after: str = ""
    paced_until: datetime | None = None
    complete: bool = False


PLANNED_AHEAD = timedelta(seconds=20)
"""Little waits in the queue, so that a stop has little to take back."""


def places(paced_until: datetime | None, rate_per_minute: int, now: datetime, at_most: int) -> list[datetime]:
    """When the next messages are due, as many as may be planned now, and last when the one after them is."""
    gap = timedelta(minutes=1) / rate_per_minute
    first = max(now, paced_until or now)
    room = now + PLANNED_AHEAD - first
    number = min(at_most, room // gap + 1) if room >= timedelta(0) else 0
    return [first + n * gap for n in range(number + 1)]


def unit_for(audience: Audience, units: frozenset[str]) -> str | None:
    """For which of their ``units`` an officer may address ``audience``: the province reaches everybody, a commune those
    who asked for its news. ``None``: for none.
    """
    if PROVINCE in units:
        return PROVINCE
    ours = len(audience.communes) == 1 and audience.communes[0] in units
    return audience.communes[0] if audience.reach is Reach.COMMUNES and ours else None
