"""A broadcast (tin gửi rộng): one text to many citizens, drafted by one officer and approved by another.

Its states are a table that prints itself. Nothing is sent without an approval; the approval holds for the text that was
seen, so an edited draft needs a new look; one press stops what is not sent yet.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from shared.text import has_word

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
    WITHDRAW = "withdraw"
    """The news that it was drafted from is no longer to be read."""
    SUPERSEDE = "supersede"
    """A newer text of the same news waits in its place."""


class Actor(StrEnum):
    """Who takes a step: whoever writes, whoever did not write it and approves, either of them, or the system."""

    WRITER = "broadcaster"
    APPROVER = "broadcast_approver"
    EITHER = "broadcaster, broadcast_approver"
    SYSTEM = "system"


class Refusal(StrEnum):
    """Which rule forbids what an officer wants."""

    ILLEGAL_STEP = "illegal_step"
    NOT_EDITABLE = "not_editable"
    AUTHOR_CANNOT_APPROVE = "author_cannot_approve"
    OUTSIDE_OWN_UNITS = "outside_own_units"
    OF_ANOTHER_UNIT = "of_another_unit"
    SEND_TIME = "send_time"
    NEWS_WITHDRAWN = "news_withdrawn"
    SUPERSEDED = "superseded"
    SENT_OUT = "sent_out"


class BroadcastRefused(Exception):
    """``state``: where the broadcast stands, where that is the reason."""

    def __init__(self, reason: Refusal, state: State | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.state = state


@dataclass(frozen=True)
class Transition:
    source: State
    action: Action
    by: Actor
    target: State


_S, _A = State, Action
TRANSITIONS: tuple[Transition, ...] = (
    Transition(_S.DRAFT, _A.EDIT, Actor.WRITER, _S.DRAFT),
    Transition(_S.DRAFT, _A.DISCARD, Actor.EITHER, _S.DISCARDED),
    Transition(_S.DRAFT, _A.APPROVE, Actor.APPROVER, _S.APPROVED),
    Transition(_S.APPROVED, _A.BEGIN, Actor.SYSTEM, _S.SENDING),
    Transition(_S.APPROVED, _A.STOP, Actor.EITHER, _S.STOPPED),
    Transition(_S.SENDING, _A.STOP, Actor.EITHER, _S.STOPPED),
    Transition(_S.SENDING, _A.FINISH, Actor.SYSTEM, _S.FINISHED),
    # What waits in a channel can still be stopped after everything has been planned.
    Transition(_S.FINISHED, _A.STOP, Actor.EITHER, _S.STOPPED),
    Transition(_S.STOPPED, _A.RESUME, Actor.APPROVER, _S.APPROVED),
    Transition(_S.DRAFT, _A.SUPERSEDE, Actor.SYSTEM, _S.DISCARDED),
    Transition(_S.DRAFT, _A.WITHDRAW, Actor.SYSTEM, _S.DISCARDED),
    *(
        Transition(source, _A.WITHDRAW, Actor.SYSTEM, _S.STOPPED)
        for source in (_S.APPROVED, _S.SENDING, _S.FINISHED, _S.STOPPED)
    ),
)
_BY_STEP: Mapping[tuple[State, Action], Transition] = {
    (transition.source, transition.action): transition for transition in TRANSITIONS
}

_FINAL: Mapping[Action, Refusal] = {_A.WITHDRAW: Refusal.NEWS_WITHDRAWN, _A.SUPERSEDE: Refusal.SUPERSEDED}
"""Steps after which nothing may be done any more, in whatever state, and why."""


class BroadcastKind(StrEnum):
    """A warning is urgent and goes at any hour; a notice keeps quiet at night."""

    WARNING = "warning"
    NOTICE = "notice"


_SAID_ALREADY = re.compile(r"(?:tin |bản tin )?(?:khẩn cấp[:,.\s-]+)?cảnh báo\b[:,.\s-]*", re.IGNORECASE)
"""What the template of a warning says before the subject."""


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

    kind: BroadcastKind
    issuer: str
    subject: str
    text: str
    audience: Audience
    rate_per_minute: int
    send_from: datetime | None = None

    @property
    def heading(self) -> str:
        """``subject``, without the words that the template of its kind puts before it."""
        said = _SAID_ALREADY.match(self.subject) if self.kind is BroadcastKind.WARNING else None
        rest = self.subject[said.end() :] if said else ""
        return rest[:1].upper() + rest[1:] if has_word(rest) else self.subject

    @property
    def wording(self) -> str:
        """``text``, without the subject where it begins with it: a message shows both."""
        if not self.text.casefold().startswith(self.subject.casefold().rstrip(" .:")):
            return self.text
        rest = self.text[len(self.subject.rstrip(" .:")) :]
        # Only a whole heading is left out, not the beginning of a sentence.
        left = rest.lstrip(" .:-").strip()
        return left if rest[:1] in ".:" and has_word(left) else self.text


@dataclass(frozen=True)
class Entry:
    """A step that was taken. ``command_id`` and ``fingerprint`` tell a repeat of the same request; ``by_name`` is what
    the officer was called then.
    """

    action: Action
    by: str
    at: datetime
    command_id: str = ""
    fingerprint: str = ""
    by_name: str = ""


@dataclass(frozen=True)
class News:
    """The article, as it was at ``version``, that a warning was drafted from; ``said`` tells its words from others."""

    article_id: str
    version: int
    said: str = ""


@dataclass(frozen=True)
class Broadcast:
    """``version`` grows with each step and edit. ``unit`` speaks: the province or one commune. ``sent_out``: nothing of
    it waits any more, so that there is nothing to stop. ``author_names``: what those who wrote its news were called.
    """

    id: str
    version: int
    state: State
    unit: str
    content: Content
    writers: frozenset[str]
    timeline: tuple[Entry, ...]
    begins_at: datetime | None = None
    news: News | None = None
    sent_out: bool = False
    author_names: Mapping[str, str] = field(default_factory=dict)

    @property
    def writer_names(self) -> Mapping[str, str]:
        """What each of its writers was called when they last wrote; "" where that is not known."""
        called = {**self.author_names, **{entry.by: entry.by_name for entry in self.timeline if entry.by_name}}
        return {writer: called.get(writer, "") for writer in sorted(self.writers)}

    @property
    def withdrawn(self) -> bool:
        return self.timeline[-1].action is Action.WITHDRAW

    def allowed(self, officer_id: str, roles: frozenset[Actor]) -> list[Action]:
        """What an officer may do with it who has ``roles`` in its unit."""
        return [
            transition.action
            for transition in TRANSITIONS
            if transition.source is self.state
            and self.timeline[-1].action not in _FINAL
            and (transition.by in roles or (transition.by is Actor.EITHER and roles))
            and not (transition.by is Actor.APPROVER and officer_id in self.writers)
            and not (transition.action is Action.STOP and self.sent_out)
        ]

    def moved(self, entry: Entry) -> "Broadcast":
        """The broadcast after the step in ``entry``. Raises ``BroadcastRefused``."""
        if final := _FINAL.get(self.timeline[-1].action):
            raise BroadcastRefused(final, self.state)
        transition = _BY_STEP.get((self.state, entry.action))
        if transition is None:
            refusal = Refusal.NOT_EDITABLE if entry.action is Action.EDIT else Refusal.ILLEGAL_STEP
            raise BroadcastRefused(refusal, self.state)
        if entry.action is Action.STOP and self.sent_out:
            raise BroadcastRefused(Refusal.SENT_OUT, self.state)
        if transition.by is Actor.APPROVER and entry.by in self.writers:
            raise BroadcastRefused(Refusal.AUTHOR_CANNOT_APPROVE, self.state)
        begins_at = self.begins_at
        if entry.action in (Action.APPROVE, Action.RESUME):
            begins_at = max(entry.at, self.content.send_from or entry.at)
        timeline = (*self.timeline, entry)[-TIMELINE_KEPT:]
        return replace(self, state=transition.target, begins_at=begins_at, timeline=timeline)

    def edited(self, content: Content, entry: Entry) -> "Broadcast":
        """The broadcast with ``content``. Raises ``BroadcastRefused``."""
        return replace(self.moved(entry), content=content, writers=self.writers | {entry.by})


def drafted(broadcast_id: str, unit: str, content: Content, entry: Entry) -> Broadcast:
    return Broadcast(broadcast_id, 1, State.DRAFT, unit, content, frozenset({entry.by}), (entry,))


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

PACED_AT_MOST = timedelta(minutes=5)
"""A pace that has come further was kept by a clock that was wrong: it does not hold the broadcast up."""


def due_times(paced_until: datetime | None, rate_per_minute: int, now: datetime, at_most: int) -> list[datetime]:
    """When the next messages are due, as many as may be planned now, and last when the one after them is."""
    gap = timedelta(minutes=1) / rate_per_minute
    first = now if paced_until is None or paced_until > now + PACED_AT_MOST else max(now, paced_until)
    room = now + PLANNED_AHEAD - first
    number = min(at_most, room // gap + 1) if room >= timedelta(0) else 0
    return [first + n * gap for n in range(number + 1)]


def check_send_time(content: Content, now: datetime) -> None:
    """Raises ``BroadcastRefused``."""
    if content.send_from is not None and not now <= content.send_from <= now + SEND_AHEAD_AT_MOST:
        raise BroadcastRefused(Refusal.SEND_TIME)


def expect_unit(audience: Audience, units: frozenset[str]) -> str:
    """The unit that addresses ``audience``. Raises ``BroadcastRefused`` when the officer has none that may."""
    unit = unit_for(audience, units)
    if unit is None:
        raise BroadcastRefused(Refusal.OUTSIDE_OWN_UNITS)
    return unit


def unit_for(audience: Audience, units: frozenset[str]) -> str | None:
    """The one of their ``units`` for which an officer may address ``audience``: the province reaches everybody, a
    commune those who asked for its news. ``None`` when there is none.
    """
    if PROVINCE in units:
        return PROVINCE
    ours = len(audience.communes) == 1 and audience.communes[0] in units
    return audience.communes[0] if audience.reach is Reach.COMMUNES and ours else None
