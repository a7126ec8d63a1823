"""``bill.events.v1``: dues and fees that a citizen may pay, before and after."""

from collections.abc import Mapping
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


class BillMilestone(StrEnum):
    ISSUED = "bill_issued"
    DUE_SOON = "bill_due_soon"
    PARTLY_PAID = "bill_partly_paid"
    PAID = "bill_paid"
    CANCELLED = "bill_cancelled"


EVENT_MILESTONES: Mapping[str, str | SuppressedReason] = {
    "vn.quangngai.bill.issued.v1": BillMilestone.ISSUED,
    "vn.quangngai.bill.due_soon.v1": BillMilestone.DUE_SOON,
    "vn.quangngai.bill.partly_paid.v1": BillMilestone.PARTLY_PAID,
    # The other guardian, too, learns that nothing is left to pay.
    "vn.quangngai.bill.paid.v1": BillMilestone.PAID,
    "vn.quangngai.bill.cancelled.v1": BillMilestone.CANCELLED,
}

PUSH_POLICY: Mapping[str, Push] = {
    BillMilestone.ISSUED: Push(Purpose.PAYMENTS, Urgency.LOW),
    BillMilestone.DUE_SOON: Push(Purpose.PAYMENTS, Urgency.NORMAL),
    BillMilestone.PARTLY_PAID: Push(Purpose.PAYMENTS, Urgency.NORMAL),
    BillMilestone.PAID: Push(Purpose.PAYMENTS, Urgency.NORMAL),
    BillMilestone.CANCELLED: Push(Purpose.PAYMENTS, Urgency.LOW),
}


class BillData(BaseModel):
    """The members of ``data`` that are used; others are ignored, so that events may grow."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    citizen_id: CitizenId | None
    """``None``: no guardian is known yet."""
    code: Text
    title: Text
    payee_id: AgencyId
    payee_name: Text
    amount: Amount
    received: Amount | None = None
    reason: LongText | None = None
    due_at: EventMoment | None = None
    occurred_at: EventMoment


VALUES: Mapping[str, TemplateValue[BillData]] = {
    "bill_code": TemplateValue(ValueType.CODE, lambda data: data.code),
    "bill_title": TemplateValue(ValueType.TEXT, lambda data: data.title),
    "payee_name": TemplateValue(ValueType.TEXT, lambda data: data.payee_name),
    "amount": TemplateValue(ValueType.MONEY, lambda data: data.amount, optional=True),
    "received": TemplateValue(ValueType.MONEY, lambda data: data.received, optional=True),
    "reason": TemplateValue(ValueType.TEXT, lambda data: data.reason, optional=True),
    "due_at": TemplateValue(ValueType.MOMENT, lambda data: data.due_at, optional=True),
    "occurred_at": TemplateValue(ValueType.MOMENT, lambda data: data.occurred_at),
}


def notification(event: Event, milestone: str) -> Notification | None:
    data = read(event, BillData)
    if data.citizen_id is None:
        return None  # The school tells them its own way until a guardian is linked.
    return notification_of(event, milestone, data.citizen_id, data.payee_id, template_values(VALUES, data))


SOURCE = EventSource(
    topic="bill.events.v1",
    event_milestones=EVENT_MILESTONES,
    push_policy=PUSH_POLICY,
    values=VALUES,
    notification=notification,
)
