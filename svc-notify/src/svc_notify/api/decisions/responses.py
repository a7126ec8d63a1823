"""Decisions of the policy, each with its reasons in Vietnamese."""

from datetime import datetime

from pydantic import BaseModel, Field

from shared.web import Timestamp
from svc_notify.domain.message import Message, State
from svc_notify.domain.milestones import Push
from svc_notify.domain.policy import Channel, Decision, PushAction, Urgency
from svc_notify.domain.preferences import Purpose
from svc_notify.domain.reasons import Reason
from svc_notify.use_cases.preview_decision import Preview


class RejectedChannel(BaseModel):
    """Why not on this channel."""

    channel: Channel
    reason: Reason
    explanation: str


class ShownDecision(BaseModel):
    """``next_channel``: the one that would be asked, should ``channel`` refuse."""

    at: Timestamp
    action: PushAction = Field(description="Gửi ngay, chờ, chỉ vào hộp thư, hoặc không gửi")
    channel: Channel | None
    reason: Reason | None
    explanation: str | None
    next_channel: Channel | None
    not_on: list[RejectedChannel]

    @classmethod
    def of(cls, at: datetime, decision: Decision) -> "ShownDecision":
        reason = decision.reason
        return cls(
            at=at,
            action=decision.action,
            channel=decision.channel,
            reason=reason,
            explanation=reason.explanation if reason else None,
            next_channel=decision.spare,
            not_on=[
                RejectedChannel(channel=channel, reason=against, explanation=against.explanation)
                for channel, against in decision.considered
            ],
        )


class DecisionHistory(BaseModel):
    """The latest decisions, newest last. ``joined_by``: the newer message that was pushed instead of this one."""

    id: str
    milestone: str
    purpose: Purpose
    urgency: Urgency
    state: State
    reason: Reason | None
    explanation: str | None
    joined_by: str | None
    decisions: list[ShownDecision]

    @classmethod
    def of(cls, message: Message, push: Push) -> "DecisionHistory":
        reason = message.reason
        return cls(
            id=message.id,
            milestone=message.milestone,
            purpose=push.purpose,
            urgency=push.urgency,
            state=message.state,
            reason=reason,
            explanation=reason.explanation if reason else None,
            joined_by=message.superseded_by,
            decisions=[ShownDecision.of(decided.at, decided.decision) for decided in message.decisions],
        )


class DecisionPreview(ShownDecision):
    """``due_at``: when it is looked at again, if it waits."""

    due_at: Timestamp | None

    @classmethod
    def of_preview(cls, preview: Preview) -> "DecisionPreview":
        shown = ShownDecision.of(preview.at, preview.decision)
        return cls(**vars(shown), due_at=preview.due_at)
