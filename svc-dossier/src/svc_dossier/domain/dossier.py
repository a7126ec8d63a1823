"""The dossier: what it is, and what one step makes of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from svc_dossier.domain.alerts import Alert, AlertKind, next_alert
from svc_dossier.domain.deadlines import ClockPolicy, ProcessingTime, Segment, run_clock
from svc_dossier.domain.events import PAYLOADS, DossierChanged
from svc_dossier.domain.procedure import Agency, Procedure
from svc_dossier.domain.transitions import FINAL, RUNNING, Action, ClockEffect, Edge, Standing, State
from svc_dossier.domain.working_days import WorkingCalendar

MAX_TIMELINE = 200
"""Steps after which a dossier can only be ended: a document is bounded."""


MAX_FILES = 100
"""Files that all papers of a dossier may have together."""


class TimelineFull(Exception):
    """The dossier has had ``MAX_TIMELINE`` steps."""


class TooManyFiles(Exception):
    """The papers would have more than ``MAX_FILES`` files together."""


@dataclass(frozen=True)
class Party:
    """Who took a step."""

    kind: Literal["citizen", "staff"]
    id: str


@dataclass(frozen=True)
class Entry:
    """One line of the timeline: the step, who took it under which command, and the facts right after it.

    ``text`` is what the office or the citizen wrote about it; ``documents`` names the papers asked for or handed in.
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


@dataclass(frozen=True)
class Asked:
    """A paper that the office asks for; ``code`` is the procedure's, or one made for this request."""

    code: str
    name: str
    note: str | None = None


@dataclass(frozen=True)
class File:
    """A stored file as the dossier shows it; ``size`` in bytes."""

    id: str
    name: str
    media_type: str
    size: int


@dataclass(frozen=True)
class Paper:
    """A paper that the citizen handed in: what it is, and its files."""

    code: str
    name: str
    files: tuple[File, ...]
    added_at: datetime


@dataclass(frozen=True)
class Dossier:
    id: str
    version: int
    citizen_id: str
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
    timeline: tuple[Entry, ...]
    accepted_at: datetime | None = None
    code: str | None = None
    due_at: datetime | None = None
    clock: tuple[Segment, ...] = ()
    papers: tuple[Paper, ...] = ()
    asked: tuple[Asked, ...] = ()
    alert: Alert | None = None
    """What the office is to be told next about the due date."""
    told: tuple[Alert, ...] = ()
    """The alerts that were given."""

    def __post_init__(self) -> None:
        if sum(len(paper.files) for paper in self.papers) > MAX_FILES:
            raise TooManyFiles

    @property
    def standing(self) -> Standing:
        postponed = any(entry.action is Action.POSTPONE for entry in self.timeline)
        return Standing(
            self.state,
            accepted=self.accepted_at is not None,
            may_postpone=self.due_at is not None and not postponed,
        )

    @property
    def inbox_at(self) -> datetime:
        """By when it wants attention: its due date, or else since when it waits. The order of an officer's list."""
        return self.due_at or self.changed_at

    @property
    def supplement_sent(self) -> bool:
        """The citizen has answered the request, and the office has not looked yet."""
        return self.state is State.SUPPLEMENT_REQUESTED and self.timeline[-1].action is Action.SUPPLEMENT

    def done_by(self, command_id: str) -> Entry | None:
        """The step that this command has already taken."""
        return next((entry for entry in self.timeline if entry.command_id == command_id), None)

    def take(
        self,
        edge: Edge,
        *,
        at: datetime,
        by: Party,
        command_id: str,
        fingerprint: str,
        calendar: WorkingCalendar,
        text: str | None = None,
        asked: Sequence[Asked] = (),
        handed_in: Sequence[Paper] = (),
        code: str | None = None,
        postponed_to: datetime | None = None,
    ) -> "Dossier":
        """The dossier after ``edge``. Raises ``TimelineFull``, ``TooManyFiles`` or ``OutsideCalendar``."""
        if len(self.timeline) >= MAX_TIMELINE and edge.target not in FINAL:
            raise TimelineFull
        clock = run_clock(
            self.clock,
            edge.clock,
            at,
            edge.action,
            allowed=self.allowed,
            # Time is counted anew only after a supplement; waiting for a payment pauses it.
            policy=self.clock_policy if edge.source is State.SUPPLEMENT_REQUESTED else ClockPolicy.PAUSE,
            calendar=calendar,
            postponed_to=postponed_to,
        )
        due_at = self._due_at(edge, clock)
        entry = Entry(
            action=edge.action,
            state=edge.target,
            version=self.version + 1,
            at=at,
            by=by,
            command_id=command_id,
            fingerprint=fingerprint,
            text=text,
            documents=(*(paper.name for paper in asked), *(paper.name for paper in handed_in)),
            code=code or self.code,
            due_at=due_at,
        )
        return replace(
            self,
            version=entry.version,
            state=entry.state,
            code=entry.code,
            accepted_at=at if edge.clock is ClockEffect.START else self.accepted_at,
            changed_at=at,
            due_at=due_at,
            clock=clock,
            alert=next_alert(clock[-1].start, due_at, self.told, calendar) if edge.target in RUNNING else None,
            papers=(*self.papers, *handed_in),
            asked=tuple(asked) or self.asked,
            timeline=(*self.timeline, entry),
        )

    def alerted(self, at: datetime, calendar: WorkingCalendar) -> "Dossier":
        """The dossier once the office has been told what was to be told at ``at``, and only the latest of it."""
        assert self.alert is not None and self.due_at is not None
        given = replace(self.alert, kind=AlertKind.OVERDUE) if at > self.due_at else self.alert
        told = (*self.told, given)
        following = next_alert(self.clock[-1].start, self.due_at, told, calendar)
        return replace(self, version=self.version + 1, alert=following, told=told)

    def _due_at(self, edge: Edge, clock: Sequence[Segment]) -> datetime | None:
        if edge.clock in (ClockEffect.START, ClockEffect.RESUME, ClockEffect.POSTPONE):
            return clock[-1].due_at
        # Waiting for the citizen, nothing is due; once the work is over, the date stays to be judged by.
        return None if edge.target is State.SUPPLEMENT_REQUESTED else self.due_at


def filed(
    procedure: Procedure,
    agency: Agency,
    *,
    dossier_id: str,
    submission_reference: str,
    citizen_id: str,
    command_id: str,
    fingerprint: str,
    form: Mapping[str, Any],
    papers: tuple[Paper, ...],
    at: datetime,
) -> Dossier:
    """A dossier right after a citizen filed it. It keeps the terms of that version of the ``procedure``."""
    entry = Entry(
        action=Action.SUBMIT,
        state=State.REGISTERED,
        version=1,
        at=at,
        by=Party("citizen", citizen_id),
        command_id=command_id,
        fingerprint=fingerprint,
        documents=tuple(paper.name for paper in papers),
    )
    return Dossier(
        id=dossier_id,
        version=1,
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
        timeline=(entry,),
        papers=papers,
    )


def announce_alert(dossier: Dossier, at: datetime) -> DossierChanged:
    """The payload of the alert that ``dossier`` has just been given."""
    payload = announce(dossier, dossier.told[-1].kind)
    return replace(payload, occurred_at=at, reason=None)


def announce(dossier: Dossier, event: str) -> DossierChanged:
    """The payload of ``event``, which the last step of ``dossier`` caused."""
    entry = dossier.timeline[-1]
    facts: dict[str, Any] = {
        "citizen_id": dossier.citizen_id,
        "procedure_code": dossier.procedure_code,
        "procedure_name": dossier.procedure_name,
        "submission_reference": dossier.submission_reference,
        "code": dossier.code,
        "state": int(dossier.state),
        "agency_id": dossier.agency_id,
        "agency_name": dossier.agency_name,
        "occurred_at": entry.at,
        "due_at": dossier.due_at,
        # What a citizen wrote stays with the dossier: it may name anybody.
        "reason": entry.text if entry.by.kind == "staff" else None,
    }
    if event == "supplement_requested":
        facts["documents"] = list(entry.documents)
    return PAYLOADS[event](**facts)
