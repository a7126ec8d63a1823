"""What would happen to a message now, or at another time: the policy asked without sending anything."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.clock import Clock
from shared.errors import Invalid, NotFound
from svc_notify.dispatch.delivery_contexts import DeliveryContextReader
from svc_notify.domain.delivery import Step, facts, plan_delivery
from svc_notify.domain.message import Message, State
from svc_notify.domain.policy import Decision, decide
from svc_notify.domain.quotas import QuotaFacts
from svc_notify.store.administered import Administered
from svc_notify.store.staff_messages import StaffMessages
from svc_notify.store.zalo_facts import ZaloFacts

HORIZON = timedelta(days=30)
MIDDLE = 0.5
"""The middle of the jitter."""


@dataclass(frozen=True)
class Preview:
    """``due_at``: when it is looked at again, if it waits."""

    at: datetime
    decision: Decision
    due_at: datetime | None


@dataclass(frozen=True)
class PreviewDecision:
    """``contexts`` makes a reader that knows what Zalo has said of templates."""

    contexts: Callable[[QuotaFacts], DeliveryContextReader]
    facts: ZaloFacts
    messages: StaffMessages
    clock: Clock

    async def __call__(
        self, citizen_id: str, milestone: str, within: Administered, at: datetime | None = None
    ) -> Preview:
        """Raises ``NotFound`` for a citizen who has no matter ``within``, and ``Invalid``."""
        now = self.clock.now()
        at = at or now
        if abs(at - now) > HORIZON:
            raise Invalid(title="Thời điểm không hợp lệ", detail="Chỉ thử được trong vòng 30 ngày trước và sau.")
        if not await self.messages.concern(citizen_id, within):
            raise NotFound("Không tìm thấy người dân này trong đơn vị của Ông/Bà.")
        context = await self.contexts(await self.facts.quotas()).for_new(citizen_id, milestone, at)
        template = context.template
        imagined = Message(
            id="",
            citizen_id=citizen_id,
            subject_id="",
            milestone=milestone,
            template_version=template.version,
            title=template.title,
            body=template.body,
            plain_text="",
            params={parameter.name: "" for parameter in template.parameters},
            event_id="",
            request_id="",
            traceparent="",
            at=at,
            created_at=at,
            expires_at=at + template.useful_life,
            state=State.PLANNED,
        )
        planned = plan_delivery(imagined, context, at, MIDDLE)
        decision = decide(facts(imagined, context, at))
        return Preview(at, decision, planned.due_at if isinstance(planned, Step) else None)
