"""Which event tells the citizen something, and why the others do not.

Source: the notices of Thông tư 03/2025/TT-VPCP and the statuses of the National Public Service Portal. A channel
that speaks at every step gets muted, so steps inside the office and the citizen's own acts are left out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from svc_notify.domain.policy import Urgency
from svc_notify.domain.preferences import Purpose


class Milestone(StrEnum):
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
    APPOINTMENT_APPROVED = "appointment_approved"
    APPOINTMENT_REJECTED = "appointment_rejected"
    APPOINTMENT_CANCELLED = "appointment_cancelled"
    APPOINTMENT_REMINDER = "appointment_reminder"
    PUBLIC_WARNING = "public_warning"
    PUBLIC_NOTICE = "public_notice"


BROADCAST = frozenset({Milestone.PUBLIC_WARNING, Milestone.PUBLIC_NOTICE})
"""These follow from no event: officers write them (domain/broadcast.py)."""


class Step(StrEnum):
    """The six milestones of a dossier that are pushed."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    ASKED = "asked"
    POSTPONED = "postponed"
    RESULT_READY = "result_ready"
    ENDED = "ended"


@dataclass(frozen=True)
class Push:
    """How a milestone is pushed; a dossier's without a ``step`` stays in the inbox."""

    purpose: Purpose
    urgency: Urgency
    step: Step | None = None

    @property
    def is_pushed(self) -> bool:
        return self.step is not None or self.purpose is not Purpose.DOSSIERS


PUSHES: Mapping[Milestone, Push] = {
    Milestone.ACKNOWLEDGED: Push(Purpose.DOSSIERS, Urgency.LOW, Step.RECEIVED),
    Milestone.ACCEPTED: Push(Purpose.DOSSIERS, Urgency.LOW, Step.ACCEPTED),
    # The clock of the dossier stands still until the citizen acts.
    Milestone.SUPPLEMENT_REQUESTED: Push(Purpose.DOSSIERS, Urgency.NORMAL, Step.ASKED),
    Milestone.PAYMENT_REQUESTED: Push(Purpose.DOSSIERS, Urgency.NORMAL, Step.ASKED),
    Milestone.POSTPONED: Push(Purpose.DOSSIERS, Urgency.NORMAL, Step.POSTPONED),
    Milestone.RESULT_READY: Push(Purpose.DOSSIERS, Urgency.NORMAL, Step.RESULT_READY),
    Milestone.REFUSED: Push(Purpose.DOSSIERS, Urgency.NORMAL, Step.ENDED),
    Milestone.STOPPED: Push(Purpose.DOSSIERS, Urgency.NORMAL, Step.ENDED),
    Milestone.WITHDRAWN: Push(Purpose.DOSSIERS, Urgency.NORMAL, Step.ENDED),
    # The citizen stands at the counter, the paper in hand.
    Milestone.RETURNED: Push(Purpose.DOSSIERS, Urgency.LOW),
    Milestone.APPOINTMENT_APPROVED: Push(Purpose.APPOINTMENTS, Urgency.NORMAL),
    Milestone.APPOINTMENT_REJECTED: Push(Purpose.APPOINTMENTS, Urgency.NORMAL),
    Milestone.APPOINTMENT_CANCELLED: Push(Purpose.APPOINTMENTS, Urgency.NORMAL),
    Milestone.APPOINTMENT_REMINDER: Push(Purpose.APPOINTMENTS, Urgency.NORMAL),
    Milestone.PUBLIC_WARNING: Push(Purpose.WARNINGS, Urgency.URGENT),
    Milestone.PUBLIC_NOTICE: Push(Purpose.NEWS, Urgency.LOW),
}


class NotTold(StrEnum):
    """Why an event makes no message."""

    INTERNAL_STEP = "internal_step"
    OWN_ACT = "own_act"

    @property
    def explanation(self) -> str:
        return _NOT_TOLD[self]


_NOT_TOLD = {
    NotTold.INTERNAL_STEP: "Bước xử lý nội bộ của cơ quan; người dân xem được trong tiến trình hồ sơ.",
    NotTold.OWN_ACT: "Việc do chính người dân vừa thực hiện; ứng dụng đã xác nhận ngay trên màn hình.",
}

TELLING: Mapping[str, Milestone | NotTold] = {
    "vn.quangngai.dossier.submitted.v1": Milestone.ACKNOWLEDGED,
    "vn.quangngai.dossier.handed_off.v1": NotTold.OWN_ACT,
    "vn.quangngai.dossier.code_entered.v1": NotTold.OWN_ACT,
    # The national portal itself tells the citizen what it asks of them.
    "vn.quangngai.dossier.followed.v1": NotTold.INTERNAL_STEP,
    "vn.quangngai.dossier.rated.v1": NotTold.OWN_ACT,
    "vn.quangngai.dossier.accepted.v1": Milestone.ACCEPTED,
    "vn.quangngai.dossier.refused.v1": Milestone.REFUSED,
    "vn.quangngai.dossier.processing_started.v1": NotTold.INTERNAL_STEP,
    "vn.quangngai.dossier.supplement_requested.v1": Milestone.SUPPLEMENT_REQUESTED,
    "vn.quangngai.dossier.supplemented.v1": NotTold.OWN_ACT,
    "vn.quangngai.dossier.payment_requested.v1": Milestone.PAYMENT_REQUESTED,
    "vn.quangngai.dossier.payment_settled.v1": NotTold.OWN_ACT,
    # The citizen's own act too, but it ends the case: whoever did not do it must learn of it.
    "vn.quangngai.dossier.withdrawn.v1": Milestone.WITHDRAWN,
    "vn.quangngai.dossier.stopped.v1": Milestone.STOPPED,
    "vn.quangngai.dossier.completed.v1": Milestone.RESULT_READY,
    "vn.quangngai.dossier.returned.v1": Milestone.RETURNED,
    "vn.quangngai.dossier.postponed.v1": Milestone.POSTPONED,
    # Said to the office, which can still do something about it.
    "vn.quangngai.dossier.due_soon.v1": NotTold.INTERNAL_STEP,
    "vn.quangngai.dossier.overdue.v1": NotTold.INTERNAL_STEP,
    "vn.quangngai.appointment.requested.v1": NotTold.OWN_ACT,
    "vn.quangngai.appointment.approved.v1": Milestone.APPOINTMENT_APPROVED,
    "vn.quangngai.appointment.rejected.v1": Milestone.APPOINTMENT_REJECTED,
    # As with a withdrawal: whoever did not do it must learn of it.
    "vn.quangngai.appointment.cancelled.v1": Milestone.APPOINTMENT_CANCELLED,
    "vn.quangngai.appointment.reminder_due.v1": Milestone.APPOINTMENT_REMINDER,
}
