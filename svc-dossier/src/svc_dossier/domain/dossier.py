"""The dossier: what it is, and what one step makes of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import IntEnum
from typing import Any, Literal

from shared.reference.working_calendar import WorkingCalendar
from svc_dossier.domain.alerts import Alert, AlertKind, next_alert
from svc_dossier.domain.deadlines import ClockPolicy, ProcessingTime, Segment, run_clock
from svc_dossier.domain.outlook import Outlook, outlook_of
from svc_dossier.domain.payment import PaymentRequest, Settlement
from svc_dossier.domain.procedure import Agency, CopyKind, Procedure, SubmissionMode
from svc_dossier.domain.rating import Rating
from svc_dossier.domain.transitions import (
    RUNNING,
    Action,
    Actor,
    ClockEffect,
    State,
    StepContext,
    Transition,
    acting,
)

MAX_FILES = 100
"""Files that all papers of a dossier may have together."""
MAX_ASSIGNMENTS = 100
"""Hand-overs that a dossier may have."""
_RECEIVED = frozenset({State.ACCEPTED, State.PROCESSING, State.COMPLETED, State.RETURNED})
_FINISHING = frozenset({Action.COMPLETE, Action.STOP, Action.WITHDRAW})


class Channel(IntEnum):
    """Kênh thực hiện. The mini app is not a channel of its own, but an application (``source_app``) of ``ONLINE``."""

    DIRECT = 1
    ONLINE = 2
    POSTAL = 3

    @property
    def word(self) -> str:
        """What it is called outside of events, as in the fees of procedures."""
        return self.name.lower()


class TooManyFiles(Exception):
    """The papers would have more than ``MAX_FILES`` files together."""


@dataclass(frozen=True)
class Party:
    """Who took a step; ``system`` is another service or authority, named by ``id``.

    ``name`` is what an officer was called at the time, ``role`` the one in which they acted.
    """

    kind: Literal["citizen", "staff", "system"]
    id: str
    name: str = ""
    role: str = ""


@dataclass(frozen=True)
class TimelineEntry:
    """One line of the timeline: the step, who took it under which command, and the facts right after it.

    ``text`` is what the office or the citizen wrote about it, ``reason_code`` the catalogue's name for it;
    ``documents`` names the papers asked for, handed in or given as result, ``notes`` says more of those asked for.
    """

    action: Action
    state: State
    version: int
    at: datetime
    by: Party
    command_id: str
    fingerprint: str
    text: str | None = None
    documents: tuple[str, ...] = ()
    code: str | None = None
    due_at: datetime | None = None
    reason_code: str | None = None
    notes: tuple[str | None, ...] = ()
    answer_by: datetime | None = None
    """The moment until which the office waits for what it asks for, if it has said so."""


@dataclass(frozen=True)
class RequestedDocument:
    """A paper that the office asks for; ``code`` is the procedure's, or one made for this request.

    ``copies`` are the kinds that it is taken as: any, where the request was written before kinds were kept.
    """

    code: str
    name: str
    note: str | None = None
    copies: tuple[CopyKind, ...] = tuple(CopyKind)


@dataclass(frozen=True)
class File:
    """A stored file as the dossier shows it; ``size`` in bytes."""

    id: str
    name: str
    media_type: str
    size: int


@dataclass(frozen=True)
class Paper:
    """A paper that the citizen handed in: what it is, and its files; or why they do not have it (``unavailable``)."""

    code: str
    name: str
    files: tuple[File, ...]
    added_at: datetime
    unavailable: str | None = None
    copy_kind: CopyKind | None = None
    """What its citizen or the counter has declared it to be."""


@dataclass(frozen=True)
class Assignment:
    """Who is to work on the dossier from ``at``; ``version`` is the one that it made. Names are those of that time."""

    officer_id: str | None
    by: str
    at: datetime
    version: int
    command_id: str
    fingerprint: str
    note: str | None = None
    officer_name: str = ""
    by_name: str = ""


@dataclass(frozen=True)
class UpstreamStatus:
    """The last status that an upstream system sent, by its own clock; ``flagged`` when it could not be applied."""

    system: str
    status: State
    said_at: datetime
    event_id: str
    flagged: bool = False


@dataclass(frozen=True)
class StepData:
    """What a step carries beside its action."""

    text: str | None = None
    reason_code: str | None = None
    asked: Sequence[RequestedDocument] = ()
    answer_by: datetime | None = None
    handed_in: Sequence[Paper] = ()
    code: str | None = None
    national_code: str | None = None
    postponed_to: datetime | None = None
    results: Sequence[File] = ()
    payment: PaymentRequest | None = None
    settlement: Settlement | None = None
    upstream: UpstreamStatus | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the papers asked for, handed in or given as result."""
        return (
            *(paper.name for paper in self.asked),
            *(paper.name for paper in self.handed_in if paper.unavailable is None),
            *(file.name for file in self.results),
        )


@dataclass(frozen=True)
class Dossier:
    """``citizen_id`` is ``None`` for one submitted on paper by somebody without an account."""

    id: str
    version: int
    citizen_id: str | None
    submission_reference: str
    procedure_code: str
    procedure_version: int
    procedure_name: str
    agency_id: str
    agency_name: str
    allowed: ProcessingTime | None
    clock_policy: ClockPolicy
    state: State
    submitted_at: datetime
    changed_at: datetime
    timeline: tuple[TimelineEntry, ...]
    accepted_at: datetime | None = None
    code: str | None = None
    due_at: datetime | None = None
    clock: tuple[Segment, ...] = ()
    papers: tuple[Paper, ...] = ()
    asked: tuple[RequestedDocument, ...] = ()
    alert: Alert | None = None
    """The next one about the due date for the office."""
    given_alerts: tuple[Alert, ...] = ()
    channel: Channel = Channel.ONLINE
    source_app: str = "mini_app"
    mode: SubmissionMode = SubmissionMode.PROVINCIAL_API
    results: tuple[File, ...] = ()
    payments: tuple[PaymentRequest, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    rating: Rating | None = None
    national_code: str | None = None
    """What the citizen says the code at the national portal is. Nobody has confirmed it, so others may say the same;
    once the portal sends a status of it, it becomes the ``code``."""
    upstream: UpstreamStatus | None = None

    def __post_init__(self) -> None:
        if sum(len(paper.files) for paper in self.papers) > MAX_FILES:
            raise TooManyFiles

    @property
    def context(self) -> StepContext:
        return self.outlook.context

    @property
    def outlook(self) -> Outlook:
        return outlook_of(
            self.state,
            [entry.action for entry in self.timeline],
            accepted=self.accepted_at is not None,
            dated=self.due_at is not None,
            handed_off=self.handed_off,
            has_code=self.code is not None,
            code_claimed=self.national_code is not None,
            last_payment=(self.payments[-1].id, self.payments[-1].asked_in) if self.payments else None,
            rated=self.rating is not None,
            result_files=bool(self.results),
        )

    @property
    def handed_off(self) -> bool:
        return self.mode is SubmissionMode.DVCQG_HANDOFF

    @property
    def assignee(self) -> str | None:
        return self.assignments[-1].officer_id if self.assignments else None

    @property
    def assignee_name(self) -> str:
        return self.assignments[-1].officer_name if self.assignments else ""

    def unavailable(self, since: datetime, until: datetime) -> tuple[Paper, ...]:
        """What its citizen has said from ``since`` to ``until`` that they do not have."""
        return tuple(paper for paper in self.papers if paper.unavailable and since <= paper.added_at <= until)

    def actors(self, roles: frozenset[Actor]) -> frozenset[Actor]:
        """The roles in which somebody acts here who has ``roles``."""
        return acting(roles, has_account=self.citizen_id is not None)

    @property
    def finished_at(self) -> datetime | None:
        """When the office's work was over; ``None`` before that, and where it never began."""
        last = self.clock[-1] if self.clock else None
        return last.stop if last and last.reason in _FINISHING else None

    @property
    def inbox_at(self) -> datetime:
        """When it wants attention: at its due date, or else since when it waits. The order of an officer's list."""
        return self.due_at or self.changed_at

    @property
    def answer_by(self) -> datetime | None:
        """The moment until which the office waits for the papers that it has asked for last."""
        asked = (entry for entry in reversed(self.timeline) if entry.action is Action.REQUEST_SUPPLEMENT)
        return next((entry.answer_by for entry in asked), None) if self.state is State.SUPPLEMENT_REQUESTED else None

    def changed_since(self, seen: int, by: Party) -> bool:
        """Whether others did something since version ``seen`` that ``by`` must know before acting.

        An alert about the due date is nothing of the kind, nor is to a citizen who works on it.
        """
        made = [entry.version for entry in self.timeline]
        if by.kind == "staff":
            made += [assignment.version for assignment in self.assignments]
        return seen > self.version or max(made) > seen

    def step_of(self, command_id: str) -> TimelineEntry | None:
        """The step that this command has already taken."""
        return next((entry for entry in self.timeline if entry.command_id == command_id), None)

    def take(
        self,
        transition: Transition,
        *,
        at: datetime,
        by: Party,
        command_id: str,
        fingerprint: str,
        calendar: WorkingCalendar,
        data: StepData = StepData(),
    ) -> "Dossier":
        """The dossier after ``transition``. Raises ``TooManyFiles`` or ``OutsideCalendar``."""
        clock = run_clock(
            self.clock,
            transition.clock,
            at,
            transition.action,
            allowed=self.allowed,
            # Time is counted anew only after a supplement; waiting for a payment pauses it.
            policy=self.clock_policy if transition.source is State.SUPPLEMENT_REQUESTED else ClockPolicy.PAUSE,
            calendar=calendar,
            postponed_to=data.postponed_to,
        )
        due_at = self._due_at(transition, clock)
        entry = TimelineEntry(
            action=transition.action,
            state=transition.target,
            version=self.version + 1,
            at=at,
            by=by,
            command_id=command_id,
            fingerprint=fingerprint,
            text=data.text,
            documents=data.names,
            code=data.code or data.national_code or self.code,
            due_at=due_at,
            reason_code=data.reason_code,
            notes=tuple(paper.note for paper in data.asked),
            answer_by=data.answer_by,
        )
        return replace(
            self,
            version=entry.version,
            state=entry.state,
            code=data.code or self.code,
            national_code=data.national_code or self.national_code,
            accepted_at=self._accepted_at(transition, at, data.upstream),
            changed_at=at,
            due_at=due_at,
            clock=clock,
            alert=next_alert(clock[-1].start, due_at, self.given_alerts, calendar)
            if clock and transition.target in RUNNING
            else None,
            papers=(*self.papers, *data.handed_in),
            asked=tuple(data.asked) or self.asked,
            results=(*self.results, *data.results),
            payments=self._payments(data),
            upstream=data.upstream or self.upstream,
            timeline=(*self.timeline, entry),
        )

    def _accepted_at(self, transition: Transition, at: datetime, status: UpstreamStatus | None) -> datetime | None:
        if transition.clock is ClockEffect.START:
            return at
        if status is not None and transition.action is Action.FOLLOW and transition.target in _RECEIVED:
            return self.accepted_at or status.said_at
        return self.accepted_at

    def _payments(self, data: StepData) -> tuple[PaymentRequest, ...]:
        if data.settlement is not None:
            return (*self.payments[:-1], replace(self.payments[-1], settled=data.settlement))
        return (*self.payments, data.payment) if data.payment is not None else self.payments

    def with_upstream_status(self, status: UpstreamStatus) -> "Dossier":
        """The dossier after a status that moves nothing here; with it the portal confirms a code that was claimed."""
        return replace(self, version=self.version + 1, upstream=status, code=self.code or self.national_code)

    def with_claimed_code(self) -> "Dossier":
        """The dossier with the code that the citizen claims, which somebody has confirmed."""
        return replace(self, version=self.version + 1, code=self.national_code)

    def without_claim(self) -> "Dossier":
        """The code that its citizen claimed is that of another one; they enter their own."""
        return replace(self, version=self.version + 1, national_code=None)

    def assigned(self, assignment: Assignment) -> "Dossier":
        return replace(self, version=assignment.version, assignments=(*self.assignments, assignment))

    def alerted(self, at: datetime, calendar: WorkingCalendar) -> "Dossier":
        """The dossier once the office has been alerted at ``at``: of all that was due by then, only to the latest."""
        assert self.alert is not None and self.due_at is not None
        given = replace(self.alert, kind=AlertKind.OVERDUE) if at > self.due_at else self.alert
        alerts = (*self.given_alerts, given)
        following = next_alert(self.clock[-1].start, self.due_at, alerts, calendar)
        return replace(self, version=self.version + 1, alert=following, given_alerts=alerts)

    def _due_at(self, transition: Transition, clock: Sequence[Segment]) -> datetime | None:
        if transition.clock in (ClockEffect.START, ClockEffect.RESUME, ClockEffect.POSTPONE):
            return clock[-1].due_at
        # Waiting for the citizen, nothing is due; once the work is over, the date stays, to be compared with.
        waits = transition.target in (State.SUPPLEMENT_REQUESTED, State.PAYMENT_REQUESTED)
        return None if waits and self.state is not State.COMPLETED else self.due_at


def _mode(transition: Transition, procedure: Procedure) -> SubmissionMode:
    """How it came; on paper, what the portal would have taken is worked on here."""
    if transition.action is Action.HAND_OFF:
        return SubmissionMode.DVCQG_HANDOFF
    offered = procedure.submission_mode is not SubmissionMode.INFO_ONLY
    return SubmissionMode.PROVINCIAL_API if offered else SubmissionMode.INFO_ONLY


def new_dossier(
    transition: Transition,
    procedure: Procedure,
    agency: Agency,
    *,
    dossier_id: str,
    submission_reference: str,
    citizen_id: str | None,
    by: Party,
    command_id: str,
    fingerprint: str,
    form: Mapping[str, Any],
    at: datetime,
    calendar: WorkingCalendar,
    data: StepData,
    channel: Channel = Channel.ONLINE,
    source_app: str = "mini_app",
) -> Dossier:
    """A dossier right after its first ``transition``. It keeps the terms of that version of the ``procedure``."""
    blank = Dossier(
        id=dossier_id,
        version=0,
        citizen_id=citizen_id,
        submission_reference=submission_reference,
        procedure_code=procedure.code,
        procedure_version=procedure.version,
        procedure_name=procedure.name,
        agency_id=agency.id,
        agency_name=agency.name,
        allowed=procedure.processing_time(form),
        clock_policy=procedure.clock_policy,
        state=State.REGISTERED,
        submitted_at=at,
        changed_at=at,
        timeline=(),
        channel=channel,
        source_app=source_app,
        mode=_mode(transition, procedure),
    )
    return blank.take(
        transition, at=at, by=by, command_id=command_id, fingerprint=fingerprint, calendar=calendar, data=data
    )
