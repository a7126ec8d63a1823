"""A disaster warning that was published as news becomes the draft of a broadcast.

Whoever wrote or published it counts as a writer of the broadcast, so somebody else approves it.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
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
    """``event_id`` names the event that told of it; ``authors`` wrote it or, as ``published_by``, published it."""

    event_id: str
    news: News
    at: datetime
    unit: str
    issuer: str
    title: str
    summary: str
    authors: frozenset[str]
    published_by: str


def drafted_from(warning: PublishedWarning, broadcast_id: str, names: Mapping[str, str]) -> Broadcast:
    """The draft of a warning for the commune that warns, or else for everybody. ``names``: what its authors are called,
    as far as it is known.
    """
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
    publisher = warning.published_by
    entry = Entry(Action.DRAFT, publisher, warning.at, warning.event_id, fingerprint, names.get(publisher, ""))
    unit = warning.unit if commune else PROVINCE
    news = replace(warning.news, said=_said(content))
    writers = warning.authors
    return Broadcast(broadcast_id, 1, State.DRAFT, unit, content, writers, (entry,), news=news, author_names=names)


def _said(content: Content) -> str:
    """The same for what says the same to the same people."""
    words = (content.issuer, content.subject, content.text, *content.audience.communes)
    return hashlib.sha256("\n".join(words).encode()).hexdigest()[:32]


def says_nothing_new(draft: Broadcast, earlier: Sequence[Broadcast]) -> bool:
    """Whether ``draft`` tells the same people what the latest of ``earlier``, of the same news, was drafted to tell,
    whatever officers have made of that one. Where it was withdrawn, only what was published later is new.
    """
    if not earlier:
        return False
    latest = earlier[-1]
    if latest.withdrawn:
        return draft.timeline[0].at <= latest.timeline[-1].at
    return latest.news is not None and draft.news is not None and latest.news.said == draft.news.said


def is_superseded(earlier: Broadcast) -> bool:
    """Whether a newer text of the same news takes its place: a draft that no officer has edited."""
    return earlier.state is State.DRAFT and len(earlier.timeline) == 1


def _shortened(text: str, most: int) -> str:
    """One line of at most ``most`` characters, cut between words."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 2].rsplit(" ", 1)[0].rstrip(",;:") + " …"
