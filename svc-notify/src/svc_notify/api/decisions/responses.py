"""Decisions of the policy, each with its reasons in Vietnamese."""

from datetime import datetime

from pydantic import BaseModel, Field

from shared.labels import label_of
from shared.web import Timestamp
from svc_notify.api.labels import CHANNELS, PUSH_ACTIONS, STATES, URGENCIES
from svc_notify.domain.message import Message, State
from svc_notify.domain.milestones import Push
from svc_notify.domain.policy import Channel, Decision, PushAction, Urgency
from svc_notify.domain.preferences import Purpose
from svc_notify.domain.reasons import Reason
from svc_notify.use_cases.preview_decision import Preview


class RejectedChannel(BaseModel):
    """Why not on this channel."""

    channel: Channel
    channel_label: str
    reason: Reason
    explanation: str


class ShownDecision(BaseModel):
    """``next_channel``: the one that would be asked, should ``channel`` refuse."""

    at: Timestamp
    action: PushAction = Field(description="Gửi ngay, chờ, chỉ vào hộp thư, hoặc không gửi")
    action_label: str
    channel: Channel | None
    channel_label: str | None
    reason: Reason | None
    explanation: str | None
    next_channel: Channel | None
    next_channel_label: str | None
    not_on: list[RejectedChannel]

    @classmethod
    def of(cls, at: datetime, decision: Decision) -> "ShownDecision":
        reason = decision.reason
        return cls(
            at=at,
            action=decision.action,
            action_label=PUSH_ACTIONS[decision.action],
            channel=decision.channel,
            channel_label=label_of(CHANNELS, decision.channel),
            reason=reason,
            explanation=reason.explanation if reason else None,
            next_channel=decision.spare,
            next_channel_label=label_of(CHANNELS, decision.spare),
            not_on=[
                RejectedChannel(
                    channel=channel,
                    channel_label=CHANNELS[channel],
                    reason=against,
                    explanation=against.explanation,
                )
                for channel, against in decision.considered
            ],
        )


class DecisionHistory(BaseModel):
    """The latest decisions, newest last. ``joined_by``: the newer message that was pushed instead of this one."""

    id: str
    milestone: str
    purpose: Purpose
    purpose_label: str
    urgency: Urgency
    urgency_label: str
    state: State
    state_label: str
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
            purpose_label=push.purpose.label,
            urgency=push.urgency,
            urgency_label=URGENCIES[push.urgency],
            state=message.state,
            state_label=STATES[message.state],
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
