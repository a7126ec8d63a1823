"""``dossier.events.v1``: what happened to a dossier, as far as a citizen is told of it."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from shared.events import Event, EventMoment
from svc_notify.domain.milestones import Push, Stage, SuppressedReason
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


class DossierMilestone(StrEnum):
    ACKNOWLEDGED = "acknowledged"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    SUPPLEMENT_REQUESTED = "supplement_requested"
    PAYMENT_REQUESTED = "payment_requested"
    WITHDRAWN = "withdrawn"
    STOPPED = "stopped"
    RESULT_READY = "result_ready"
    RETURNED = "returned"
    POSTPONED = "postponed"


EVENT_MILESTONES: Mapping[str, str | SuppressedReason] = {
    "vn.quangngai.dossier.submitted.v1": DossierMilestone.ACKNOWLEDGED,
    "vn.quangngai.dossier.handed_off.v1": SuppressedReason.OWN_ACT,
    "vn.quangngai.dossier.code_entered.v1": SuppressedReason.OWN_ACT,
    # The national portal itself tells the citizen what it asks of them.
    "vn.quangngai.dossier.followed.v1": SuppressedReason.INTERNAL_STEP,
    "vn.quangngai.dossier.rated.v1": SuppressedReason.OWN_ACT,
    "vn.quangngai.dossier.accepted.v1": DossierMilestone.ACCEPTED,
    "vn.quangngai.dossier.refused.v1": DossierMilestone.REFUSED,
    "vn.quangngai.dossier.processing_started.v1": SuppressedReason.INTERNAL_STEP,
    "vn.quangngai.dossier.supplement_requested.v1": DossierMilestone.SUPPLEMENT_REQUESTED,
    "vn.quangngai.dossier.supplemented.v1": SuppressedReason.OWN_ACT,
    "vn.quangngai.dossier.payment_requested.v1": DossierMilestone.PAYMENT_REQUESTED,
    "vn.quangngai.dossier.payment_settled.v1": SuppressedReason.OWN_ACT,
    # The citizen's own act too, but it ends the case: whoever did not do it must learn of it.
    "vn.quangngai.dossier.withdrawn.v1": DossierMilestone.WITHDRAWN,
    "vn.quangngai.dossier.stopped.v1": DossierMilestone.STOPPED,
    "vn.quangngai.dossier.completed.v1": DossierMilestone.RESULT_READY,
    "vn.quangngai.dossier.returned.v1": DossierMilestone.RETURNED,
    "vn.quangngai.dossier.postponed.v1": DossierMilestone.POSTPONED,
    # Said to the office, which can still do something about it.
    "vn.quangngai.dossier.due_soon.v1": SuppressedReason.INTERNAL_STEP,
    "vn.quangngai.dossier.overdue.v1": SuppressedReason.INTERNAL_STEP,
}

PUSH_POLICY: Mapping[str, Push] = {
    DossierMilestone.ACKNOWLEDGED: Push(Purpose.DOSSIERS, Urgency.LOW, Stage.RECEIVED),
    DossierMilestone.ACCEPTED: Push(Purpose.DOSSIERS, Urgency.LOW, Stage.ACCEPTED),
    # The time limit of the dossier is suspended until the citizen acts.
    DossierMilestone.SUPPLEMENT_REQUESTED: Push(Purpose.DOSSIERS, Urgency.NORMAL, Stage.ASKED),
    DossierMilestone.PAYMENT_REQUESTED: Push(Purpose.DOSSIERS, Urgency.NORMAL, Stage.ASKED),
    DossierMilestone.POSTPONED: Push(Purpose.DOSSIERS, Urgency.NORMAL, Stage.POSTPONED),
    DossierMilestone.RESULT_READY: Push(Purpose.DOSSIERS, Urgency.NORMAL, Stage.RESULT_READY),
    DossierMilestone.REFUSED: Push(Purpose.DOSSIERS, Urgency.NORMAL, Stage.ENDED),
    DossierMilestone.STOPPED: Push(Purpose.DOSSIERS, Urgency.NORMAL, Stage.ENDED),
    DossierMilestone.WITHDRAWN: Push(Purpose.DOSSIERS, Urgency.NORMAL, Stage.ENDED),
    # The citizen stands at the counter, the paper in hand.
    DossierMilestone.RETURNED: Push(Purpose.DOSSIERS, Urgency.LOW),
}


RESULT_IN_APP = "tải ngay trong ứng dụng"
"""Where a result is that has files; else its template says where the paper is."""


class FeeItem(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    name: Text


class DossierData(BaseModel):
    """The members of ``data`` that are used; others are ignored, so that events may grow."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    citizen_id: CitizenId | None
    """``None``: submitted on paper, by somebody without an account."""
    procedure_name: Text
    agency_id: AgencyId | None = None
    agency_name: Text
    submission_reference: Text
    code: Text | None = None
    occurred_at: EventMoment
    due_at: EventMoment | None = None
    reason: LongText | None = None
    documents: Annotated[tuple[Text, ...], Field(max_length=100)] | None = None
    items: Annotated[tuple[FeeItem, ...], Field(max_length=100)] | None = None
    """What is to be paid for."""
    amount: Annotated[int, Field(ge=0, le=10**12)] | None = None
    pay_by: EventMoment | None = None
    answer_by: EventMoment | None = None
    result_files: Annotated[int, Field(ge=0, le=1000)] = 0


VALUES: Mapping[str, TemplateValue[DossierData]] = {
    "dossier_code": TemplateValue(ValueType.CODE, lambda data: data.code or data.submission_reference),
    "procedure_name": TemplateValue(ValueType.TEXT, lambda data: data.procedure_name),
    "agency_name": TemplateValue(ValueType.TEXT, lambda data: data.agency_name),
    "occurred_at": TemplateValue(ValueType.MOMENT, lambda data: data.occurred_at),
    "due_at": TemplateValue(ValueType.MOMENT, lambda data: data.due_at, optional=True),
    "reason": TemplateValue(ValueType.TEXT, lambda data: data.reason, optional=True),
    "documents": TemplateValue(ValueType.LIST, lambda data: data.documents, optional=True),
    "fees": TemplateValue(ValueType.TEXT, lambda data: _fees(data), optional=True),
    "pay_by": TemplateValue(ValueType.MOMENT, lambda data: data.pay_by, optional=True),
    "answer_by": TemplateValue(ValueType.MOMENT, lambda data: data.answer_by, optional=True),
    "result_in_app": TemplateValue(
        ValueType.TEXT, lambda data: RESULT_IN_APP if data.result_files else None, optional=True
    ),
    "amount": TemplateValue(ValueType.MONEY, lambda data: data.amount, optional=True),
}


def _fees(data: DossierData) -> str | None:
    """What is to be paid for, as the office named it, and what it wrote beside it."""
    said = [item.name for item in data.items or ()] + ([data.reason] if data.reason else [])
    return "; ".join(said) or None


def notification(event: Event, milestone: str) -> Notification | None:
    data = read(event, DossierData)
    if data.citizen_id is None:
        return None  # The office tells them the way they submitted: on paper.
    return notification_of(event, milestone, data.citizen_id, data.agency_id, template_values(VALUES, data))


SOURCE = EventSource(
    topic="dossier.events.v1",
    event_milestones=EVENT_MILESTONES,
    push_policy=PUSH_POLICY,
    values=VALUES,
    notification=notification,
)
