"""A feed's bytes as items. The XML is looked through first: what expands or leads outside is refused, not parsed."""

import re
import sys
from calendar import timegm
from datetime import UTC, datetime
from enum import StrEnum
from html import escape
from io import BytesIO
from typing import Any

import defusedxml.ElementTree
import feedparser
from defusedxml.common import DefusedXmlException

from shared.text import seen
from svc_content.domain.feed_item import FeedItem, plain_link

MAX_BYTES = 5 * 1024 * 1024
MAX_ITEMS = 100
MAX_TEXT = 200_000
"""Characters of one item, of which less is kept once it is clean."""
MAX_HEADLINE = 2_000
"""Characters of a title or a name as it came, with markup, of which less is kept as well."""
_DECLARES = re.compile(rb"<!(?:ENTITY|DOCTYPE)|<\?xml-stylesheet", re.IGNORECASE)
_REFERENCE = re.compile(rb"&#(?:x([0-9a-fA-F]+)|([0-9]+));")
_END_OF_ITEM = re.compile(
    rb"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)|(?P<end></(?:[\w.-]+:)?(?:item|entry)\s*>)", re.DOTALL
)
"""What only spells an end, in a text or a comment, is none."""
_UNDATED = datetime.min.replace(tzinfo=UTC)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


class FeedFault(StrEnum):
    """Why the bytes are not read as a feed."""

    NOT_A_FEED = "not_a_feed"
    NOT_WELL_FORMED = "not_well_formed"
    UNSAFE = "unsafe"
    TOO_COMPLEX = "too_complex"


class NotAFeed(Exception):
    """The bytes are no feed, or one that cannot be read safely."""

    def __init__(self, fault: FeedFault, detail: str = "") -> None:
        super().__init__(f"{fault}: {detail}" if detail else str(fault))
        self.fault = fault


def parse_feed(content: bytes, address: str) -> list[FeedItem]:
    """The newest first, at most ``MAX_ITEMS``; those without a date last, as the portal has them. ``address``: where
    ``content`` was fetched, from which addresses in it are read that are not whole. Raises ``NotAFeed``.
    """
    _look_through(content)
    try:
        parsed = feedparser.parse(
            BytesIO(_REFERENCE.sub(_character, _both_ends(content))),
            # Without a type the library would take what declares no encoding for Latin-1.
            response_headers={"content-location": address, "content-type": "application/xml"},
            sanitize_html=False,
            resolve_relative_uris=True,
        )
    except Exception as error:  # whatever a broken feed makes the library raise
        raise NotAFeed(FeedFault.NOT_WELL_FORMED, type(error).__name__) from error
    version = parsed.get("version")
    if not version:
        raise NotAFeed(FeedFault.NOT_A_FEED)
    items = [_item(entry, version) for entry in parsed.entries]
    whole = [item for item in items if item.title and (item.summary or item.html)]
    return sorted(whole, key=lambda item: item.published_at or _UNDATED, reverse=True)[:MAX_ITEMS]


def _both_ends(content: bytes) -> bytes:
    """``content`` without the items between its first ``MAX_ITEMS`` and its last, of which either may be the newest:
    the library takes seconds for some thousands.
    """
    ends = [end.end() for end in _END_OF_ITEM.finditer(content) if end["end"]]
    return content[: ends[MAX_ITEMS - 1]] + content[ends[-MAX_ITEMS - 1] :] if len(ends) > 2 * MAX_ITEMS else content


def _look_through(content: bytes) -> None:
    try:
        defusedxml.ElementTree.fromstring(content, forbid_entities=True, forbid_external=True)
    except DefusedXmlException as error:
        raise NotAFeed(FeedFault.UNSAFE, type(error).__name__) from error
    except defusedxml.ElementTree.ParseError as error:
        # Many portals write XML that is not quite well formed; that is read leniently where nothing is declared in it.
        # A text in a wide encoding would hide a declaration from the pattern.
        if _DECLARES.search(content) or b"\x00" in content:
            raise NotAFeed(FeedFault.NOT_WELL_FORMED) from error
    except (ValueError, LookupError, RecursionError) as error:
        raise NotAFeed(FeedFault.NOT_WELL_FORMED, type(error).__name__) from error


def _character(reference: re.Match[bytes]) -> bytes:
    """The reference, or one to U+FFFD where no character has that number, as with half of an emoji."""
    number = int(reference[1], 16) if reference[1] else int(reference[2][:10])
    return reference[0] if number <= sys.maxunicode and not 0xD800 <= number <= 0xDFFF else b"&#xFFFD;"


def _item(entry: Any, version: str) -> FeedItem:
    contents = entry.get("content") or []
    html = str(contents[0].get("value", ""))[:MAX_TEXT] if contents else ""
    summary = str(entry.get("summary", ""))[:MAX_TEXT]
    return FeedItem(
        guid=_line(entry.get("id", ""))[:500],
        link=_link(_line(entry.get("link", ""))[:1000]),
        title=_title(entry, version)[:MAX_HEADLINE],
        summary=summary,
        html=html or summary,
        author=_line(entry.get("author", ""))[:MAX_HEADLINE],
        published_at=_moment(entry.get("published_parsed") or entry.get("updated_parsed")),
    )


def _link(text: str) -> str:
    """``text`` where it is an address that can be read; else the item leads nowhere."""
    try:
        return text if text.startswith(("http://", "https://")) and plain_link(text) else ""
    except ValueError:
        return ""


def _title(entry: Any, version: str) -> str:
    """The title as HTML. Atom says whether it is that; RSS does not say, and its portals write both."""
    title = _line(entry.get("title", ""))
    is_text = version.startswith("atom") and entry.get("title_detail", {}).get("type") == "text/plain"
    return escape(title, quote=False) if is_text else title


def _line(text: Any) -> str:
    return " ".join(seen(_CONTROL.sub(" ", str(text))).split())


def _moment(parts: Any) -> datetime | None:
    try:
        return datetime.fromtimestamp(timegm(parts), UTC) if parts else None
    except (ValueError, TypeError, OverflowError, OSError):
        return None
