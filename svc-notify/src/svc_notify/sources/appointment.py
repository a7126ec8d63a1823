"""``appointment.events.v1``: what became of a visit that a citizen booked, and the reminder on the day before."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

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


class AppointmentMilestone(StrEnum):
    APPROVED = "appointment_approved"
    REJECTED = "appointment_rejected"
    CANCELLED = "appointment_cancelled"
    REMINDER = "appointment_reminder"


EVENT_MILESTONES: Mapping[str, str | SuppressedReason] = {
    "vn.quangngai.appointment.requested.v1": SuppressedReason.OWN_ACT,
    "vn.quangngai.appointment.approved.v1": AppointmentMilestone.APPROVED,
    "vn.quangngai.appointment.rejected.v1": AppointmentMilestone.REJECTED,
    # As with a withdrawn dossier: whoever did not do it must learn of it.
    "vn.quangngai.appointment.cancelled.v1": AppointmentMilestone.CANCELLED,
    "vn.quangngai.appointment.reminder_due.v1": AppointmentMilestone.REMINDER,
}

PUSH_POLICY: Mapping[str, Push] = {
    milestone: Push(Purpose.APPOINTMENTS, Urgency.NORMAL) for milestone in AppointmentMilestone
}


class AppointmentData(BaseModel):
    """The members of ``data`` that are used; others are ignored, so that events may grow."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    citizen_id: CitizenId
    office_id: AgencyId | None = None
    office_name: Text
    procedure_name: Text
    starts_at: EventMoment
    number: Annotated[int, Field(ge=1, le=100_000)]
    reason: LongText | None = None


VALUES: Mapping[str, TemplateValue[AppointmentData]] = {
    "office_name": TemplateValue(ValueType.TEXT, lambda data: data.office_name),
    "procedure_name": TemplateValue(ValueType.TEXT, lambda data: data.procedure_name),
    "starts_at": TemplateValue(ValueType.MOMENT, lambda data: data.starts_at),
    "queue_number": TemplateValue(ValueType.CODE, lambda data: str(data.number)),
    "reason": TemplateValue(ValueType.TEXT, lambda data: data.reason, optional=True),
}


def notification(event: Event, milestone: str) -> Notification:
    data = read(event, AppointmentData)
    return notification_of(event, milestone, data.citizen_id, data.office_id, template_values(VALUES, data))


SOURCE = EventSource(
    topic="appointment.events.v1",
    event_milestones=EVENT_MILESTONES,
    push_policy=PUSH_POLICY,
    values=VALUES,
    notification=notification,
)
