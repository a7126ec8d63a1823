"""How a milestone is pushed, and why an event makes no message.

Which milestones there are, and which event leads to which, the event sources declare (``svc_notify.sources``).
Source: the notices of Thông tư 03/2025/TT-VPCP and the statuses of the National Public Service Portal. A channel
that speaks at every step gets muted, so steps inside the office and the citizen's own acts are left out.
"""

from dataclasses import dataclass
from enum import StrEnum

from svc_notify.domain.policy import Urgency
from svc_notify.domain.preferences import Purpose


class Stage(StrEnum):
    """The six stages of a dossier of which a citizen is told by a push."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    ASKED = "asked"
    POSTPONED = "postponed"
    RESULT_READY = "result_ready"
    ENDED = "ended"


@dataclass(frozen=True)
class Push:
    """How a milestone is pushed. A dossier's milestone without a ``stage`` stays in the inbox."""

    purpose: Purpose
    urgency: Urgency
    stage: Stage | None = None

    @property
    def is_pushed(self) -> bool:
        return self.stage is not None or self.purpose is not Purpose.DOSSIERS

    @property
    def coalesces(self) -> bool:
        """Whether it shares one push with what happens to the same dossier within a minute."""
        return self.stage is not None and self.purpose is Purpose.DOSSIERS

    @property
    def is_first(self) -> bool:
        """Whether nothing can have been said of the subject before."""
        return self.stage is Stage.RECEIVED


class SuppressedReason(StrEnum):
    """Why an event makes no message."""

    INTERNAL_STEP = "internal_step"
    OWN_ACT = "own_act"

    @property
    def explanation(self) -> str:
        return _EXPLANATIONS[self]


_EXPLANATIONS = {
    SuppressedReason.INTERNAL_STEP: "Bước xử lý nội bộ của cơ quan; người dân xem được trong tiến trình hồ sơ.",
    SuppressedReason.OWN_ACT: "Việc do chính người dân vừa thực hiện; ứng dụng đã xác nhận ngay trên màn hình.",
}
