"""Reports as officers see them: without who sent it, which is another call that is written down."""

from datetime import datetime
from typing import Self

from pydantic import BaseModel, Field

from shared.files.links import Address
from shared.identity import Caller
from shared.offers import Offer
from shared.web import Timestamp
from svc_feedback.api.offers import staff_report_offers
from svc_feedback.api.officers import may_look_at_reporter
from svc_feedback.api.parts import FileRef, Named, PlaceView, ShownFiles, agency_of, category_of, field_of
from svc_feedback.api.reports.responses import RatingView, TimelineRow
from svc_feedback.domain.alerts import Level
from svc_feedback.domain.handling import HandlingClass
from svc_feedback.domain.parties import Assignee
from svc_feedback.domain.publication import Publication
from svc_feedback.domain.reply import Reply
from svc_feedback.domain.report import Report, TimelineEntry
from svc_feedback.domain.report_states import State, is_overdue
from svc_feedback.store.reports import QueueCounts, ReportSummary
from svc_feedback.store.sealed import Contact
from svc_feedback.use_cases.open_report import OpenedReport
from svc_feedback.use_cases.rules import Rules


class FlagView(BaseModel):
    code: str
    label: str


class Officer(BaseModel):
    """Cán bộ, với tên khi được giao việc."""

    id: str
    name: str = Field(description="Trống khi chưa từng đăng nhập")

    @classmethod
    def of(cls, assignee: Assignee | None) -> Self | None:
        return cls(id=assignee.id, name=assignee.name) if assignee else None


class OfficerPage(BaseModel):
    items: list[Officer]
    next: str | None


class StaffReportRow(BaseModel):
    """Một dòng của danh sách việc, đủ để hiển thị."""

    id: str
    code: str
    title: str
    category: Named
    field: Named
    handling_class: HandlingClass
    handling_label: str
    place: PlaceView
    state: State
    state_label: str
    agency: Named | None
    assignee: Officer | None = Field(description="Cán bộ được giao xử lý")
    sent_at: Timestamp
    received_by: Timestamp
    resolved_by: Timestamp
    due_at: Timestamp = Field(description="Hạn đang chạy: tiếp nhận khi chờ tiếp nhận, xử lý ở các bước sau")
    overdue: bool
    urgent: bool = Field(description="Chờ đọc ngay vì khẩn cấp hoặc có dấu hiệu khẩn cấp; đứng đầu danh sách")
    alert: Level | None
    alert_label: str | None
    flags: list[FlagView]
    supporters: int
    reopened: bool
    preview_href: str | None
    thumbnail_link: str | None
    allowed_actions: list[Offer]
    version: int

    @classmethod
    def of(cls, summary: ReportSummary, officer: Caller, address: Address, now: datetime, rules: Rules) -> Self:
        wording = rules.wording
        return cls(
            id=summary.id,
            code=summary.code,
            title=summary.title,
            category=category_of(summary.category, rules),
            field=field_of(summary.category, rules),
            handling_class=summary.handling_class,
            handling_label=rules.class_labels[summary.handling_class],
            place=PlaceView.of(summary.place, rules),
            state=summary.state,
            state_label=wording.report_states[summary.state].label,
            agency=agency_of(summary.agency_id, rules),
            assignee=Officer.of(summary.assignee),
            sent_at=summary.sent_at,
            received_by=summary.received_by,
            resolved_by=summary.resolved_by,
            due_at=summary.due_at,
            overdue=is_overdue(summary.state, summary.due_at, now),
            urgent=summary.urgent,
            alert=summary.alert,
            alert_label=wording.alerts[summary.alert] if summary.alert else None,
            flags=[FlagView(code=flag.value, label=wording.flags[flag]) for flag in summary.flags],
            supporters=summary.supporters,
            reopened=summary.reopened,
            **ShownFiles(f"/v1/staff/reports/{summary.id}", address).preview(summary.preview),
            allowed_actions=staff_report_offers(summary, officer, now, rules),
            version=summary.version,
        )


class StaffReportPage(BaseModel):
    items: list[StaffReportRow]
    next: str | None


class StateCount(BaseModel):
    state: State
    label: str
    count: int


class Counts(BaseModel):
    """Việc đang mở, theo trạng thái."""

    states: list[StateCount]
    overdue: int

    @classmethod
    def of(cls, counts: QueueCounts, rules: Rules) -> Self:
        labels = rules.wording.report_states
        states = [
            StateCount(state=state, label=labels[state].label, count=count)
            for state, count in sorted(counts.by_state.items(), key=lambda item: list(State).index(item[0]))
        ]
        return cls(states=states, overdue=counts.overdue)


class StaffTimelineRow(TimelineRow):
    by_id: str
    by_name: str = Field(description="Tên cán bộ khi thực hiện bước này; trống với người dân, hãy hiển thị by_label")
    assignee: Officer | None = Field(description="Cán bộ được giao xử lý, sau bước này")
    category: Named | None = Field(description="Loại phản ánh sau bước này; null ở những bước cũ chưa ghi")
    handling_class: HandlingClass | None = Field(description="Mức xử lý sau bước này; null ở những bước cũ chưa ghi")
    handling_label: str | None
    reason_code: str | None
    reason_label: str | None
    version: int

    @classmethod
    def of_entry(cls, entry: TimelineEntry, report: Report, shown: ShownFiles, rules: Rules) -> Self:
        row = TimelineRow.of(entry, report, entry.at, shown, rules, whole=True)
        reason = rules.reasons.get(entry.action, {}).get(entry.reason_code or "")
        return cls(
            **dict(row),
            by_id=entry.by.officer_id,
            by_name=entry.by.name,
            assignee=Officer.of(entry.assignee),
            category=category_of(entry.category, rules) if entry.category else None,
            handling_class=entry.handling_class,
            handling_label=rules.class_labels[entry.handling_class] if entry.handling_class else None,
            reason_code=entry.reason_code,
            reason_label=reason.label if reason else None,
            version=entry.version,
        )


class WrittenByOfficer(BaseModel):
    """A result or an answer: one officer writes it, another approves it."""

    text: str
    files: list[FileRef]
    written_by: str
    written_by_name: str
    at: Timestamp
    approved_by: str | None
    approved_by_name: str
    approved_at: Timestamp | None

    @classmethod
    def of(cls, written: Reply, shown: ShownFiles) -> Self:
        return cls(
            text=written.text,
            files=[FileRef.of(file, shown) for file in written.attachments],
            written_by=written.written_by.id,
            written_by_name=written.written_by.name,
            at=written.at,
            approved_by=written.approved_by.id if written.approved_by else None,
            approved_by_name=written.approved_by.name if written.approved_by else "",
            approved_at=written.approved_at,
        )


class StaffResult(WrittenByOfficer): ...


class PublicationView(BaseModel):
    title: str
    text: str
    result: str | None
    file_ids: list[str]
    by: str
    by_name: str
    at: Timestamp

    @classmethod
    def of(cls, publication: Publication) -> Self:
        shown = publication.shown
        return cls(
            title=shown.title,
            text=shown.text,
            result=shown.result,
            file_ids=list(shown.files),
            by=publication.by.id,
            by_name=publication.by.name,
            at=publication.at,
        )


class ReporterView(BaseModel):
    """Danh tính chỉ xem được bằng một yêu cầu riêng; mỗi lần xem đều được ghi nhật ký."""

    label: str
    anonymous: bool
    hidden_from_agency: bool
    href: str | None = Field(description="Nơi xem danh tính, khi cán bộ được xem")


class StaffReport(BaseModel):
    """Phản ánh trên một màn hình của cán bộ, với những thao tác cán bộ này làm được ngay."""

    id: str
    code: str
    title: str
    description: str
    category: Named
    field: Named
    handling_class: HandlingClass
    handling_label: str
    place: PlaceView
    state: State
    state_label: str
    agency: Named | None
    assignee: Officer | None = Field(description="Cán bộ được giao xử lý")
    suggested_agency: Named | None = Field(description="Đơn vị theo quy tắc phân công")
    reporter: ReporterView
    source_app: str
    may_publish: bool
    sent_at: Timestamp
    declared_at: Timestamp | None
    arrived_at: Timestamp
    received_by: Timestamp
    received_at: Timestamp | None
    resolved_by: Timestamp
    resolved_at: Timestamp | None
    overdue: bool
    extended: bool
    alerts: list[str]
    flags: list[FlagView]
    supporters: int
    reopened: bool
    merged_into: str | None
    merged_reports: int = Field(description="Số phản ánh đã gộp vào; danh sách: ?merged_into= với mã của phản ánh này")
    result_readers: str = Field(description="Những ai đọc được kết quả khi kết quả được duyệt")
    files: list[FileRef]
    timeline: list[StaffTimelineRow]
    result: StaffResult | None
    ratings: list[RatingView]
    publication: PublicationView | None
    publication_duty: str
    allowed_actions: list[Offer]
    version: int

    @classmethod
    def of(
        cls,
        opened: OpenedReport,
        merged: int,
        officer: Caller,
        address: Address,
        now: datetime,
        rules: Rules,
    ) -> Self:
        """``merged``: how many follow it."""
        report = opened.report
        base, wording, clocks = f"/v1/staff/reports/{report.id}", rules.wording, report.clocks
        shown = ShownFiles(base, address)
        levels = {level.value: label for level, label in wording.levels.items()}
        return cls(
            id=report.id,
            code=report.code,
            title=report.title,
            description=report.description,
            category=category_of(report.category, rules),
            field=field_of(report.category, rules),
            handling_class=report.handling_class,
            handling_label=rules.class_labels[report.handling_class],
            place=PlaceView.of(report.place, rules),
            state=report.state,
            state_label=wording.report_states[report.state].label,
            agency=agency_of(report.agency_id, rules),
            assignee=Officer.of(report.assignee),
            suggested_agency=agency_of(opened.suggested, rules),
            reporter=_reporter(opened, officer, base, rules),
            source_app=report.source_app,
            may_publish=report.may_publish,
            sent_at=report.sent_at,
            declared_at=report.declared_at,
            arrived_at=report.arrived_at,
            received_by=clocks.received_by,
            received_at=clocks.received_at,
            resolved_by=clocks.resolved_by,
            resolved_at=clocks.resolved_at,
            overdue=is_overdue(report.state, report.due_at, now),
            extended=clocks.extended,
            alerts=[wording.alerts[alert.level] for alert in report.alerts_that_hold()],
            flags=[FlagView(code=flag.value, label=wording.flags[flag]) for flag in report.flags],
            supporters=report.supporters,
            reopened=report.reopened,
            merged_into=report.merged_into,
            merged_reports=merged,
            result_readers=wording.result_read_by(
                0 if rules.category(report.category).about_staff else merged, published=report.is_published
            ),
            files=[FileRef.of(file, shown) for file in report.attachments],
            timeline=[StaffTimelineRow.of_entry(entry, report, shown, rules) for entry in report.timeline],
            result=StaffResult.of(report.result, shown) if report.result else None,
            ratings=[
                RatingView(level=each.level, label=levels[each.level], comment=each.comment, at=each.at)
                for each in report.ratings
            ],
            publication=PublicationView.of(report.publication) if report.publication else None,
            publication_duty=wording.publication_duty,
            allowed_actions=staff_report_offers(report, officer, now, rules),
            version=report.version,
        )


def _reporter(opened: OpenedReport, officer: Caller, base: str, rules: Rules) -> ReporterView:
    report = opened.report
    return ReporterView(
        label=rules.wording.anonymous if report.anonymous else rules.wording.citizen,
        anonymous=report.anonymous,
        hidden_from_agency=report.hidden_from_agency,
        href=f"{base}/reporter" if opened.has_contact and may_look_at_reporter(officer, opened) else None,
    )


class ReporterContact(BaseModel):
    """Người gửi; lần xem này đã được ghi nhật ký."""

    name: str
    phone: str

    @classmethod
    def of(cls, contact: Contact) -> Self:
        return cls(name=contact.name, phone=contact.phone)
