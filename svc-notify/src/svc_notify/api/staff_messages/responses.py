"""What staff see of sending."""

from collections.abc import Sequence
from datetime import date

from pydantic import BaseModel, Field

from shared.labels import label_of
from shared.web import Timestamp
from svc_notify.api.labels import CHANNELS, OUTCOMES, STATES
from svc_notify.domain.digest import UndeliverableCount
from svc_notify.domain.message import Attempt, Message, State
from svc_notify.domain.policy import Channel
from svc_notify.domain.reasons import Reason
from svc_notify.store.zalo_facts import ZaloFact


class ShownAttempt(BaseModel):
    """``outcome`` is ``None`` while the call is open, or for ever when nobody recorded its answer."""

    channel: str
    channel_label: str
    begun_at: Timestamp
    outcome: str | None
    outcome_label: str | None
    code: int | None
    duration_ms: int | None

    @classmethod
    def of(cls, attempt: Attempt) -> "ShownAttempt":
        return cls(
            channel=attempt.channel,
            channel_label=CHANNELS[attempt.channel],
            begun_at=attempt.begun_at,
            outcome=attempt.outcome,
            outcome_label=label_of(OUTCOMES, attempt.outcome),
            code=attempt.code,
            duration_ms=attempt.duration_ms,
        )


class ShownResend(BaseModel):
    by: str
    by_name: str
    at: Timestamp


class StaffMessage(BaseModel):
    id: str
    subject_id: str
    milestone: str
    title: str
    at: Timestamp
    state: State
    state_label: str
    channel: Channel | None = Field(description="Kênh đã gửi hoặc đang chờ; null khi chưa chọn được kênh")
    channel_label: str | None
    reason: Reason | None
    explanation: str | None = Field(description="Vì sao chưa gửi được, hoặc còn chờ gì")
    due_at: Timestamp | None
    delivered_at: Timestamp | None
    seen_at: Timestamp | None
    read_in_app: bool
    attempts: list[ShownAttempt]
    resends: list[ShownResend]

    @classmethod
    def of(cls, message: Message) -> "StaffMessage":
        reason = message.reason
        return cls(
            id=message.id,
            subject_id=message.subject_id,
            milestone=message.milestone,
            title=message.title,
            at=message.at,
            state=message.state,
            state_label=STATES[message.state],
            channel=message.channel,
            channel_label=label_of(CHANNELS, message.channel),
            reason=reason,
            explanation=reason.explanation if reason else None,
            due_at=message.due_at,
            delivered_at=message.delivered_at,
            seen_at=message.seen_at,
            read_in_app=message.read_at is not None,
            attempts=[ShownAttempt.of(attempt) for attempt in message.attempts],
            resends=[ShownResend(by=resend.by, by_name=resend.by_name, at=resend.at) for resend in message.resends],
        )


class StaffMessageList(BaseModel):
    items: list[StaffMessage]


class UndeliverableRow(BaseModel):
    reason: Reason
    explanation: str
    milestone: str
    count: int


class Undeliverable(BaseModel):
    day: date
    total: int
    items: list[UndeliverableRow]

    @classmethod
    def of(cls, day: date, counts: Sequence[UndeliverableCount]) -> "Undeliverable":
        rows = [
            UndeliverableRow(
                reason=one.reason, explanation=one.reason.explanation, milestone=one.milestone, count=one.count
            )
            for one in counts
        ]
        return cls(day=day, total=sum(one.count for one in counts), items=rows)


class ZaloChange(BaseModel):
    name: str
    before: str | None
    after: str | None
    at: Timestamp


class ZaloChanges(BaseModel):
    items: list[ZaloChange]

    @classmethod
    def of(cls, facts: Sequence[ZaloFact]) -> "ZaloChanges":
        return cls(
            items=[ZaloChange(name=fact.name, before=fact.before, after=fact.after, at=fact.at) for fact in facts]
        )
