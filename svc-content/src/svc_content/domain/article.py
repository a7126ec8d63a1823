"""An article (tin bài) on its way: written, reviewed by somebody else, approved, published, withdrawn.

The states are those of the working text. What citizens read is ``shown``: the text that was approved and published
last. So a published article can be corrected in peace: citizens keep reading the old text until the new one has gone
the same way. Source of the flow: public-services 7.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from shared.state_table import Bound, NotTheirs, StateTable

MAX_STEPS = 200
"""Steps after which what is submitted is still decided on and published, and what is a draft begun anew."""
MAX_REVISIONS = 20
"""Texts that are kept to compare with; who changed older ones still stands in the timeline."""
SCHEDULE_AHEAD = timedelta(days=366)
WARNING_PINNED = timedelta(hours=24)
"""A warning stands above everything else for so long, unless its approver says otherwise."""
MAX_FILES_IN_TEXT = 50
"""Pictures and papers of ours that one text shows or leads to."""
MOMENT = timedelta(seconds=1)
"""How long an article is shown that should have come and gone while nobody ran: its publication is on record."""


class State(StrEnum):
    DRAFT = "draft"
    REVIEW = "review"
    APPROVED = "approved"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    DISCARDED = "discarded"


class Action(StrEnum):
    WRITE = "write"
    EDIT = "edit"
    DISCARD = "discard"
    SUBMIT = "submit"
    RECALL = "recall"
    RETURN = "return"
    APPROVE = "approve"
    REOPEN = "reopen"
    SCHEDULE = "schedule"
    PUBLISH = "publish"
    RELEASE = "release"
    PIN = "pin"
    REVISE = "revise"
    WITHDRAW = "withdraw"
    EXPIRE = "expire"


class Actor(StrEnum):
    """Who takes a step; the values are the names of roles."""

    WRITER = "news_writer"
    APPROVER = "news_approver"
    SYSTEM = "system"


class When(StrEnum):
    """The condition of a step: whether citizens can read the article now, and whether they may go on."""

    ALWAYS = ""
    SHOWN = "shown"
    NOT_SHOWN = "not shown"
    NOT_EXPIRED = "not expired"


@dataclass(frozen=True)
class Transition:
    """``source`` is ``None`` for the first step. ``apart``: not by somebody who wrote in the text. ``event``: its name
    where others are told.
    """

    source: State | None
    action: Action
    by: frozenset[Actor]
    target: State
    apart: bool = False
    when: When = When.ALWAYS
    event: str | None = None


@dataclass(frozen=True)
class StepContext:
    """All that the table asks of an article. ``readable``: what is ``shown`` has not expired. ``wrote``: who asks wrote
    in the text. ``steps``: how many it has had.
    """

    state: State
    shown: bool
    readable: bool
    wrote: bool
    steps: int


_S, _A = State, Action
_WRITER, _APPROVER, _SYSTEM = (frozenset({actor}) for actor in Actor)
_EITHER = _WRITER | _APPROVER
_ABOUT_TO_REPLACE = (_S.DRAFT, _S.REVIEW, _S.APPROVED)

ROWS: tuple[Transition, ...] = (
    Transition(None, _A.WRITE, _WRITER, _S.DRAFT),
    Transition(_S.DRAFT, _A.EDIT, _WRITER, _S.DRAFT),
    Transition(_S.DRAFT, _A.SUBMIT, _WRITER, _S.REVIEW),
    Transition(_S.DRAFT, _A.DISCARD, _EITHER, _S.DISCARDED, when=When.NOT_SHOWN),
    Transition(_S.REVIEW, _A.RECALL, _WRITER, _S.DRAFT),
    Transition(_S.REVIEW, _A.RETURN, _APPROVER, _S.DRAFT),
    Transition(_S.REVIEW, _A.APPROVE, _APPROVER, _S.APPROVED, apart=True),
    Transition(_S.APPROVED, _A.REOPEN, _EITHER, _S.DRAFT),
    Transition(_S.APPROVED, _A.SCHEDULE, _APPROVER, _S.APPROVED, apart=True),
    Transition(_S.APPROVED, _A.PUBLISH, _APPROVER, _S.PUBLISHED, apart=True, event="published"),
    Transition(_S.APPROVED, _A.RELEASE, _SYSTEM, _S.PUBLISHED, event="published"),
    Transition(_S.PUBLISHED, _A.PIN, _APPROVER, _S.PUBLISHED, when=When.NOT_EXPIRED),
    Transition(_S.PUBLISHED, _A.REVISE, _WRITER, _S.DRAFT),
    Transition(_S.PUBLISHED, _A.WITHDRAW, _APPROVER, _S.WITHDRAWN, event="withdrawn"),
    Transition(_S.PUBLISHED, _A.EXPIRE, _SYSTEM, _S.WITHDRAWN, event="withdrawn"),
    # What citizens read can go at any time, also while a correction of it is on its way.
    *(
        Transition(source, action, by, _S.WITHDRAWN, when=When.SHOWN, event="withdrawn")
        for source in _ABOUT_TO_REPLACE
        for action, by in ((_A.WITHDRAW, _APPROVER), (_A.EXPIRE, _SYSTEM))
    ),
    Transition(_S.WITHDRAWN, _A.REVISE, _WRITER, _S.DRAFT),
)

_HOLDS: Mapping[When, Callable[[StepContext], bool]] = {
    When.ALWAYS: lambda context: True,
    When.SHOWN: lambda context: context.shown,
    When.NOT_SHOWN: lambda context: not context.shown,
    When.NOT_EXPIRED: lambda context: context.readable,
}
_BEGINS_ANEW = frozenset({_A.EDIT, _A.SUBMIT, _A.SCHEDULE, _A.PIN, _A.REVISE})
"""Steps that begin anew. Nothing goes round but by them: what waits is approved and published, or goes back and is
discarded."""

TABLE: StateTable[Transition, Action, StepContext] = StateTable(
    rows=ROWS,
    state_of=lambda context: context.state,
    holds=lambda row, context: _HOLDS[row.when](context),
    same_person=lambda row, context: row.apart and context.wrote,
    bound=Bound(
        MAX_STEPS, taken=lambda context: context.steps, leads_on=lambda row, context: row.action not in _BEGINS_ANEW
    ),
)


class Refusal(StrEnum):
    """Which rule forbids what a step brings."""

    PUBLISH_IN_THE_PAST = "publish_in_the_past"
    PUBLISH_TOO_FAR = "publish_too_far"
    EXPIRES_TOO_SOON = "expires_too_soon"
    PINNED_PAST_EXPIRY = "pinned_past_expiry"
    NOTHING_CHANGED = "nothing_changed"
    WITHOUT_SOURCE = "without_source"


class ArticleRefused(Exception):
    def __init__(self, reason: Refusal) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Source:
    """Where a republished text comes from: the law on the press asks for its name, and for an agreement."""

    name: str
    url: str
    licence: str


_FILE_IN_TEXT = re.compile(r'<(?:img|a)(?: [a-z]+="[^"]*")*? (src|href)="/v1/media/(fil_[0-9A-Z]{26})"')
"""Inside an element alone: sanitised words hold no ``<``."""


def pictures_in(html: str) -> tuple[str, ...]:
    """The ids of files that sanitised ``html`` shows, each once."""
    return tuple(dict.fromkeys(file_id for member, file_id in _FILE_IN_TEXT.findall(html) if member == "src"))


def files_in(html: str) -> tuple[str, ...]:
    """The ids of files that sanitised ``html`` shows or leads to, each once."""
    return tuple(dict.fromkeys(file_id for _, file_id in _FILE_IN_TEXT.findall(html)))


@dataclass(frozen=True)
class Content:
    """What an editor writes. ``html`` is sanitised; ``plain_text`` is the same to be read aloud.

    ``cover`` and ``attachments`` are ids of files. ``warning``: of a disaster; it is pinned and pushed.
    """

    category: str
    title: str
    summary: str
    html: str
    plain_text: str
    author: str
    tags: tuple[str, ...] = ()
    cover: str | None = None
    cover_text: str = ""
    attachments: tuple[str, ...] = ()
    source: Source | None = None
    warning: bool = False

    @property
    def files(self) -> tuple[str, ...]:
        """The ids of all that it names: readers of the text may read them too."""
        return (*((self.cover,) if self.cover else ()), *self.attachments, *files_in(self.html))


@dataclass(frozen=True)
class Revision:
    number: int
    content: Content
    by: str
    at: datetime
    by_name: str = ""


@dataclass(frozen=True)
class Plan:
    """When citizens are to read it, and until when; ``pinned_until``: so long it stands above the others."""

    publish_at: datetime
    expires_at: datetime | None = None
    pinned_until: datetime | None = None

    def begun(self, now: datetime) -> "Plan":
        """The plan as it is carried out at ``now``, which may be late."""
        if self.expires_at is not None and self.expires_at <= now:
            return Plan(now, now + MOMENT)
        return replace(self, publish_at=now)


@dataclass(frozen=True)
class Publication:
    """What an approver asks for. ``publish_at``: ``None`` for now."""

    publish_at: datetime | None = None
    expires_at: datetime | None = None
    pinned_until: datetime | None = None

    def plan_for(self, content: Content, now: datetime) -> Plan:
        publish_at, pinned_until = self.publish_at or now, self.pinned_until
        if pinned_until is None and content.warning:
            pinned_until = publish_at + WARNING_PINNED
            if self.expires_at is not None:
                pinned_until = min(pinned_until, self.expires_at)
        return Plan(publish_at, self.expires_at, pinned_until)


@dataclass(frozen=True)
class Shown:
    """What citizens read. ``first_at`` stays through corrections."""

    content: Content
    revision: int
    first_at: datetime
    published_at: datetime
    expires_at: datetime | None
    pinned_until: datetime | None

    def readable(self, now: datetime) -> bool:
        return self.expires_at is None or now < self.expires_at

    def pinned(self, now: datetime) -> bool:
        return self.pinned_until is not None and now < self.pinned_until


@dataclass(frozen=True)
class Step:
    """A step to take: which, by whom in which roles, when. ``command_id`` and ``fingerprint`` tell a repeat;
    ``by_name`` is kept with what was done, because people change their names.
    """

    action: Action
    by: str
    roles: frozenset[Actor]
    at: datetime
    command_id: str
    fingerprint: str
    reason: str | None = None
    by_name: str = ""


@dataclass(frozen=True)
class Entry:
    """A step that was taken; ``version`` is the one it made, ``revision`` the text it left."""

    version: int
    action: Action
    state: State
    revision: int
    by: str
    at: datetime
    command_id: str
    fingerprint: str
    reason: str | None = None
    by_name: str = ""


@dataclass(frozen=True)
class Article:
    """``unit``: the province or the office that speaks. ``writers`` wrote in or submitted the text.

    Every step raises what ``TABLE`` refuses: ``IllegalStep``, ``NotTheirs``, ``TooManySteps`` or ``SamePerson``.
    """

    id: str
    version: int
    unit: str
    state: State
    revisions: tuple[Revision, ...]
    writers: frozenset[str]
    timeline: tuple[Entry, ...]
    plan: Plan | None = None
    shown: Shown | None = None

    @property
    def content(self) -> Content:
        return self.revisions[-1].content

    @property
    def revision(self) -> int:
        return self.revisions[-1].number

    def context_at(self, at: datetime, by: str) -> StepContext:
        """What the article's steps depend on at the moment ``at``, for ``by``."""
        return StepContext(
            self.state,
            shown=self.shown is not None,
            readable=self.shown is not None and self.shown.readable(at),
            wrote=by in self.writers,
            steps=len(self.timeline),
        )

    @property
    def imported(self) -> bool:
        """Whether it came from another portal's feed, whose text it stays however it is edited."""
        return self.timeline[0].command_id == import_command(self.id)

    @property
    def edit_action(self) -> Action:
        """What another text is: a correction of what citizens read or have read, or an edit of a draft."""
        return Action.REVISE if self.state in (State.PUBLISHED, State.WITHDRAWN) else Action.EDIT

    def edited(self, step: Step, content: Content) -> "Article":
        """The article with ``content`` as its newest text. ``step`` is an edit or a revision. Raises
        ``ArticleRefused``.
        """
        if content == self.content:
            raise ArticleRefused(Refusal.NOTHING_CHANGED)
        revision = Revision(self.revision + 1, content, step.by, step.at, step.by_name)
        # Whoever begins anew from a published text answers only for what they write from there on. The newest text of
        # an article that was withdrawn may be one that nobody has approved.
        anew = self.state is State.PUBLISHED
        writers = frozenset({step.by}) if anew else self.writers | {step.by}
        kept = (*self.revisions, revision)[-MAX_REVISIONS:]
        return replace(self._moved(step, revision.number), revisions=kept, writers=writers)

    def moved(self, step: Step) -> "Article":
        """The article after a step that neither writes nor publishes. Raises ``ArticleRefused``: what came from a feed
        goes no further without its source.
        """
        source = self.content.source
        if step.action is Action.SUBMIT and self.imported and not (source and source.url):
            raise ArticleRefused(Refusal.WITHOUT_SOURCE)
        after = self._moved(step, self.revision)
        if after.state is State.WITHDRAWN:
            return replace(after, shown=None, plan=None)
        # Whoever submits a text answers for it: one that came from a feed was written by nobody here.
        writers = self.writers | {step.by} if step.action is Action.SUBMIT else self.writers
        return replace(after, writers=writers, plan=self.plan if after.state is State.APPROVED else None)

    def scheduled(self, step: Step, plan: Plan) -> "Article":
        """The article to be published at ``plan.publish_at``. Raises ``ArticleRefused``."""
        check_plan(plan, step.at)
        if plan.publish_at <= step.at:
            raise ArticleRefused(Refusal.PUBLISH_IN_THE_PAST)
        return replace(self._moved(step, self.revision), plan=plan)

    def published(self, step: Step, plan: Plan) -> "Article":
        """Its newest text, for citizens to read from ``step.at`` on. Raises ``ArticleRefused``."""
        check_plan(plan, step.at)
        shown = Shown(
            content=self.content,
            revision=self.revision,
            first_at=self.shown.first_at if self.shown else step.at,
            published_at=step.at,
            expires_at=plan.expires_at,
            pinned_until=plan.pinned_until,
        )
        return replace(self._moved(step, self.revision), shown=shown, plan=None)

    def pinned(self, step: Step, until: datetime | None) -> "Article":
        """The article pinned above the others until then, or no longer with ``None``. Raises ``ArticleRefused``."""
        assert self.shown is not None or self.state is not State.PUBLISHED
        after = self._moved(step, self.revision)
        assert self.shown is not None
        if until is not None and self.shown.expires_at is not None and until > self.shown.expires_at:
            raise ArticleRefused(Refusal.PINNED_PAST_EXPIRY)
        return replace(after, shown=replace(self.shown, pinned_until=until))

    def _moved(self, step: Step, revision: int) -> "Article":
        transition = TABLE.step(self.context_at(step.at, step.by), step.action, step.roles)
        entry = _entry(step, self.version + 1, transition.target, revision)
        return replace(self, version=entry.version, state=entry.state, timeline=(*self.timeline, entry))


def import_command(article_id: str) -> str:
    """The id of the command by which a feed brings an article."""
    return f"feed:{article_id}"


def written(article_id: str, unit: str, step: Step, content: Content) -> Article:
    """A new draft. Raises ``NotTheirs``."""
    opening = TABLE.opening(Action.WRITE)
    if not opening.by & step.roles:
        raise NotTheirs(State.DRAFT, opening.by)
    entry = _entry(step, 1, State.DRAFT, 1)
    revision = Revision(1, content, step.by, step.at, step.by_name)
    return Article(article_id, 1, unit, State.DRAFT, (revision,), frozenset({step.by}), (entry,))


def event_of(before: Article | None, action: Action) -> str | None:
    """The name of the event that announces ``action``."""
    source = before.state if before else None
    return next(row.event for row in ROWS if (row.source, row.action) == (source, action))


def check_plan(plan: Plan, now: datetime) -> None:
    """Raises ``ArticleRefused``."""
    starts = max(plan.publish_at, now)
    if plan.publish_at > now + SCHEDULE_AHEAD:
        raise ArticleRefused(Refusal.PUBLISH_TOO_FAR)
    if plan.expires_at is not None and plan.expires_at <= starts:
        raise ArticleRefused(Refusal.EXPIRES_TOO_SOON)
    if plan.pinned_until is not None and plan.expires_at is not None and plan.pinned_until > plan.expires_at:
        raise ArticleRefused(Refusal.PINNED_PAST_EXPIRY)


def _entry(step: Step, version: int, state: State, revision: int) -> Entry:
    return Entry(
        version=version,
        action=step.action,
        state=state,
        revision=revision,
        by=step.by,
        at=step.at,
        command_id=step.command_id,
        fingerprint=step.fingerprint,
        reason=step.reason,
        by_name=step.by_name,
    )
