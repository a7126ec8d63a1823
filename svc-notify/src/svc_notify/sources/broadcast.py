"""Broadcasts: no event leads to them, officers write them (``domain/broadcast.py``)."""

from collections.abc import Mapping
from enum import StrEnum

from svc_notify.domain.broadcast import Broadcast, BroadcastKind
from svc_notify.domain.milestones import Push
from svc_notify.domain.policy import Urgency
from svc_notify.domain.preferences import Purpose
from svc_notify.domain.templates import ValueType
from svc_notify.sources.source import EventSource, TemplateValue


class BroadcastMilestone(StrEnum):
    PUBLIC_WARNING = "public_warning"
    PUBLIC_NOTICE = "public_notice"


MILESTONES: Mapping[BroadcastKind, BroadcastMilestone] = {
    BroadcastKind.WARNING: BroadcastMilestone.PUBLIC_WARNING,
    BroadcastKind.NOTICE: BroadcastMilestone.PUBLIC_NOTICE,
}

PUSH_POLICY: Mapping[str, Push] = {
    BroadcastMilestone.PUBLIC_WARNING: Push(Purpose.WARNINGS, Urgency.URGENT),
    BroadcastMilestone.PUBLIC_NOTICE: Push(Purpose.NEWS, Urgency.LOW),
}

VALUES: Mapping[str, TemplateValue[Broadcast]] = {
    "issuer": TemplateValue(ValueType.TEXT, lambda broadcast: broadcast.content.issuer),
    "subject": TemplateValue(ValueType.TEXT, lambda broadcast: broadcast.content.heading),
    "text": TemplateValue(ValueType.TEXT, lambda broadcast: broadcast.content.wording),
    "occurred_at": TemplateValue(ValueType.MOMENT, lambda broadcast: broadcast.begins_at),
}

SOURCE = EventSource(push_policy=PUSH_POLICY, values=VALUES)
