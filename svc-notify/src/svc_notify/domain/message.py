"""A message to one citizen about one event: what it says, where it stands, and every call made for it.

The document is the entry in the citizen's inbox from the moment it exists; the states say how far the push got.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from svc_notify.domain.outcomes import MAY_HAVE_ARRIVED, OutcomeClass
from svc_notify.domain.policy import Channel, Decision
from svc_notify.domain.reasons import Reason


class State(StrEnum):
    PLANNED = "planned"
    DEFERRED = "deferred"
    SENDING = "sending"
    ACCEPTED = "accepted"
    INBOX_ONLY = "inbox_only"
    UNDELIVERABLE = "undeliverable"


class Lane(StrEnum):
    """Who queues with whom: what concerns one citizen never waits behind what is told to many."""

    DIRECT = "direct"
    BULK = "bulk"


WAITING = (State.PLANNED, State.DEFERRED)
OPEN = (*WAITING, State.SENDING)

TRANSITIONS: Mapping[State, Mapping[State, str]] = {
    State.PLANNED: {
        State.SENDING: "nhận gửi, có hạn giữ",
        State.DEFERRED: "chưa biết người nhận",
        State.INBOX_ONLY: "chính sách không cho gửi",
    },
    State.DEFERRED: {
        State.SENDING: "đến hạn",
        State.PLANNED: "có thông tin người nhận",
        State.INBOX_ONLY: "chính sách không cho gửi",
        State.UNDELIVERABLE: "quá thời gian hữu ích, hoặc mọi kênh đã từ chối",
        State.ACCEPTED: "Zalo báo tin đã đến máy",
    },
    State.SENDING: {
        State.ACCEPTED: "Zalo đã nhận",
        State.DEFERRED: "lỗi có thể qua, kênh từ chối và còn kênh khác, hoặc hết hạn giữ",
        State.UNDELIVERABLE: "lỗi không qua được",
    },
    State.INBOX_ONLY: {State.PLANNED: "người dân quan tâm OA khi tin còn hữu ích và chưa đọc"},
    State.UNDELIVERABLE: {
        State.PLANNED: "người dân quan tâm OA khi tin còn hữu ích và chưa đọc",
        State.ACCEPTED: "Zalo đã nhận, ghi muộn, hoặc báo tin đã đến máy",
    },
    State.ACCEPTED: {},
}


@dataclass(frozen=True)
class Attempt:
    """One call. Written before the call as begun, completed after it; one that stays open may have been sent."""

    claim: str
    channel: Channel
    begun_at: datetime
    at: datetime | None = None
    outcome: OutcomeClass | None = None
    code: int | None = None
    duration_ms: int | None = None
    provider_id: str | None = None
    reason: Reason | None = None


@dataclass(frozen=True)
class Decided:
    """A decision of the policy, and when it was made."""

    at: datetime
    decision: Decision


@dataclass(frozen=True)
class Resend:
    """Which officer had it sent again, as they were called then, when, by which command."""

    by: str
    at: datetime
    command_id: str
    fingerprint: str
    by_name: str = ""


@dataclass(frozen=True)
class Message:
    """``at`` is the time of the event; ``due_at`` when somebody must look at it next, ``None`` when it is settled.

    ``subject_id`` is what it is about: a dossier (``dos_…``), an appointment (``apt_…``) or a broadcast (``brd_…``).
    ``href``: where a citizen reads on, if the subject does not say: the article of a broadcast, a programme's channel.
    ``channel`` is where it goes or waits, ``None`` until that is decided. ``not_before``: its push is held until then,
    because another about the same subject has just gone (``domain/coalescing.py``); ``superseded_by`` names the newer
    message that is pushed instead. ``afresh_at``: the citizen followed, or an officer asked, and channels that said no
    before are asked again. ``held_until``: it was not to go before, as at night. ``contact``: sealed as the event had
    it, a phone that is asked first.
    """

    id: str
    citizen_id: str
    subject_id: str
    milestone: str
    template_version: int
    title: str
    body: str
    plain_text: str
    params: Mapping[str, str]
    event_id: str
    request_id: str
    traceparent: str
    at: datetime
    created_at: datetime
    expires_at: datetime
    state: State
    lane: Lane = Lane.DIRECT
    channel: Channel | None = None
    not_before: datetime | None = None
    agency_id: str | None = None
    contact: str | None = None
    href: str | None = None
    reason: Reason | None = None
    due_at: datetime | None = None
    held_until: datetime | None = None
    claim: str | None = None
    attempts: tuple[Attempt, ...] = ()
    decisions: tuple[Decided, ...] = ()
    superseded_by: str | None = None
    afresh_at: datetime | None = None
    read_at: datetime | None = None
    delivered_at: datetime | None = None
    seen_at: datetime | None = None
    resends: tuple[Resend, ...] = ()

    def made(self, kind: OutcomeClass, channel: Channel) -> int:
        """How many calls came to ``kind``: to ``channel``; where each may have arrived, to any and of either class."""
        if kind in MAY_HAVE_ARRIVED:
            return sum(attempt.outcome in MAY_HAVE_ARRIVED for attempt in self.attempts)
        return sum(attempt.outcome is kind and attempt.channel == channel for attempt in self.attempts)

    @property
    def perhaps_sent(self) -> bool:
        """Whether a call was made of which nobody knows what came of it."""
        return any(attempt.outcome in MAY_HAVE_ARRIVED for attempt in self.attempts)


def claimed(message: Message, begun: Attempt, until: datetime) -> Message:
    """``message`` taken for sending until ``until``, with the call about to be made as its open attempt."""
    return replace(
        message,
        channel=begun.channel,
        state=State.SENDING,
        reason=None,
        claim=begun.claim,
        due_at=until,
        attempts=(*message.attempts, begun),
    )
