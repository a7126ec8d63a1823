"""Why a message went the way it did, and which way one would go now. Nothing is sent, nothing changed."""

from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from shared.clock import VIETNAM, Clock
from shared.errors import Invalid, NotFound
from shared.identity import Caller, staff_with
from shared.web import Moment, api_router
from svc_notify.domain.message import Message, State
from svc_notify.domain.milestones import PUSHES, Milestone
from svc_notify.domain.policy import Channel, Decision, Urgency, Verdict
from svc_notify.domain.preferences import Purpose
from svc_notify.domain.reasons import Reason
from svc_notify.store.messages import Messages
from svc_notify.use_cases.foretell import Foretell

Administrator = Annotated[Caller, staff_with("administrator")]
HORIZON = timedelta(days=30)


class NotThere(BaseModel):
    """Why not on this channel."""

    channel: Channel
    reason: Reason
    explanation: str


class ShownDecision(BaseModel):
    """``next_channel``: the one that would be asked, should ``channel`` refuse."""

    at: datetime
    verdict: Verdict
    channel: Channel | None
    reason: Reason | None
    explanation: str | None
    next_channel: Channel | None
    not_on: list[NotThere]


class Why(BaseModel):
    """The latest decisions, newest last. ``joined_by``: the message that spoke for this one."""

    id: str
    milestone: str
    purpose: Purpose
    urgency: Urgency
    state: State
    reason: Reason | None
    explanation: str | None
    joined_by: str | None
    decisions: list[ShownDecision]


class DryRun(BaseModel):
    model_config = ConfigDict(extra="forbid")

    citizen_id: Annotated[str, Field(pattern=r"^cit_[0-9A-Za-z]{1,40}$")]
    milestone: Milestone
    at: Moment | None = None


class Foretold(ShownDecision):
    """``due_at``: when it is looked at again, if it waits."""

    due_at: datetime | None


def decision_routes(messages: Messages, foretell: Foretell, clock: Clock) -> APIRouter:
    router = api_router(prefix="/v1/staff/messages", tags=["Theo dõi tin gửi"])

    @router.get("/{message_id}/why", summary="Vì sao tin được gửi, chờ hoặc chỉ có trong ứng dụng")
    async def why(_: Administrator, message_id: str) -> Why:
        message = await messages.get(message_id)
        if message is None:
            raise NotFound("Không tìm thấy tin nhắn này.")
        return _why(message)

    @router.post("/dry-run", summary="Thử: một tin sẽ đi kênh nào, không gửi gì")
    async def dry_run(_: Administrator, asked: DryRun) -> Foretold:
        now = clock.now()
        at = asked.at or now
        if abs(at - now) > HORIZON:
            raise Invalid(title="Thời điểm không hợp lệ", detail="Chỉ thử được trong vòng 30 ngày trước và sau.")
        decision, due_at = await foretell(asked.citizen_id, asked.milestone, at)
        return Foretold(**vars(_shown(at, decision)), due_at=due_at.astimezone(VIETNAM) if due_at else None)

    return router


def _why(message: Message) -> Why:
    push, reason = PUSHES[Milestone(message.milestone)], message.reason
    return Why(
        id=message.id,
        milestone=message.milestone,
        purpose=push.purpose,
        urgency=push.urgency,
        state=message.state,
        reason=reason,
        explanation=reason.explanation if reason else None,
        joined_by=message.joined_by,
        decisions=[_shown(decided.at, decided.decision) for decided in message.decisions],
    )


def _shown(at: datetime, decision: Decision) -> ShownDecision:
    reason = decision.reason
    return ShownDecision(
        at=at.astimezone(VIETNAM),
        verdict=decision.verdict,
        channel=decision.channel,
        reason=reason,
        explanation=reason.explanation if reason else None,
        next_channel=decision.spare,
        not_on=[
            NotThere(channel=channel, reason=against, explanation=against.explanation)
            for channel, against in decision.considered
        ],
    )
