"""``payment.events.v1``: money that went back to a citizen. What was paid, the bill or the dossier tells."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from shared.events import Event
from svc_notify.domain.milestones import Push, SuppressedReason
from svc_notify.domain.notification import Notification
from svc_notify.domain.policy import Urgency
from svc_notify.domain.preferences import Purpose
from svc_notify.domain.templates import ValueType
from svc_notify.sources.source import (
    AgencyId,
    CitizenId,
    EventSource,
    TemplateValue,
    Text,
    notification_of,
    read,
    template_values,
)


class PaymentMilestone(StrEnum):
    REFUNDED = "payment_refunded"


EVENT_MILESTONES: Mapping[str, str | SuppressedReason] = {
    "vn.quangngai.payment.paid.v1": SuppressedReason.OWN_ACT,
    "vn.quangngai.payment.refunded.v1": PaymentMilestone.REFUNDED,
}

PUSH_POLICY: Mapping[str, Push] = {PaymentMilestone.REFUNDED: Push(Purpose.PAYMENTS, Urgency.NORMAL)}


class RefundData(BaseModel):
    """The members of ``data`` that are used; others are ignored, so that events may grow."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    citizen_id: CitizenId | None
    title: Text
    payee_id: AgencyId
    payee_name: Text
    amount: Annotated[int, Field(ge=0, le=10**12)]
    refunded_at: AwareDatetime


VALUES: Mapping[str, TemplateValue[RefundData]] = {
    "bill_title": TemplateValue(ValueType.TEXT, lambda data: data.title),
    "payee_name": TemplateValue(ValueType.TEXT, lambda data: data.payee_name),
    "amount": TemplateValue(ValueType.MONEY, lambda data: data.amount, optional=True),
    "occurred_at": TemplateValue(ValueType.MOMENT, lambda data: data.refunded_at),
}


def notification(event: Event, milestone: str) -> Notification | None:
    data = read(event, RefundData)
    if data.citizen_id is None:
        return None
    return notification_of(event, milestone, data.citizen_id, data.payee_id, template_values(VALUES, data))


SOURCE = EventSource(
    topic="payment.events.v1",
    event_milestones=EVENT_MILESTONES,
    push_policy=PUSH_POLICY,
    values=VALUES,
    notification=notification,
)
