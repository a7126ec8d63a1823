"""Dossiers as officers see them: in lists by the row, in full or masked, and counted."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Self

from pydantic import BaseModel, Field

from shared.files.references import Reference
from shared.offers import Offer
from shared.web import Timestamp
from svc_dossier.api.dossiers.responses import (
    DossierFacts,
    DossierView,
    TimelineRow,
    row_facts,
    timeline_facts,
    view_facts,
)
from svc_dossier.api.notes.responses import NoteRow
from svc_dossier.api.offers import staff_offers
from svc_dossier.api.shown_files import office_files
from svc_dossier.catalogue.labels import PROCEDURE_LABELS
from svc_dossier.catalogue.offices import Offices
from svc_dossier.catalogue.procedure_file import Channel
from svc_dossier.catalogue.wording import Wording
from svc_dossier.domain.deadlines import overdue, time_left, transferred_by
from svc_dossier.domain.dossier import Dossier
from svc_dossier.domain.notes import Note
from svc_dossier.domain.office_calendar import OfficeCalendar
from svc_dossier.domain.transitions import RUNNING, Action, Actor, State
from svc_dossier.store.dossiers import Counts, DossierSummary
from svc_dossier.use_cases.open_form import OpenedDossier


class Applicant(BaseModel):
    """Số định danh và số điện thoại chỉ hiện vài chữ số."""

    name: str
    personal_number: str
    phone: str


class StaffDossierRow(DossierFacts):
    applicant: Applicant
    overdue: bool
    minutes_left: int | None = Field(description="Phút làm việc còn lại; âm khi quá hạn; null khi không tính giờ")
    time_left: str | None = Field(description="Cùng nội dung, để hiển thị")
    transfer_by: Timestamp | None = Field(description="Chậm nhất phải chuyển cho bộ phận chuyên môn")
    assignee: str | None
    assignee_name: str = Field(description="Tên khi được giao; trống khi chưa giao ai")
    allowed_actions: list[Offer]


class StaffDossierPage(BaseModel):
    items: list[StaffDossierRow]
    next: str | None

    @classmethod
    def of(
        cls,
        wording: Wording,
        calendar: OfficeCalendar,
        summaries: Sequence[DossierSummary],
        following: str | None,
        roles: Callable[[str], frozenset[Actor]],
        now: datetime,
    ) -> Self:
        """``roles``: in what roles the officer acts on a dossier of an agency."""
        rows = [
            {
                **row_facts(wording, summary, summary.code),
                "applicant": vars(summary.applicant),
                **_time_facts(wording, calendar, summary.state, summary.due_at, now),
                "transfer_by": transferred_by(summary.state, summary.accepted_at, calendar),
                "assignee": summary.assignee,
                "assignee_name": summary.assignee_name,
                "allowed_actions": staff_offers(wording, summary, roles(summary.agency_id), now),
            }
            for summary in summaries
        ]
        return cls.model_validate({"items": rows, "next": following})


class StaffTimelineRow(TimelineRow):
    by_id: str
    by_name: str = Field(description="Tên cán bộ khi thực hiện bước này; trống với người dân, hãy hiển thị by_label")
    reason_code: str | None


class AssignmentRow(BaseModel):
    officer_id: str | None
    officer_name: str
    by: str
    by_name: str
    at: Timestamp
    version: int
    note: str | None


class ClockSegment(BaseModel):
    start: Timestamp
    stop: Timestamp | None
    reason: str | None
    reason_label: str | None = Field(description="Thao tác đã dừng tính giờ, để hiển thị")
    due_at: Timestamp | None


class StaffDossierView(DossierView):
    timeline: list[StaffTimelineRow]  # type: ignore[assignment]
    applicant: Applicant
    overdue: bool
    minutes_left: int | None = Field(description="Phút làm việc còn lại; âm khi quá hạn; null khi không tính giờ")
    time_left: str | None = Field(description="Cùng nội dung, để hiển thị")
    assignee: str | None
    assignee_name: str
    assignments: list[AssignmentRow]
    notes: list[NoteRow]
    citizen_id: str | None
    channel: Channel
    channel_label: str = Field(description="Cùng nội dung, để hiển thị")
    source_app: str
    clock: list[ClockSegment]
    transfer_by: Timestamp | None = Field(description="Chậm nhất phải chuyển cho bộ phận chuyên môn")
    supplement_by: Timestamp | None = Field(description="Chậm nhất phải yêu cầu bổ sung, nếu hồ sơ chưa đủ")

    @classmethod
    def of(
        cls,
        wording: Wording,
        offices: Offices,
        calendar: OfficeCalendar,
        opened: OpenedDossier,
        actors: frozenset[Actor],
        notes: Sequence[Note],
        reference: Reference,
        now: datetime,
    ) -> Self:
        """The view for an officer who is one of ``actors`` where the dossier is."""
        dossier, shown = opened.dossier, office_files(reference, opened.dossier.id)
        timeline = [
            {
                **timeline_facts(wording, dossier, entry),
                "by_id": entry.by.id,
                "by_name": entry.by.name,
                "reason_code": entry.reason_code,
            }
            for entry in dossier.timeline
        ]
        facts = {
            **view_facts(wording, offices, opened, staff_offers(wording, dossier, actors, now), shown),
            "timeline": timeline,
            "results": [shown.result(file) for file in dossier.results],
            "applicant": vars(opened.applicant),
            **_time_facts(wording, calendar, dossier.state, dossier.due_at, now),
            "assignee": dossier.assignee,
            "assignee_name": dossier.assignee_name,
            "assignments": [vars(assignment) for assignment in dossier.assignments],
            "notes": [vars(note) for note in notes],
            "citizen_id": dossier.citizen_id,
            "channel": dossier.channel.word,
            "channel_label": PROCEDURE_LABELS["channel"][dossier.channel.word],
            "source_app": dossier.source_app,
            "clock": [
                {**vars(segment), "reason_label": wording.actions[Action(segment.reason)] if segment.reason else None}
                for segment in dossier.clock
            ],
            **_step_deadlines(calendar, dossier),
        }
        return cls.model_validate(facts)


class StateCount(BaseModel):
    state: int
    state_label: str
    count: int


class InboxCounts(BaseModel):
    """``due_today``: đến hạn trong hôm nay, chưa quá hạn."""

    open: int
    by_state: list[StateCount]
    due_today: int
    overdue: int
    at: Timestamp

    @classmethod
    def of(cls, wording: Wording, counts: Counts, now: datetime) -> Self:
        return cls(
            open=sum(counts.by_state.values()),
            by_state=[
                StateCount(state=int(state), state_label=wording.labels[state], count=counts.by_state[state])
                for state in State
                if state in counts.by_state
            ],
            due_today=counts.due_today,
            overdue=counts.overdue,
            at=now,
        )


def _time_facts(
    wording: Wording, calendar: OfficeCalendar, state: State, due: datetime | None, now: datetime
) -> Mapping[str, Any]:
    left = time_left(state, due, now, calendar)
    return {
        "overdue": overdue(state, due, now),
        "minutes_left": None if left is None else round(left.total_seconds() / 60),
        "time_left": None if left is None else wording.time_left.said(left, calendar.day_length),
    }


def _step_deadlines(calendar: OfficeCalendar, dossier: Dossier) -> Mapping[str, Any]:
    """The deadlines of the office for the steps that have a time of their own."""
    accepted = dossier.accepted_at
    asked = any(entry.action is Action.REQUEST_SUPPLEMENT for entry in dossier.timeline)
    return {
        "transfer_by": transferred_by(dossier.state, accepted, calendar),
        "supplement_by": calendar.supplement_by(accepted)
        if accepted and dossier.state in RUNNING and not asked
        else None,
    }
