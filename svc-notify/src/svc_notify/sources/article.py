"""``article.events.v1``: news that citizens can read. Nobody is messaged about news as such; a disaster warning becomes
the draft of a broadcast, which goes out once a second officer has approved it, unless the news is withdrawn before.
"""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from shared.events import Event, EventMoment
from svc_notify.domain.broadcast import News
from svc_notify.domain.warning import PublishedWarning
from svc_notify.sources.source import EventSource, InWords, read, utc_millis

PUBLISHED = "vn.quangngai.article.published.v1"

WITHDRAWN = "vn.quangngai.article.withdrawn.v1"

StaffId = Annotated[str, Field(min_length=1, max_length=60)]


class ArticleData(BaseModel):
    """The members of ``data`` that are used; others are ignored, so that events may grow."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    unit: Annotated[str, Field(min_length=1, max_length=60)]
    issuer: InWords
    title: InWords
    summary: InWords
    warning: bool
    published_at: EventMoment
    writers: Annotated[list[StaffId], Field(max_length=200)]
    published_by: StaffId


def news_of(event: Event) -> News:
    return News(event.subject, event.version)


def published_warning(event: Event) -> PublishedWarning | None:
    """The warning that ``event`` tells of, if it is one. Raises ``InvalidEvent``."""
    data = read(event, ArticleData)
    if not data.warning:
        return None
    return PublishedWarning(
        event_id=event.id,
        news=news_of(event),
        at=utc_millis(data.published_at),
        unit=data.unit,
        issuer=data.issuer,
        title=data.title,
        summary=data.summary,
        authors=frozenset({*data.writers, data.published_by}),
        published_by=data.published_by,
    )


SOURCE = EventSource(topic="article.events.v1", reactions=frozenset({PUBLISHED, WITHDRAWN}))
