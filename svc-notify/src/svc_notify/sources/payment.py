"""``payment.events.v1``: money that an officer looks at, that is to go back to a citizen, or that went back. What was
paid, the bill or the dossier tells."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated

from pydantic import AliasChoices, BaseModel, ConfigDict, Field

from shared.events import Event, EventMoment
from svc_notify.domain.milestones import Push, SuppressedReason
from svc_notify.domain.notification import Notification
from svc_notify.domain.policy import Urgency
from svc_notify.domain.preferences import Purpose
from svc_notify.domain.templates import ValueType
from svc_notify.sources.source import (
    AgencyId,
    Amount,
    CitizenId,
    EventSource,
    LongText,
    TemplateValue,
    Text,
    notification_of,
    read,
    template_values,
)


class PaymentMilestone(StrEnum):
    HELD = "payment_held"
    REFUND_DUE = "payment_refund_due"
    REFUNDED = "payment_refunded"


EVENT_MILESTONES: Mapping[str, str | SuppressedReason] = {
    "vn.quangngai.payment.paid.v1": SuppressedReason.OWN_ACT,
    "vn.quangngai.payment.held.v1": PaymentMilestone.HELD,
    "vn.quangngai.payment.refund_due.v1": PaymentMilestone.REFUND_DUE,
    "vn.quangngai.payment.refunded.v1": PaymentMilestone.REFUNDED,
}

PUSH_POLICY: Mapping[str, Push] = {milestone: Push(Purpose.PAYMENTS, Urgency.NORMAL) for milestone in PaymentMilestone}


class MoneyData(BaseModel):
    """The members of ``data`` that are used; others are ignored, so that events may grow. ``at``: when it came, or went
    back."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    citizen_id: CitizenId
    title: Text
    payee_id: AgencyId
    payee_name: Text
    amount: Amount
    expected: Amount | None = None
    reason: LongText | None = None
    at: Annotated[EventMoment, Field(validation_alias=AliasChoices("received_at", "refunded_at"))]


VALUES: Mapping[str, TemplateValue[MoneyData]] = {
    "bill_title": TemplateValue(ValueType.TEXT, lambda data: data.title),
    "payee_name": TemplateValue(ValueType.TEXT, lambda data: data.payee_name),
    "amount": TemplateValue(ValueType.MONEY, lambda data: data.amount, optional=True),
    "expected": TemplateValue(ValueType.MONEY, lambda data: data.expected, optional=True),
    "reason": TemplateValue(ValueType.TEXT, lambda data: data.reason, optional=True),
    "occurred_at": TemplateValue(ValueType.MOMENT, lambda data: data.at),
}


def notification(event: Event, milestone: str) -> Notification | None:
    if event.data.get("citizen_id") is None:  # money that nobody's name came with may have no payee either
        return None
    data = read(event, MoneyData)
    return notification_of(event, milestone, data.citizen_id, data.payee_id, template_values(VALUES, data))


SOURCE = EventSource(
    topic="payment.events.v1",
    event_milestones=EVENT_MILESTONES,
    push_policy=PUSH_POLICY,
    values=VALUES,
    notification=notification,
)
