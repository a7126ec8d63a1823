"""The report: what it is, and what one step makes of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from shared.reference.working_calendar import WorkingCalendar
from svc_feedback.domain.alerts import Alert, Clock, RunningClock, next_alert
from svc_feedback.domain.categories import Category
from svc_feedback.domain.clocks import Clocks
from svc_feedback.domain.handling import HandlingClass, HandlingTable
from svc_feedback.domain.parties import Act, AlreadyAssigned, Assignee, Attachment, Party
from svc_feedback.domain.place import Place
from svc_feedback.domain.publication import (
    Publication,
    PublicationRefusal,
    PublicationRefused,
    PublicText,
    TakenOff,
    check_publication,
)
from svc_feedback.domain.rating import Rating, Satisfaction
from svc_feedback.domain.reply import Reply
from svc_feedback.domain.report_states import (
    OPEN,
    PUBLIC_GROUPS,
    RUNNING,
    Action,
    PublicGroup,
    State,
    StepContext,
    Transition,
    promised_by,
)

MAX_FILES = 60
"""The most files that a report and all that is noted about it may have together."""
REOPEN_DAYS = timedelta(days=7)
"""How long after its result a report may be reopened; a citizen who says nothing confirms it."""
ANSWER_DAYS = timedelta(days=10)
"""A report to which something was asked waits so long for the answer."""


class Flag(StrEnum):
    """What triage should look at; a flag refuses nothing."""

    OUTSIDE_PROVINCE = "outside_province"
    PICTURE_ELSEWHERE = "picture_elsewhere"
    """A picture says that it was taken more than a kilometre away."""
    PICTURE_OLD = "picture_old"
    EMERGENCY_WORDS = "emergency_words"
    SENT_LATE = "sent_late"
    """Send was pressed, by the telephone's clock, long before it arrived."""


class TooManyFiles(Exception):
    """The report would have more than ``MAX_FILES`` files."""


@dataclass(frozen=True)
class TimelineEntry:
    """One step, who took it under which command, and the facts right after it.

    ``text`` is what was written about it, ``reason_code`` the catalogue's name for it. Old steps have neither
    ``category`` nor ``handling_class``.
    """

    action: Action
    state: State
    version: int
    at: datetime
    by: Party
    command_id: str
    fingerprint: str
    text: str | None = None
    reason_code: str | None = None
    attachments: tuple[Attachment, ...] = ()
    agency_id: str | None = None
    resolved_by: datetime | None = None
    assignee: Assignee | None = None
    category: str | None = None
    handling_class: HandlingClass | None = None


@dataclass(frozen=True)
class StepData:
    """What a step carries beside its action."""

    text: str | None = None
    reason_code: str | None = None
    attachments: Sequence[Attachment] = ()
    category: str | None = None
    handling_class: HandlingClass | None = None
    agency_id: str | None = None
    assignee: Assignee | None = None
    resolved_by: datetime | None = None
    merged_into: str | None = None
    publication: Publication | None = None
    taken_off_by: TakenOff | None = None
    rating: Rating | None = None
    guarded: bool = False
    """Whether its category guards it: it is shown only as long as its result stands."""


@dataclass(frozen=True)
class Report:
    """``citizen_id`` is ``None`` for one that another system sent. ``sent_at`` is when send was pressed, as far as that
    can be believed, and ``declared_at`` what the telephone said; ``arrived_at`` when it arrived.

    ``supporters`` follows who comes and goes; ``relied_on_by`` names at once what is not yet in it: the supports that
    are just coming, and the commands by which reports of others were merged into this one.
    """

    id: str
    version: int
    code: str
    citizen_id: str | None
    source_app: str
    title: str
    description: str
    category: str
    handling_class: HandlingClass
    place: Place
    anonymous: bool
    hidden_from_agency: bool
    may_publish: bool
    declared_at: datetime | None
    sent_at: datetime
    arrived_at: datetime
    changed_at: datetime
    state: State
    clocks: Clocks
    timeline: tuple[TimelineEntry, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    flags: tuple[Flag, ...] = ()
    agency_id: str | None = None
    assignee: Assignee | None = None
    result: Reply | None = None
    ratings: tuple[Rating, ...] = ()
    merged_into: str | None = None
    publication: Publication | None = None
    taken_off_by: TakenOff | None = None
    given_alerts: tuple[Alert, ...] = ()
    alert: Alert | None = None
    supporters: int = 0
    relied_on_by: tuple[str, ...] = ()
    reopened: bool = False

    def context_at(
        self, at: datetime, by: str, level: Satisfaction | None = None, *, rates_main: bool = False
    ) -> StepContext:
        """What the report's steps depend on at the moment ``at`` for ``by``, an officer or a citizen who gives
        ``level``. ``rates_main``: its citizen may rate the result of what it was merged into.
        """
        return StepContext(
            state=self.state,
            in_time=self.lapses_at is None or at < self.lapses_at,
            extended=self.clocks.extended,
            may_extend=not self.clocks.extended and at < self.clocks.resolved_by,
            may_reopen=self._may_reopen,
            rated=self._rated,
            dissatisfied_now=level is not None and level.is_dissatisfied,
            reopened=self.reopened,
            wrote_result=self.result is not None and self.result.written_by.id == by,
            alone=self.is_alone,
            rates_main=rates_main,
            steps=len(self.timeline),
        )

    @property
    def is_alone(self) -> bool:
        """No other citizen relies on it."""
        return self.supporters == 0 and not self.relied_on_by

    def rating_at(self, step: TimelineEntry) -> Rating | None:
        """The rating that its citizen gave by ``step``."""
        return next((each for each in self.ratings if each.command_id == step.command_id), None)

    @property
    def _rated(self) -> bool:
        """Whether the present result is rated."""
        results = sum(entry.action is Action.APPROVE for entry in self.timeline)
        return len(self.ratings) >= results > 0

    @property
    def _may_reopen(self) -> bool:
        return self._rated and not self.reopened and Satisfaction(self.ratings[-1].level).is_dissatisfied

    @property
    def urgent(self) -> bool:
        """It stands before all others in the queue."""
        return self.state is State.WAITING_TRIAGE and self.clocks.urgent

    @property
    def promised_received_by(self) -> datetime | None:
        """When somebody will have read it, while its citizen waits for that."""
        waits = self.state is State.WAITING_TRIAGE and self.clocks.received_at is None
        return self.clocks.received_by if waits else None

    @property
    def promised_resolved_by(self) -> datetime | None:
        return promised_by(self.state, self.clocks.resolved_by)

    @property
    def due_at(self) -> datetime:
        """When the clock that runs has run out, or the one that ran last would have."""
        return self.clocks.received_by if self.state is State.WAITING_TRIAGE else self.clocks.resolved_by

    @property
    def reopen_until(self) -> datetime:
        """The end of the time in which its citizen may reopen it, if it is resolved."""
        return (self.clocks.resolved_at or self.arrived_at) + REOPEN_DAYS

    @property
    def lapses_at(self) -> datetime | None:
        """When the system goes on by itself: closes it, or refuses it for want of an answer."""
        if self.state is State.RESOLVED:
            return self.reopen_until
        return self.answer_until

    @property
    def answer_until(self) -> datetime | None:
        """The end of the time in which its citizen may answer what was asked of them."""
        return self.changed_at + ANSWER_DAYS if self.state is State.WAITING_INFORMATION else None

    @property
    def is_published(self) -> bool:
        """Whether an approver has decided so; whether the public sees it depends on the state, too."""
        return self.publication is not None

    @property
    def lacks_publication(self) -> bool:
        """Nothing is shown to everybody, or not the result that there is."""
        has_result = self.result is not None and self.result.approved_at is not None
        return self.publication is None or (has_result and self.publication.shown.result is None)

    @property
    def public_group(self) -> PublicGroup | None:
        """Where the public finds it; ``None`` for what it does not see."""
        return PUBLIC_GROUPS.get(self.state) if self.publication else None

    @property
    def asked(self) -> str | None:
        """What a coordinator has asked and the citizen has not answered."""
        return self.timeline[-1].text if self.state is State.WAITING_INFORMATION else None

    def all_attachments(self) -> tuple[Attachment, ...]:
        noted = (attachment for entry in self.timeline for attachment in entry.attachments)
        return tuple(dict.fromkeys((*self.attachments, *noted)))

    def steps_since(self, seen: int, by: Party) -> list[TimelineEntry]:
        """Those after the version ``seen``, as far as ``by`` sees them."""
        return [
            entry
            for entry in self.timeline
            if entry.version > seen and (by.kind != "citizen" or CITIZEN_SEES[entry.action] is not Shown.NOTHING)
        ]

    def changed_since(self, seen: int, by: Party) -> bool:
        """Whether somebody else has taken a step after the version ``seen``, or there never was such a version."""
        return seen > self.version or any(entry.by.id != by.id for entry in self.steps_since(seen, by))

    def take(
        self,
        transition: Transition,
        act: Act,
        data: StepData,
        times: HandlingTable,
        calendar: WorkingCalendar,
    ) -> "Report":
        """Right after the step. Raises ``TooManyFiles``, ``AlreadyAssigned`` or ``OutsideCalendar``."""
        action = transition.action
        if action is Action.ASSIGN and transition.source is transition.target and data.agency_id == self.agency_id:
            raise AlreadyAssigned
        if len(self.all_attachments()) + len(data.attachments) > MAX_FILES:
            raise TooManyFiles
        handling_class = data.handling_class or self.handling_class
        clocks = self._clocks_after(action, act, data, handling_class, times, calendar)
        after = replace(
            self,
            version=self.version + 1,
            state=transition.target,
            changed_at=act.at,
            category=data.category or self.category,
            handling_class=handling_class,
            clocks=clocks,
            # What was sent back is no agency's, and what was merged is seen by whoever has the other one.
            agency_id=None if action in (Action.SEND_BACK, Action.MERGE) else data.agency_id or self.agency_id,
            assignee=self._assignee_after(action, data),
            result=self._result_after(action, act, data),
            ratings=(*self.ratings, data.rating) if data.rating else self.ratings,
            merged_into=data.merged_into or self.merged_into,
            publication=self._publication_after(action, data),
            reopened=self.reopened or action is Action.REOPEN,
        )
        entry = TimelineEntry(
            action=action,
            state=after.state,
            version=after.version,
            at=act.at,
            by=act.by,
            command_id=act.command_id,
            fingerprint=act.fingerprint,
            text=data.text,
            reason_code=data.reason_code,
            attachments=tuple(data.attachments),
            agency_id=after.agency_id or self.agency_id,
            resolved_by=clocks.resolved_by,
            assignee=after.assignee,
            category=after.category,
            handling_class=handling_class,
        )
        after = replace(after, timeline=(*self.timeline, entry))
        return replace(after, alert=after._next_alert(calendar))

    def alerted(self, calendar: WorkingCalendar) -> "Report":
        """Right after the waiting alert was given."""
        assert self.alert is not None, "no alert is waiting"
        after = replace(self, version=self.version + 1, given_alerts=(*self.given_alerts, self.alert))
        return replace(after, alert=after._next_alert(calendar))

    def promised_with(self, merged: "Report", calendar: WorkingCalendar) -> "Report":
        """The earlier of both promises holds for who sent either. Raises ``OutsideCalendar``."""
        earlier = merged.clocks.resolved_by
        if self.state not in OPEN or merged.clocks.resolved_at or earlier >= self.clocks.resolved_by:
            return self
        after = replace(self, version=self.version + 1, clocks=replace(self.clocks, resolved_by=earlier))
        return replace(after, alert=after._next_alert(calendar))

    def alerts_that_hold(self) -> tuple[Alert, ...]:
        """Those of the given ones about a moment that is still waited for: the first clock ends when a report is read,
        and both can get another due moment.
        """
        clocks = self.clocks
        read_by = None if clocks.received_at else clocks.received_by
        waited_for = {(Clock.RECEIVE, read_by), (Clock.RESOLVE, clocks.resolved_by)}
        return tuple(alert for alert in self.given_alerts if (alert.clock, alert.due_at) in waited_for)

    def shows(self, shown: PublicText | None) -> bool:
        """Whether everybody sees just ``shown``, or nothing."""
        return (self.publication.shown if self.publication else None) == shown

    def published(self, shown: PublicText, category: Category, by: Party, at: datetime) -> "Report":
        """Everybody sees ``shown`` from now on. Raises ``PublicationRefused``."""
        if shown.result is not None and (self.result is None or self.result.approved_at is None):
            raise PublicationRefused(PublicationRefusal.RESULT_NOT_APPROVED)
        self._check_publication(shown, category, self.state, with_approval=False)
        version = self.version + 1
        return replace(self, version=version, publication=Publication(shown, by, at, version))

    def published_with_approval(
        self, shown: PublicText | None, category: Category, by: Party, at: datetime
    ) -> Publication | None:
        """What the approval of the result shows to everybody; ``None`` where the result is for its citizen alone, which
        it cannot be where everybody follows the report already. Raises ``PublicationRefused``.
        """
        if shown is None:
            if self.is_published:
                raise PublicationRefused(PublicationRefusal.RESULT_NOT_DECIDED)
            return None
        self._check_publication(shown, category, State.RESOLVED, with_approval=True)
        return Publication(shown, by, at)

    def taken_off(self, by: Party, at: datetime) -> "Report":
        """No longer shown to everybody."""
        version = self.version + 1
        return replace(self, version=version, publication=None, taken_off_by=TakenOff(by, at, version))

    def _check_publication(self, shown: PublicText, category: Category, state: State, *, with_approval: bool) -> None:
        files = [file.id for file in self.all_attachments()]
        check_publication(
            shown, category, state, may_publish=self.may_publish, with_approval=with_approval, files=files
        )

    def _clocks_after(
        self,
        action: Action,
        act: Act,
        data: StepData,
        handling_class: HandlingClass,
        times: HandlingTable,
        calendar: WorkingCalendar,
    ) -> Clocks:
        clocks = self.clocks.read_by_staff(act.at) if act.by.kind == "staff" else self.clocks
        if handling_class is not self.handling_class:
            clocks = clocks.reclassified(times[handling_class], calendar)
        if action is Action.ASK:
            return clocks.paused(act.at)
        if action is Action.ANSWER:
            return clocks.resumed(act.at, calendar)
        if action is Action.EXTEND and data.resolved_by:
            return clocks.extended_to(data.resolved_by)
        if action is Action.APPROVE:
            return clocks.resolved(act.at)
        if action is Action.REOPEN:
            return clocks.reopened(act.at, times[handling_class], calendar)
        return clocks

    def stays_as_it_is(self, action: Action, data: StepData) -> bool:
        """Whether it would only be given to whom it is given already, or classified as it is: no step that colleagues
        need to see.
        """
        same = {
            Action.ASSIGN_OFFICER: (data.assignee and data.assignee.id) == (self.assignee and self.assignee.id),
            Action.RECLASSIFY: data.category in (None, self.category)
            and data.handling_class in (None, self.handling_class),
        }
        return same.get(action, False) and data.text is None

    def _assignee_after(self, action: Action, data: StepData) -> Assignee | None:
        """It stays with the same officer as long as it stays with the same agency."""
        if action is Action.ASSIGN_OFFICER:
            return data.assignee
        return None if action in (Action.ASSIGN, Action.SEND_BACK, Action.MERGE) else self.assignee

    def _publication_after(self, action: Action, data: StepData) -> Publication | None:
        if data.publication:
            return replace(data.publication, version=self.version + 1)
        if self.publication is None or data.category not in (None, self.category):
            return None  # what may be shown was decided for the category of then
        if action is Action.REOPEN and data.guarded:
            return None
        if action is Action.REOPEN:  # the result that the citizen did not accept is nobody's to read any more
            return replace(self.publication, shown=replace(self.publication.shown, result=None))
        return self.publication

    def _result_after(self, action: Action, act: Act, data: StepData) -> Reply | None:
        if action is Action.SUBMIT_RESULT:
            return Reply(data.text or "", tuple(data.attachments), act.by, act.at)
        if action is Action.APPROVE and self.result:
            return self.result.approved(act)
        if action in (Action.REJECT_RESULT, Action.REOPEN):
            return None
        return self.result

    def _next_alert(self, calendar: WorkingCalendar) -> Alert | None:
        clocks, running = self.clocks, []
        if self.state is State.WAITING_TRIAGE and clocks.received_at is None:
            always = clocks.always or clocks.receive_always
            running.append(RunningClock(Clock.RECEIVE, clocks.started_at, clocks.received_by, always))
        if self.state in RUNNING:
            running.append(
                RunningClock(Clock.RESOLVE, clocks.started_at, clocks.resolved_by, clocks.always, clocks.stood_still)
            )
        return next_alert(running, self.given_alerts, calendar)


@dataclass(frozen=True)
class NewReport:
    """What a citizen sends, checked."""

    title: str
    description: str
    category: str
    handling_class: HandlingClass
    place: Place
    anonymous: bool
    hidden_from_agency: bool
    may_publish: bool
    attachments: tuple[Attachment, ...]
    flags: tuple[Flag, ...]
    source_app: str = "mini_app"


def new_report(
    sent: NewReport,
    transition: Transition,
    *,
    report_id: str,
    code: str,
    citizen_id: str | None,
    declared_at: datetime | None,
    sent_at: datetime,
    act: Act,
    times: HandlingTable,
    calendar: WorkingCalendar,
) -> Report:
    """A report right after it was sent. What is an emergency by its words is read as one, until an officer says what it
    is. Its clocks start when send was pressed, unless the telephone had no network for so long that an alert would be
    due on arrival: then they start on arrival. Raises ``OutsideCalendar``.
    """
    may_be_emergency = Flag.EMERGENCY_WORDS in sent.flags
    receive = times[HandlingClass.EMERGENCY].receive if may_be_emergency else None

    def start(at: datetime) -> Clocks:
        return Clocks.start(at, times[sent.handling_class], calendar, receive=receive)

    blank = Report(
        id=report_id,
        version=0,
        code=code,
        citizen_id=citizen_id,
        source_app=sent.source_app,
        title=sent.title,
        description=sent.description,
        category=sent.category,
        handling_class=sent.handling_class,
        place=sent.place,
        anonymous=sent.anonymous,
        hidden_from_agency=sent.hidden_from_agency,
        may_publish=sent.may_publish,
        declared_at=declared_at,
        sent_at=sent_at,
        arrived_at=act.at,
        changed_at=act.at,
        state=State.WAITING_TRIAGE,
        clocks=start(sent_at),
        attachments=sent.attachments,
        flags=sent.flags,
    )
    report = blank.take(transition, act, StepData(), times, calendar)
    if sent_at < act.at and report.alert is not None and report.alert.at <= act.at:
        return replace(blank, clocks=start(act.at)).take(transition, act, StepData(), times, calendar)
    return report


class Shown(StrEnum):
    """How much of a step its citizen sees."""

    WHOLE = "whole"
    STEP = "step"
    """They see that it was taken, and not what officers wrote to one another."""
    NOTHING = "nothing"


CITIZEN_SEES: Mapping[Action, Shown] = {
    Action.SEND: Shown.WHOLE,
    Action.ACCEPT: Shown.STEP,
    Action.ASK: Shown.WHOLE,
    Action.ANSWER: Shown.WHOLE,
    Action.REFUSE: Shown.WHOLE,
    Action.REFER: Shown.WHOLE,
    Action.MERGE: Shown.STEP,
    Action.WITHDRAW: Shown.WHOLE,
    Action.ASSIGN: Shown.STEP,
    Action.ASSIGN_OFFICER: Shown.NOTHING,
    Action.RECLASSIFY: Shown.NOTHING,
    Action.START: Shown.STEP,
    Action.SEND_BACK: Shown.STEP,
    Action.NOTE_PROGRESS: Shown.WHOLE,
    Action.EXTEND: Shown.WHOLE,
    Action.SUBMIT_RESULT: Shown.NOTHING,
    Action.APPROVE: Shown.STEP,
    Action.REJECT_RESULT: Shown.NOTHING,
    Action.RATE: Shown.WHOLE,
    Action.REOPEN: Shown.WHOLE,
    Action.CLOSE: Shown.STEP,
}
"""The result itself stands beside the timeline, once it is approved."""
