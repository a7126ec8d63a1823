"""Feeds and guides are read in a process of their own: the same comes back, and what ends it ends nothing else."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from shared.files.inspection.inspector import STAFF, Inspector
from svc_content.feeds.parsing import NotAFeed, parse_feed
from svc_content.guide_files.readers import read_guide
from svc_content.guide_files.rows import UnreadableGuide
from svc_content.sandbox.reader import TOO_COMPLEX, WORKER, SandboxedReader, open_sandbox

from .test_feeds import ATOM, RSS
from .test_guide_files import CSV, XMLTV

pytestmark = pytest.mark.process

NEVER_CLOSED = b"<rss version='2.0'>" + b"<a>" * 1_600_000
"""Feedparser takes minutes for it."""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def reader() -> AsyncIterator[SandboxedReader]:
    async with open_sandbox() as opened:
        yield SandboxedReader(opened)


@pytest.mark.parametrize("content", [RSS.encode(), ATOM.encode()])
async def test_items_come_back_as_they_are_read(reader: SandboxedReader, content: bytes) -> None:
    assert await reader.feed(content, "bao") == parse_feed(content)


@pytest.mark.parametrize("content", [CSV.encode("utf-8-sig"), XMLTV.encode()])
async def test_programmes_come_back_as_they_are_read(reader: SandboxedReader, content: bytes) -> None:
    assert await reader.guide(content, "qngtv1", "usr_1") == read_guide(content, "qngtv1")


async def test_why_something_cannot_be_read_comes_back_too(reader: SandboxedReader) -> None:
    with pytest.raises(NotAFeed, match="neither RSS nor Atom"):
        await reader.feed(b"<html></html>", "bao")
    with pytest.raises(UnreadableGuide, match=r"^Tệp trống\.$"):
        await reader.guide(b" ", "qngtv1", "usr_1")


async def test_a_feed_that_ends_its_reader_ends_nothing_else() -> None:
    async with Inspector({STAFF: 1}, deadline=2.0, command=WORKER, too_complex=TOO_COMPLEX) as sandbox:
        reader = SandboxedReader(sandbox)
        with pytest.raises(NotAFeed, match=TOO_COMPLEX):
            await reader.feed(NEVER_CLOSED, "bao")
        assert await reader.feed(RSS.encode(), "bao") == parse_feed(RSS.encode())
