"""``feedback.events.v1``: reports from the field and questions, as far as a citizen is told of them.

Told of are the entries of public-services 3.4 that a citizen waits for, and each moment that they were promised and
that is another one now; steps inside the agencies are not. A report
about officers is told of by its code and state only: its event names no category and no agency.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from shared.events import Event, EventMoment
from svc_notify.domain.milestones import Push, SuppressedReason
from svc_notify.domain.notification import Notification
from svc_notify.domain.policy import Urgency
from svc_notify.domain.preferences import Purpose
from svc_notify.domain.templates import ValueType
from svc_notify.sources.source import (
    AgencyId,
    CitizenId,
    EventSource,
    LongText,
    TemplateValue,
    Text,
    notification_of,
    read,
    template_values,
)


class FeedbackMilestone(StrEnum):
    RECEIVED = "report_received"
    FORWARDED = "report_forwarded"
    EXTENDED = "report_extended"
    INFORMATION_REQUESTED = "report_information_requested"
    AWAITING_CONFIRMATION = "report_awaiting_confirmation"
    CLOSED = "report_closed"
    CLOSED_DISSATISFIED = "report_closed_dissatisfied"
    REFUSED = "report_refused"
    REFERRED = "report_referred"
    MERGED = "report_merged"
    JOINED_RESOLVED = "report_joined_resolved"
    JOINED_ENDED = "report_joined_ended"
    MERGED_RESOLVED = "report_merged_resolved"
    MERGED_ENDED = "report_merged_ended"
    QUESTION_RECEIVED = "question_received"
    QUESTION_ANSWERED = "question_answered"
    QUESTION_ANSWER_RENEWED = "question_answer_renewed"
    QUESTION_REFUSED = "question_refused"


_PREFIX = "vn.quangngai.feedback."
_MILESTONES = {
    "report_received": FeedbackMilestone.RECEIVED,
    "report_assigned": FeedbackMilestone.FORWARDED,
    "report_extended": FeedbackMilestone.EXTENDED,
    "report_information_requested": FeedbackMilestone.INFORMATION_REQUESTED,
    "report_resolved": FeedbackMilestone.AWAITING_CONFIRMATION,
    "report_closed": FeedbackMilestone.CLOSED,
    "report_closed_dissatisfied": FeedbackMilestone.CLOSED_DISSATISFIED,
    "report_refused": FeedbackMilestone.REFUSED,
    "report_referred": FeedbackMilestone.REFERRED,
    "report_merged": FeedbackMilestone.MERGED,
    "report_joined_resolved": FeedbackMilestone.JOINED_RESOLVED,
    "report_joined_ended": FeedbackMilestone.JOINED_ENDED,
    "report_merged_resolved": FeedbackMilestone.MERGED_RESOLVED,
    "report_merged_ended": FeedbackMilestone.MERGED_ENDED,
    "question_received": FeedbackMilestone.QUESTION_RECEIVED,
    "question_answered": FeedbackMilestone.QUESTION_ANSWERED,
    "question_answer_renewed": FeedbackMilestone.QUESTION_ANSWER_RENEWED,
    "question_refused": FeedbackMilestone.QUESTION_REFUSED,
}
_OWN_ACTS = (
    "report_information_given",
    "report_withdrawn",
    "report_rated",
    "report_reopened",
    "report_joined",
    "question_rated",
)
_INTERNAL_STEPS = (
    "report_accepted",
    "report_officer_assigned",
    "question_officer_assigned",
    "report_reclassified",
    "report_started",
    "report_sent_back",
    "report_progress_noted",
    "report_result_submitted",
    "report_result_rejected",
    "report_published",
    "report_unpublished",
    # Said to the agencies, which can still do something about it.
    "report_due_soon",
    "report_overdue",
    "report_escalated",
    "question_assigned",
    "question_answer_drafted",
    "question_answer_rejected",
    "question_answer_confirmed",
    "question_returned",
    "question_due_soon",
    "question_overdue",
    "question_escalated",
)

EVENT_MILESTONES: Mapping[str, str | SuppressedReason] = {
    **{f"{_PREFIX}{name}.v1": milestone for name, milestone in _MILESTONES.items()},
    **{f"{_PREFIX}{name}.v1": SuppressedReason.OWN_ACT for name in _OWN_ACTS},
    **{f"{_PREFIX}{name}.v1": SuppressedReason.INTERNAL_STEP for name in _INTERNAL_STEPS},
}

_QUIET = (
    FeedbackMilestone.RECEIVED,
    FeedbackMilestone.FORWARDED,
    FeedbackMilestone.CLOSED,
    FeedbackMilestone.CLOSED_DISSATISFIED,
    FeedbackMilestone.MERGED,
    FeedbackMilestone.QUESTION_RECEIVED,
)
"""Nothing is lost when they come a little later."""

PUSH_POLICY: Mapping[str, Push] = {
    milestone: Push(Purpose.FEEDBACK, Urgency.LOW if milestone in _QUIET else Urgency.NORMAL)
    for milestone in FeedbackMilestone
}


class FeedbackData(BaseModel):
    """The members of ``data`` that are used; others are ignored, so that events may grow."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    citizen_id: CitizenId | None
    """``None``: another system sent it."""
    code: Text | None = None
    """``None``: the supporter of somebody else's report has no code."""
    category_name: Text | None = None
    field_name: Text | None = None
    agency_id: AgencyId | None = None
    agency_name: Text | None = None
    occurred_at: EventMoment
    received_by: EventMoment | None = None
    resolved_by: EventMoment | None = None
    answer_by: EventMoment | None = None
    answer_until: EventMoment | None = None
    reopen_until: EventMoment | None = None
    rate_until: EventMoment | None = None
    reason: LongText | None = None

    def still_ahead(self, moment: datetime | None) -> datetime | None:
        """``moment``, where it can still be promised: a report that was sent without a network may come after it."""
        return moment if moment is not None and moment > self.occurred_at else None


VALUES: Mapping[str, TemplateValue[FeedbackData]] = {
    "feedback_code": TemplateValue(ValueType.CODE, lambda data: data.code, optional=True),
    "category_name": TemplateValue(ValueType.TEXT, lambda data: data.category_name, optional=True),
    "field_name": TemplateValue(ValueType.TEXT, lambda data: data.field_name, optional=True),
    "agency_name": TemplateValue(ValueType.TEXT, lambda data: data.agency_name, optional=True),
    "occurred_at": TemplateValue(ValueType.MOMENT, lambda data: data.occurred_at),
    "received_by": TemplateValue(ValueType.MOMENT, lambda data: data.still_ahead(data.received_by), optional=True),
    "resolved_by": TemplateValue(ValueType.MOMENT, lambda data: data.still_ahead(data.resolved_by), optional=True),
    "answer_by": TemplateValue(ValueType.MOMENT, lambda data: data.answer_by, optional=True),
    "answer_until": TemplateValue(ValueType.MOMENT, lambda data: data.answer_until, optional=True),
    "reopen_until": TemplateValue(ValueType.MOMENT, lambda data: data.reopen_until, optional=True),
    "rate_until": TemplateValue(ValueType.MOMENT, lambda data: data.rate_until, optional=True),
    "reason": TemplateValue(ValueType.TEXT, lambda data: data.reason, optional=True),
}


def notification(event: Event, milestone: str) -> Notification | None:
    data = read(event, FeedbackData)
    if data.citizen_id is None:
        return None  # The system that sent it tells its own people.
    return notification_of(event, milestone, data.citizen_id, data.agency_id, template_values(VALUES, data))


SOURCE = EventSource(
    topic="feedback.events.v1",
    event_milestones=EVENT_MILESTONES,
    push_policy=PUSH_POLICY,
    values=VALUES,
    notification=notification,
)
