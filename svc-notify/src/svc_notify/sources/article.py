"""``article.events.v1``: news that citizens can read. Nobody is messaged about news as such; a disaster warning becomes
the draft of a broadcast, which goes out once a second officer has approved it.
"""

from collections.abc import Mapping
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from shared.events import Event
from svc_notify.domain.milestones import SuppressedReason
from svc_notify.domain.warning import PublishedWarning
from svc_notify.sources.source import EventSource, LongText, Text, read, utc_millis

PUBLISHED = "vn.quangngai.article.published.v1"

EVENT_MILESTONES: Mapping[str, str | SuppressedReason] = {
    # Who has it on the screen sees it go.
    "vn.quangngai.article.withdrawn.v1": SuppressedReason.INTERNAL_STEP,
}

StaffId = Annotated[str, Field(min_length=1, max_length=60)]


class ArticleData(BaseModel):
    """The members of ``data`` that are used; others are ignored, so that events may grow."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    unit: Annotated[str, Field(min_length=1, max_length=60)]
    issuer: LongText
    title: Text
    summary: LongText
    warning: bool
    published_at: AwareDatetime
    writers: Annotated[list[StaffId], Field(max_length=200)]
    published_by: StaffId


def published_warning(event: Event) -> PublishedWarning | None:
    """The warning that ``event`` tells of, if it is one. Raises ``InvalidEvent``."""
    data = read(event, ArticleData)
    if not data.warning:
        return None
    return PublishedWarning(
        event_id=event.id,
        fingerprint=f"{event.subject}:{event.version}",
        at=utc_millis(data.published_at),
        unit=data.unit,
        issuer=data.issuer,
        title=data.title,
        summary=data.summary,
        authors=frozenset({*data.writers, data.published_by}),
    )


SOURCE = EventSource(topic="article.events.v1", event_milestones=EVENT_MILESTONES, reactions=frozenset({PUBLISHED}))
