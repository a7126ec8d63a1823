"""A feed's bytes as items. The XML is looked through first: what expands or leads outside is refused, not parsed."""

import re
import sys
from calendar import timegm
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import defusedxml.ElementTree
import feedparser
from defusedxml.common import DefusedXmlException

from shared.text import nfc
from svc_content.domain.feed_item import FeedItem, plain_link

MAX_BYTES = 5 * 1024 * 1024
MAX_ITEMS = 100
MAX_TEXT = 200_000
"""Characters of one item, of which less is kept once it is clean."""
MAX_LINE = 200
"""Characters of a title or a name: as many as editors may write, who correct what came."""
_DECLARES = re.compile(rb"<!(?:ENTITY|DOCTYPE)|<\?xml-stylesheet", re.IGNORECASE)
_REFERENCE = re.compile(rb"&#(?:x([0-9a-fA-F]+)|([0-9]+));")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


class NotAFeed(Exception):
    """The bytes are no feed, or one that is not safe to read."""


def parse_feed(content: bytes) -> list[FeedItem]:
    """The newest first as the portal has them, at most ``MAX_ITEMS``. Raises ``NotAFeed``."""
    _look_through(content)
    try:
        parsed = feedparser.parse(
            BytesIO(_REFERENCE.sub(_character, content)), sanitize_html=False, resolve_relative_uris=True
        )
    except Exception as error:  # whatever a broken feed makes the library raise
        raise NotAFeed(type(error).__name__) from error
    if not parsed.get("version"):
        raise NotAFeed("neither RSS nor Atom")
    items = [_item(entry) for entry in parsed.entries[:MAX_ITEMS]]
    return [item for item in items if item.title and (item.summary or item.html)]


def _look_through(content: bytes) -> None:
    try:
        defusedxml.ElementTree.fromstring(content, forbid_entities=True, forbid_external=True)
    except DefusedXmlException as error:
        raise NotAFeed(type(error).__name__) from error
    except defusedxml.ElementTree.ParseError as error:
        # Many portals write XML that is not quite well formed; that is read leniently where nothing is declared in it.
        # A text in a wide encoding would hide a declaration from the pattern.
        if _DECLARES.search(content) or b"\x00" in content:
            raise NotAFeed("not well formed") from error
    except (ValueError, LookupError, RecursionError) as error:
        raise NotAFeed(type(error).__name__) from error


def _character(reference: re.Match[bytes]) -> bytes:
    """The reference, or one to U+FFFD where no character has that number, as with half of an emoji."""
    number = int(reference[1], 16) if reference[1] else int(reference[2][:10])
    return reference[0] if number <= sys.maxunicode and not 0xD800 <= number <= 0xDFFF else b"&#xFFFD;"


def _item(entry: Any) -> FeedItem:
    contents = entry.get("content") or []
    html = str(contents[0].get("value", ""))[:MAX_TEXT] if contents else ""
    summary = str(entry.get("summary", ""))[:MAX_TEXT]
    return FeedItem(
        guid=_line(entry.get("id", ""))[:500],
        link=_link(_line(entry.get("link", ""))[:1000]),
        title=_line(entry.get("title", ""))[:MAX_LINE],
        summary=summary,
        html=html or summary,
        author=_line(entry.get("author", ""))[:MAX_LINE],
        published_at=_moment(entry.get("published_parsed") or entry.get("updated_parsed")),
    )


def _link(text: str) -> str:
    """``text`` where it is an address that can be read; else the item leads nowhere."""
    try:
        return text if text.startswith(("http://", "https://")) and plain_link(text) else ""
    except ValueError:
        return ""


def _line(text: Any) -> str:
    return nfc(" ".join(_CONTROL.sub(" ", str(text)).split()))


def _moment(parts: Any) -> datetime | None:
    try:
        return datetime.fromtimestamp(timegm(parts), UTC) if parts else None
    except (ValueError, TypeError, OverflowError, OSError):
        return None
