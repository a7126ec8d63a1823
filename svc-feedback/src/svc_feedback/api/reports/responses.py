"""Reports as their citizen sees them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Self

from pydantic import BaseModel, Field

from shared.files.links import Address, open_to_all
from shared.offers import Offer
from shared.rating_levels import RatingLevel
from shared.web import Timestamp
from svc_feedback.api.offers import joined_offers, own_report_offers
from svc_feedback.api.parts import (
    FileRef,
    Named,
    PlaceView,
    ShownFiles,
    agency_of,
    category_of,
    commune_of,
    excerpt_of,
    field_of,
)
from svc_feedback.domain.merging import followed, shared_result
from svc_feedback.domain.rating import Satisfaction
from svc_feedback.domain.report import CITIZEN_SEES, Report, Shown, TimelineEntry
from svc_feedback.domain.report_states import OPEN, Action, State
from svc_feedback.domain.texts import EmergencyNumber, OtherChannel
from svc_feedback.use_cases.check_report import ReportCheck
from svc_feedback.use_cases.find_near_reports import NearReport
from svc_feedback.use_cases.list_joined_reports import JoinedReport
from svc_feedback.use_cases.rules import Rules
from svc_feedback.use_cases.take_report_step import ReportStepTaken


class Emergency(BaseModel):
    """Hiện ngay cho người gửi."""

    text: str
    numbers: list[Named]

    @classmethod
    def of(cls, numbers: Sequence[EmergencyNumber], rules: Rules) -> Self | None:
        if not numbers:
            return None
        named = [Named(code=each.number, name=each.label) for each in numbers]
        return cls(text=rules.wording.call_at_once(numbers), numbers=named)


class OtherChannelView(BaseModel):
    code: str
    title: str
    detail: str

    @classmethod
    def of(cls, channel: OtherChannel | None) -> Self | None:
        return cls(code=channel.code, title=channel.title, detail=channel.detail) if channel else None


class NearView(BaseModel):
    """Một phản ánh gần đây có thể cùng nội dung. Chi tiết chỉ có khi đã được công khai, hoặc khi chính người hỏi đã
    gửi.
    """

    id: str
    distance_metres: int | None
    category: Named
    state_label: str
    sent_at: Timestamp
    supporters: int
    title: str | None
    excerpt: str | None = Field(description="Phần đầu của nội dung đã đăng; null khi chưa đăng")
    preview_href: str | None
    thumbnail_link: str | None
    own: bool = Field(description="Do chính người hỏi gửi: xem lại ở href, không cùng phản ánh")
    href: str | None = Field(description="Nơi xem phản ánh của chính mình; null với phản ánh của người khác")
    support_href: str | None = Field(description="Đường dẫn để cùng phản ánh; null với phản ánh của chính mình")

    @classmethod
    def of(cls, near: NearReport, rules: Rules) -> Self:
        summary, public = near.summary, near.public
        previews = (file.preview for file in public.all_files if file.preview) if public else iter(())
        preview = next(previews, None)
        distance, href = near.near.distance, f"/v1/reports/{summary.id}"
        return cls(
            id=summary.id,
            distance_metres=None if distance is None else round(distance),
            category=category_of(summary.category, rules),
            state_label=rules.wording.report_states[summary.state].label,
            sent_at=summary.sent_at,
            supporters=summary.supporters,
            title=summary.title if near.own else public.title if public else None,
            excerpt=excerpt_of(public.text) if public else None,
            **ShownFiles(f"/v1/public-reports/{summary.id}", open_to_all).preview(preview),
            own=near.own,
            href=href if near.own else None,
            support_href=None if near.own else f"{href}/support",
        )


class CheckView(BaseModel):
    emergency: Emergency | None
    other_channel: OtherChannelView | None
    outside_province: bool
    commune: Named | None
    near: list[NearView]

    @classmethod
    def of(cls, check: ReportCheck, commune: str | None, rules: Rules) -> Self:
        return cls(
            emergency=Emergency.of(check.emergencies, rules),
            other_channel=OtherChannelView.of(check.other_channel),
            outside_province=check.outside_province,
            commune=commune_of(commune, rules),
            near=[NearView.of(near, rules) for near in check.near],
        )


class Receipt(BaseModel):
    """Những điều không đổi về sau, và số điện thoại khẩn cấp nếu cần gọi ngay."""

    id: str
    code: str
    state: State
    state_label: str
    what_next: str
    sent_at: Timestamp
    arrived_at: Timestamp
    received_by: Timestamp
    resolved_by: Timestamp
    emergency: Emergency | None
    version: int

    @classmethod
    def of(cls, report: Report, emergencies: Sequence[EmergencyNumber], rules: Rules) -> Self:
        first = report.timeline[0]
        state = rules.wording.report_states[first.state]
        return cls(
            id=report.id,
            code=report.code,
            state=first.state,
            state_label=state.label,
            what_next=rules.wording.report_next(report, rules.agencies, report.arrived_at)
            if report.version == 1
            else state.label,
            sent_at=report.sent_at,
            arrived_at=report.arrived_at,
            received_by=report.clocks.received_by,
            resolved_by=first.resolved_by or report.clocks.resolved_by,
            emergency=Emergency.of(emergencies, rules),
            version=first.version,
        )


class StepReceipt(BaseModel):
    """Phản ánh ngay sau thao tác."""

    id: str
    code: str
    action: Action
    label: str
    state: State
    state_label: str
    at: Timestamp
    resolved_by: Timestamp
    version: int

    @classmethod
    def of(cls, step: ReportStepTaken, rules: Rules) -> Self:
        report, entry = step.report, step.entry
        return cls(
            id=report.id,
            code=report.code,
            action=entry.action,
            label=rules.wording.report_actions[entry.action],
            state=entry.state,
            state_label=rules.wording.report_states[entry.state].label,
            at=entry.at,
            resolved_by=entry.resolved_by or report.clocks.resolved_by,
            version=entry.version,
        )


def _what_next(report: Report, main: Report | None, now: datetime, rules: Rules) -> str:
    if main:
        return rules.wording.followed_next(main, may_rate=rules.rates_main(report, main, now))
    return rules.wording.report_next(report, rules.agencies, now)


class OwnReportRow(BaseModel):
    id: str
    code: str
    title: str
    category: Named
    field: Named
    commune: Named | None
    state: State
    state_label: str
    what_next: str
    sent_at: Timestamp
    changed_at: Timestamp
    resolved_by: Timestamp
    promised_resolved_by: Timestamp | None
    supporters: int
    preview_href: str | None
    thumbnail_link: str | None
    allowed_actions: list[Offer]
    version: int

    @classmethod
    def of(cls, report: Report, main: Report | None, now: datetime, address: Address, rules: Rules) -> Self:
        """``main`` is the report that this one was merged into."""
        preview = next((file.preview for file in report.attachments if file.preview), None)
        return cls(
            id=report.id,
            code=report.code,
            title=report.title,
            category=category_of(report.category, rules),
            field=field_of(report.category, rules),
            commune=commune_of(report.place.commune, rules),
            state=report.state,
            state_label=rules.wording.report_states[report.state].label,
            what_next=_what_next(report, main, now, rules),
            sent_at=report.sent_at,
            changed_at=report.changed_at,
            resolved_by=report.clocks.resolved_by,
            promised_resolved_by=(main or report).promised_resolved_by,
            supporters=report.supporters,
            **ShownFiles(f"/v1/reports/{report.id}", address).preview(preview),
            allowed_actions=own_report_offers(report, now, rules, main),
            version=report.version,
        )


class OwnReportPage(BaseModel):
    items: list[OwnReportRow]
    next: str | None


class TimelineRow(BaseModel):
    at: Timestamp
    action: Action
    label: str
    state: State
    state_label: str
    by: str = Field(description="citizen, staff hoặc system")
    by_label: str
    text: str | None
    agency: Named | None
    files: list[FileRef]
    resolved_by: Timestamp | None
    rating: RatingLevel | None = Field(description="Mức hài lòng mà người gửi đã chọn ở bước này")

    @classmethod
    def of(
        cls, entry: TimelineEntry, report: Report, sent_at: datetime, shown: ShownFiles, rules: Rules, *, whole: bool
    ) -> Self:
        """A citizen sent it when they pressed send, whenever it arrived."""
        rating = report.rating_at(entry)
        return cls(
            at=sent_at if entry.action is Action.SEND else entry.at,
            action=entry.action,
            label=rules.wording.report_actions[entry.action],
            state=entry.state,
            state_label=rules.wording.report_states[entry.state].label,
            by=entry.by.kind,
            by_label=rules.wording.parties[entry.by.kind],
            text=entry.text if whole else None,
            agency=agency_of(entry.agency_id, rules),
            files=[FileRef.of(file, shown) for file in entry.attachments] if whole else [],
            resolved_by=entry.resolved_by,
            rating=RatingLevel(level=rating.level, label=rules.wording.levels[Satisfaction(rating.level)])
            if rating
            else None,
        )


class ResultView(BaseModel):
    text: str
    files: list[FileRef]
    approved_at: Timestamp


class FollowedView(BaseModel):
    """Phản ánh chính mà phản ánh của tôi được gộp vào: không có mã, nội dung và người gửi của phản ánh đó."""

    state_label: str
    resolved_at: Timestamp | None
    result: str | None = Field(description="Kết quả đã được duyệt")
    files: list[FileRef] = Field(description="Ảnh của kết quả đã được duyệt")

    @classmethod
    def of(cls, main: Report, shown: ShownFiles, rules: Rules) -> Self:
        result = shared_result(main, about_staff=rules.category(main.category).about_staff)
        return cls(
            state_label=rules.wording.report_states[main.state].label,
            resolved_at=main.clocks.resolved_at,
            result=result.text if result else None,
            files=[FileRef.of(file, shown) for file in result.attachments] if result else [],
        )


class RatingView(BaseModel):
    level: int
    label: str
    comment: str | None
    at: Timestamp


class OwnReport(BaseModel):
    """Phản ánh của tôi trên một màn hình: nội dung, diễn biến, kết quả, và những gì làm được tiếp."""

    id: str
    code: str
    title: str
    description: str
    category: Named
    field: Named
    place: PlaceView
    state: State
    state_label: str
    what_next: str
    emergency: Emergency | None
    asked: str | None = Field(description="Câu hỏi của trung tâm điều phối đang chờ trả lời")
    agency: Named | None
    anonymous: bool
    hidden_from_agency: bool
    may_publish: bool
    published: bool
    sent_at: Timestamp
    received_by: Timestamp
    received_at: Timestamp | None
    promised_received_by: Timestamp | None
    resolved_by: Timestamp
    resolved_at: Timestamp | None
    promised_resolved_by: Timestamp | None
    reopen_until: Timestamp | None
    answer_until: Timestamp | None
    supporters: int
    files: list[FileRef]
    timeline: list[TimelineRow]
    result: ResultView | None
    followed: FollowedView | None
    rating: RatingView | None
    rating_levels: list[RatingLevel]
    allowed_actions: list[Offer]
    version: int

    @classmethod
    def of(cls, report: Report, main: Report | None, now: datetime, address: Address, rules: Rules) -> Self:
        """``main`` is the report that this one was merged into."""
        base, wording, clocks = f"/v1/reports/{report.id}", rules.wording, report.clocks
        result, rated = report.result, report.ratings[-1] if report.ratings else None
        approved = result is not None and result.approved_at is not None
        shown = ShownFiles(base, address)
        return cls(
            id=report.id,
            code=report.code,
            title=report.title,
            description=report.description,
            category=category_of(report.category, rules),
            field=field_of(report.category, rules),
            place=PlaceView.of(report.place, rules),
            state=report.state,
            state_label=wording.report_states[report.state].label,
            what_next=_what_next(report, main, now, rules),
            emergency=Emergency.of(_whom_to_call(report, rules), rules),
            asked=report.asked,
            agency=agency_of(_agency_id(main, rules) if main else report.agency_id, rules),
            anonymous=report.anonymous,
            hidden_from_agency=report.hidden_from_agency,
            may_publish=report.may_publish,
            published=report.public_group is not None,
            sent_at=report.sent_at,
            received_by=clocks.received_by,
            received_at=clocks.received_at,
            promised_received_by=report.promised_received_by,
            resolved_by=clocks.resolved_by,
            resolved_at=clocks.resolved_at,
            promised_resolved_by=(main or report).promised_resolved_by,
            reopen_until=report.reopen_until if report.state is State.RESOLVED else None,
            answer_until=report.answer_until,
            supporters=report.supporters,
            files=[FileRef.of(file, shown) for file in report.attachments],
            timeline=[
                TimelineRow.of(
                    entry, report, report.sent_at, shown, rules, whole=CITIZEN_SEES[entry.action] is Shown.WHOLE
                )
                for entry in report.timeline
                if CITIZEN_SEES[entry.action] is not Shown.NOTHING
            ],
            result=ResultView(
                text=result.text,
                files=[FileRef.of(file, shown) for file in result.attachments],
                approved_at=result.approved_at,
            )
            if result and approved and result.approved_at
            else None,
            followed=FollowedView.of(main, shown, rules) if main else None,
            rating=RatingView(
                level=rated.level,
                label=wording.levels[Satisfaction(rated.level)],
                comment=rated.comment,
                at=rated.at,
            )
            if rated
            else None,
            rating_levels=RatingLevel.all_of(wording.levels),
            allowed_actions=own_report_offers(report, now, rules, main),
            version=report.version,
        )


def _agency_id(main: Report, rules: Rules) -> str | None:
    """The agency of the other report, unless its category is private: what it was classified as since may say something
    of a person, and the agency tells it.
    """
    return None if rules.category(main.category).private else main.agency_id


def _whom_to_call(report: Report, rules: Rules) -> Sequence[EmergencyNumber]:
    """Its words tell until an officer has read them, then its class as long as it goes on."""
    if report.state not in OPEN:
        return ()
    texts = () if report.clocks.received_at else (report.title, report.description)
    return rules.whom_to_call(texts, report.handling_class)


class JoinedReportRow(BaseModel):
    """Phản ánh của người khác mà tôi đã cùng phản ánh: không có mã, lời kể và người gửi của phản ánh đó."""

    report_id: str
    title: str | None = Field(description="Tiêu đề khi đã được công khai; null khi chưa")
    category: Named
    commune: Named | None
    agency: Named | None
    state: State
    state_label: str
    what_next: str
    joined_at: Timestamp
    resolved_by: Timestamp
    promised_resolved_by: Timestamp | None
    supporters: int
    published: bool
    allowed_actions: list[Offer]

    @classmethod
    def of(cls, joined: JoinedReport, rules: Rules) -> Self:
        """Says what it was about when they joined: as what it was classified since may say something of a person."""
        support, summary, public = joined.support, joined.summary, joined.public
        agency_id = None if rules.category(summary.category).private else summary.agency_id
        return cls(
            report_id=summary.id,
            title=public.title if public else None,
            category=category_of(support.category, rules),
            commune=commune_of(support.commune, rules),
            agency=agency_of(agency_id, rules),
            state=summary.state,
            state_label=rules.wording.report_states[summary.state].label,
            what_next=rules.wording.joined[followed(summary.state)],
            joined_at=support.at,
            resolved_by=summary.resolved_by,
            promised_resolved_by=summary.promised_resolved_by,
            supporters=summary.supporters,
            published=public is not None,
            allowed_actions=joined_offers(summary.id, rules),
        )


class JoinedReportPage(BaseModel):
    items: list[JoinedReportRow]
    next: str | None


class SupportView(BaseModel):
    """Đã cùng phản ánh; ``supporters`` là số người cùng phản ánh."""

    report_id: str
    supporters: int
    what_next: str
