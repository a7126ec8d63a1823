"""Feeds and programme guides, read in a process of its own: one that ends or holds up its reader does so to nothing
else.

What comes back is JSON, from a process that a file may have taken over: it is checked as what a stranger sends.
"""

import sys
from contextlib import closing
from dataclasses import dataclass

from pydantic import TypeAdapter, ValidationError

from shared.files.inspection.inspector import STAFF, Inspector
from shared.files.inspection.refused import Harmful
from shared.files.spool import Spool
from svc_content.domain.feed_item import FeedItem
from svc_content.feeds.parsing import FeedFault, NotAFeed
from svc_content.guide_files.rows import GuideRows, UnreadableGuide

WORKER = (sys.executable, "-m", "svc_content.sandbox.worker")
TOO_COMPLEX = "Nội dung quá lớn hoặc quá phức tạp để đọc."

_ITEMS = TypeAdapter(list[FeedItem])
_ROWS = TypeAdapter(GuideRows)
_FAULTS = {fault.value: fault for fault in FeedFault}


def open_sandbox() -> Inspector:
    """One file at a time: an editor's, or one of the feeds that are asked one after the other."""
    return Inspector({STAFF: 1}, command=WORKER, too_complex=TOO_COMPLEX)


@dataclass(frozen=True)
class SandboxedReader:
    """``caller`` is whose files are counted together: too costly ones are refused for a while (``TooManyRequests``)."""

    sandbox: Inspector

    async def feed(self, content: bytes, address: str, caller: str) -> list[FeedItem]:
        """The items of what was fetched at ``address``. Raises ``NotAFeed``, ``TooManyRequests``, ``Unavailable``."""
        try:
            return _ITEMS.validate_json(await self._read(b"feed " + address.encode(), content, caller))
        except Harmful as refusal:
            fault, _, detail = str(refusal).partition(": ")
            raise NotAFeed(_FAULTS.get(fault, FeedFault.TOO_COMPLEX), detail) from None
        except ValidationError:
            raise NotAFeed(FeedFault.TOO_COMPLEX) from None

    async def guide(self, content: bytes, channel: str, caller: str) -> GuideRows:
        """The programmes of ``channel``. Raises ``UnreadableGuide``, ``TooManyRequests``, ``Unavailable``."""
        try:
            return _ROWS.validate_json(await self._read(b"guide " + channel.encode(), content, caller))
        except (Harmful, ValidationError) as refusal:
            raise UnreadableGuide(_said(refusal)) from None

    async def _read(self, what: bytes, content: bytes, caller: str) -> bytes:
        with closing(Spool()) as question:
            question.append(what + b"\n" + content)
            await question.settle()
            async with self.sandbox.look_through(question, caller, STAFF) as kept:
                return kept.content


def _said(refusal: Exception) -> str:
    return str(refusal) if isinstance(refusal, Harmful) else TOO_COMPLEX
