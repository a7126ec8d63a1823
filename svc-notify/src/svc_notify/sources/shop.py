"""``shop.events.v1``: what the commune decided about a shop, and every change of the account that is paid to."""

from collections.abc import Mapping
from dataclasses import replace
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


class ShopMilestone(StrEnum):
    SUPPLEMENT_REQUESTED = "shop_supplement_requested"
    APPROVED = "shop_approved"
    REJECTED = "shop_rejected"
    SUSPENDED = "shop_suspended"
    RESUMED = "shop_resumed"
    REVOKED = "shop_revoked"
    PAYEE_CHANGE_REQUESTED = "shop_payee_change_requested"
    PAYEE_CHANGED = "shop_payee_changed"
    PAYEE_CHANGE_REJECTED = "shop_payee_change_rejected"


EVENT_MILESTONES: Mapping[str, str | SuppressedReason] = {
    "vn.quangngai.shop.registered.v1": SuppressedReason.OWN_ACT,
    "vn.quangngai.shop.supplemented.v1": SuppressedReason.OWN_ACT,
    "vn.quangngai.shop.supplement_requested.v1": ShopMilestone.SUPPLEMENT_REQUESTED,
    "vn.quangngai.shop.approved.v1": ShopMilestone.APPROVED,
    "vn.quangngai.shop.rejected.v1": ShopMilestone.REJECTED,
    "vn.quangngai.shop.suspended.v1": ShopMilestone.SUSPENDED,
    "vn.quangngai.shop.resumed.v1": ShopMilestone.RESUMED,
    "vn.quangngai.shop.revoked.v1": ShopMilestone.REVOKED,
    # Their own act, or that of whoever took over their account: the owner must learn of it at once.
    "vn.quangngai.shop.payee_change_requested.v1": ShopMilestone.PAYEE_CHANGE_REQUESTED,
    "vn.quangngai.shop.payee_changed.v1": ShopMilestone.PAYEE_CHANGED,
    "vn.quangngai.shop.payee_change_rejected.v1": ShopMilestone.PAYEE_CHANGE_REJECTED,
}

PUSH_POLICY: Mapping[str, Push] = {milestone: Push(Purpose.SHOPS, Urgency.NORMAL) for milestone in ShopMilestone}


class ShopData(BaseModel):
    """The members of ``data`` that are used; others are ignored, so that events may grow.

    ``contact``: the shop's phone, sealed, where that must hear it and not only who holds the owner's account.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)

    citizen_id: CitizenId
    code: Text
    name: Text
    commune: AgencyId
    occurred_at: EventMoment
    reason: LongText | None = None
    contact: Annotated[str, Field(min_length=1, max_length=1_000)] | None = None


VALUES: Mapping[str, TemplateValue[ShopData]] = {
    "shop_code": TemplateValue(ValueType.CODE, lambda data: data.code),
    "shop_name": TemplateValue(ValueType.TEXT, lambda data: data.name),
    "reason": TemplateValue(ValueType.TEXT, lambda data: data.reason, optional=True),
    "occurred_at": TemplateValue(ValueType.MOMENT, lambda data: data.occurred_at),
}


def notification(event: Event, milestone: str) -> Notification:
    data = read(event, ShopData)
    values = template_values(VALUES, data)
    return replace(notification_of(event, milestone, data.citizen_id, data.commune, values), contact=data.contact)


SOURCE = EventSource(
    topic="shop.events.v1",
    event_milestones=EVENT_MILESTONES,
    push_policy=PUSH_POLICY,
    values=VALUES,
    notification=notification,
)
