"""What a feed of another portal brings, and how one item is told from another."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from svc_content.domain.search_text import folded_text

_PAGE_IN_FRAGMENT = ("/", "!")
"""Portals that are one page name their articles behind the ``#``; elsewhere it is a place in the same article."""
_TRACKING = re.compile(r"utm_\w+|fbclid|gclid|zalo\w*|ref", re.IGNORECASE)


@dataclass(frozen=True)
class FeedItem:
    """``title``, ``author``, ``summary`` and ``html`` are HTML as it came; ``published_at`` as the portal says, if it
    does.
    """

    guid: str
    link: str
    title: str
    summary: str
    html: str
    author: str
    published_at: datetime | None


def plain_link(link: str) -> str:
    """``link`` without what only follows readers around: the same page, the same address. Raises ``ValueError``."""
    parts = urlsplit(link.strip())
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    query = urlencode([(name, value) for name, value in pairs if not _TRACKING.fullmatch(name)])
    page = parts.fragment if parts.fragment.startswith(_PAGE_IN_FRAGMENT) else ""
    return urlunsplit(("https", parts.netloc.lower(), parts.path.rstrip("/"), query, page))


def identity(item: FeedItem) -> str:
    """What makes two items the same: the page they lead to, or their own name where they lead nowhere."""
    return plain_link(item.link) if item.link else f"guid:{item.guid or folded_text(item.title)}"


def distinct(items: Iterable[FeedItem]) -> list[FeedItem]:
    """Each once, the first of them: portals list an item under several headings."""
    found: dict[str, FeedItem] = {}
    for item in items:
        found.setdefault(identity(item), item)
    return list(found.values())
