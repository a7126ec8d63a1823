"""``programme.events.v1``: a programme that a citizen asked to be reminded of begins soon, or has left the guide."""

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict

from shared.events import Event, EventMoment
from svc_notify.domain.milestones import Push, SuppressedReason
from svc_notify.domain.notification import Notification
from svc_notify.domain.policy import Urgency
from svc_notify.domain.preferences import Purpose
from svc_notify.domain.templates import ValueType
from svc_notify.sources.source import (
    CitizenId,
    EventSource,
    TemplateValue,
    Text,
    notification_of,
    read,
    template_values,
)


class ProgrammeMilestone(StrEnum):
    REMINDER = "programme_reminder"
    DROPPED = "programme_dropped"


EVENT_MILESTONES: Mapping[str, str | SuppressedReason] = {
    "vn.quangngai.programme.reminder_due.v1": ProgrammeMilestone.REMINDER,
    "vn.quangngai.programme.reminder_dropped.v1": ProgrammeMilestone.DROPPED,
}

# A pastime is not worth a message that costs.
PUSH_POLICY: Mapping[str, Push] = dict.fromkeys(ProgrammeMilestone, Push(Purpose.PROGRAMMES, Urgency.LOW))


class ProgrammeData(BaseModel):
    """The members of ``data`` that are used; others are ignored, so that events may grow."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    citizen_id: CitizenId
    channel_code: Text
    channel_name: Text
    title: Text
    starts_at: EventMoment


VALUES: Mapping[str, TemplateValue[ProgrammeData]] = {
    "programme": TemplateValue(ValueType.TEXT, lambda data: data.title),
    "channel_name": TemplateValue(ValueType.TEXT, lambda data: data.channel_name),
    "starts_at": TemplateValue(ValueType.MOMENT, lambda data: data.starts_at),
}


def notification(event: Event, milestone: str) -> Notification:
    data = read(event, ProgrammeData)
    reminder = notification_of(event, milestone, data.citizen_id, None, template_values(VALUES, data))
    return replace(reminder, href=f"/v1/tv/channels/{quote(data.channel_code, safe='')}")


SOURCE = EventSource(
    topic="programme.events.v1",
    event_milestones=EVENT_MILESTONES,
    push_policy=PUSH_POLICY,
    values=VALUES,
    notification=notification,
)
