"""What other services are told of content. Nothing personal but the id of a citizen who asked to be reminded."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

TOPICS: Mapping[str, str] = {
    "articles": "article.events.v1",
    "entries": "guide.events.v1",
    "reminders": "programme.events.v1",
    "channel_health": "channel.events.v1",
}
"""Where events go, by the collection whose outboxes hold them."""


@dataclass(frozen=True, kw_only=True)
class ArticlePublished:
    """A text that citizens can read from now on, new or corrected.

    ``warning``: of a disaster; svc-notify drafts a broadcast of it, which somebody other than ``published_by`` and
    ``writers`` approves. ``issuer``: the name of the office that speaks. ``html`` stays here.
    """

    unit: str
    issuer: str
    category: str
    title: str
    summary: str
    warning: bool
    revision: int
    first_at: datetime
    published_at: datetime
    expires_at: datetime | None
    link: str
    writers: list[str]
    published_by: str


@dataclass(frozen=True, kw_only=True)
class ArticleWithdrawn:
    """No longer to be read: taken back, or past its time."""

    unit: str
    category: str
    title: str
    warning: bool
    withdrawn_at: datetime


@dataclass(frozen=True, kw_only=True)
class GuideChanged:
    """A guide or a question of the FAQ as citizens read it now; ``active`` is false when it was taken away."""

    topic: str
    title: str
    active: bool
    occurred_at: datetime


@dataclass(frozen=True, kw_only=True)
class AgencyChanged:
    """An office as citizens find it now; ``active`` is false when it is no longer shown."""

    agency_id: str
    name: str
    address: str
    hours: str
    office_phone: str | None
    latitude: float | None
    longitude: float | None
    active: bool
    occurred_at: datetime


@dataclass(frozen=True, kw_only=True)
class ProgrammeReminderDue:
    """A programme begins soon, of which this citizen asked to be reminded."""

    citizen_id: str
    channel_code: str
    channel_name: str
    title: str
    starts_at: datetime
    occurred_at: datetime


@dataclass(frozen=True, kw_only=True)
class ProgrammeReminderDropped:
    """A programme of which this citizen asked to be reminded should begin soon, and is no longer in the guide."""

    citizen_id: str
    channel_code: str
    channel_name: str
    title: str
    starts_at: datetime
    occurred_at: datetime


@dataclass(frozen=True, kw_only=True)
class ChannelStreamChanged:
    """Viewers can watch a channel again, or no longer: ``finding`` says what they meet."""

    code: str
    name: str
    up: bool
    finding: str
    occurred_at: datetime


PAYLOADS: Mapping[str, type] = {
    "article.published": ArticlePublished,
    "article.withdrawn": ArticleWithdrawn,
    "guide.changed": GuideChanged,
    "guide.agency_changed": AgencyChanged,
    "programme.reminder_due": ProgrammeReminderDue,
    "programme.reminder_dropped": ProgrammeReminderDropped,
    "channel.stream_changed": ChannelStreamChanged,
}
"""Payload by aggregate and what happened to it."""


def event_type(name: str) -> str:
    return f"vn.quangngai.{name}.v1"
