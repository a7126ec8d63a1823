"""A disaster warning that was published as news becomes the draft of a broadcast.

Whoever wrote or published it counts as a writer of the broadcast, so somebody else approves it.
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime

from svc_notify.domain.broadcast import (
    PROVINCE,
    Action,
    Audience,
    Broadcast,
    BroadcastKind,
    Content,
    Entry,
    News,
    Reach,
    State,
)

LINE = 100
TEXT = 1_000
RATE_PER_MINUTE = 6_000
_COMMUNE = re.compile(r"\d{5}")


@dataclass(frozen=True)
class PublishedWarning:
    """``event_id`` names the event that told of it; ``authors`` wrote or published it."""

    event_id: str
    news: News
    at: datetime
    unit: str
    issuer: str
    title: str
    summary: str
    authors: frozenset[str]


def drafted_from(warning: PublishedWarning, broadcast_id: str) -> Broadcast:
    """For the commune that warns, or else for everybody."""
    commune = bool(_COMMUNE.fullmatch(warning.unit))
    audience = Audience(Reach.COMMUNES, (warning.unit,)) if commune else Audience(Reach.ALL)
    content = Content(
        kind=BroadcastKind.WARNING,
        issuer=_shortened(warning.issuer, LINE),
        subject=_shortened(warning.title, LINE),
        text=_shortened(warning.summary, TEXT),
        audience=audience,
        rate_per_minute=RATE_PER_MINUTE,
    )
    fingerprint = f"{warning.news.article_id}:{warning.news.version}"
    entry = Entry(Action.DRAFT, min(warning.authors), warning.at, warning.event_id, fingerprint)
    unit = warning.unit if commune else PROVINCE
    return Broadcast(broadcast_id, 1, State.DRAFT, unit, content, warning.authors, (entry,), news=warning.news)


def says_the_same(earlier: Broadcast, draft: Broadcast) -> bool:
    """Whether ``earlier`` stands and tells the same people what ``draft`` would."""
    return (
        not earlier.withdrawn
        and earlier.state is not State.DISCARDED
        and replace(draft.content, send_from=earlier.content.send_from, rate_per_minute=earlier.content.rate_per_minute)
        == earlier.content
    )


def is_superseded(earlier: Broadcast) -> bool:
    """Whether a newer text of the same news takes its place: a draft that no officer has edited."""
    return earlier.state is State.DRAFT and len(earlier.timeline) == 1


def _shortened(text: str, most: int) -> str:
    """One line of at most ``most`` characters, cut between words."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 2].rsplit(" ", 1)[0].rstrip(",;:") + " …"
