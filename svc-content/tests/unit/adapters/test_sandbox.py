"""Feeds and guides are read in a process of their own: the same comes back, and what ends it ends nothing else."""

import asyncio
import gzip
import time
from collections.abc import AsyncIterator
from typing import Self

import psutil
import pytest
import pytest_asyncio

from shared.files.inspection.inspector import STAFF, Inspector
from svc_content.feeds.parsing import FeedFault, NotAFeed, parse_feed
from svc_content.guide_files.readers import read_guide
from svc_content.guide_files.rows import UnreadableGuide
from svc_content.sandbox.reader import TOO_COMPLEX, WORKER, SandboxedReader, open_sandbox

from .test_feeds import ATOM, RSS
from .test_guide_files import CSV, XMLTV

pytestmark = pytest.mark.process

AT = "https://bao.example/rss"
NEVER_CLOSED = b"<rss version='2.0'>" + b"<a>" * 1_600_000
"""Feedparser takes minutes for it."""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def reader() -> AsyncIterator[SandboxedReader]:
    async with open_sandbox() as opened:
        yield SandboxedReader(opened)


@pytest.mark.parametrize("content", [RSS.encode(), ATOM.encode()])
async def test_items_come_back_as_they_are_read(reader: SandboxedReader, content: bytes) -> None:
    assert await reader.feed(content, AT, "bao") == parse_feed(content, AT)


@pytest.mark.parametrize("content", [CSV.encode("utf-8-sig"), XMLTV.encode()])
async def test_programmes_come_back_as_they_are_read(reader: SandboxedReader, content: bytes) -> None:
    assert await reader.guide(content, "qngtv1", "usr_1") == read_guide(content, "qngtv1")


async def test_why_something_cannot_be_read_comes_back_too(reader: SandboxedReader) -> None:
    with pytest.raises(NotAFeed, match=FeedFault.NOT_A_FEED):
        await reader.feed(b"<html></html>", AT, "bao")
    with pytest.raises(UnreadableGuide, match=r"^Tệp trống\.$"):
        await reader.guide(b" ", "qngtv1", "usr_1")


async def test_a_feed_that_ends_its_reader_ends_nothing_else() -> None:
    async with Inspector({STAFF: 1}, deadline=2.0, command=WORKER, too_complex=TOO_COMPLEX) as sandbox:
        reader = SandboxedReader(sandbox)
        with pytest.raises(NotAFeed, match=FeedFault.TOO_COMPLEX):
            await reader.feed(NEVER_CLOSED, AT, "bao")
        assert await reader.feed(RSS.encode(), AT, "bao") == parse_feed(RSS.encode(), AT)


FULL = 4_900_000
"""Bytes of a file that is just small enough to be read."""
GUIDES = {
    "deep": b"<tv>" + b"<a>" * (FULL // 7) + b"</a>" * (FULL // 7) + b"</tv>",
    "never closed": b"<tv>" + b"<a>" * (FULL // 3),
    "a million elements": b"<tv>" + b"<a/>" * (FULL // 4) + b"</tv>",
    "channels within channels": b"<tv>"
    + b"<channel>" * 3_000
    + b"<display-name>x</display-name>" * 40_000
    + b"</channel>" * 3_000
    + b"</tv>",
    "entities": b'<!DOCTYPE tv [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><tv>&b;</tv>',
    "more than is read": b"<tv>" + b"<a/>" * (10_000_000 // 4) + b"</tv>",
    "compressed": gzip.compress(b"<tv>" + b"<a/>" * 5_000_000 + b"</tv>"),
}
FEEDS = {
    "deep": b"<rss version='2.0'>" + b"<a>" * (FULL // 7) + b"</a>" * (FULL // 7) + b"</rss>",
    "never closed": NEVER_CLOSED,
    "a million elements": b"<rss version='2.0'><channel>" + b"<item/>" * (FULL // 7) + b"</channel></rss>",
    "entities": GUIDES["entities"].replace(b"tv", b"rss"),
    "compressed": gzip.compress(b"<rss>" + b"<a/>" * 5_000_000 + b"</rss>"),
}
DEADLINE, LONGEST_PAUSE, MOST_MEMORY = 4.0, 2.0, 64 * 1024 * 1024
"""Each of those that are read takes longer than the pause; the machine that tests this may be a busy one."""


class Heartbeat:
    """The longest time for which this process did nothing else, and how much its memory has grown."""

    async def __aenter__(self) -> Self:
        self.pause = 0.0
        self._before = psutil.Process().memory_info().rss
        self._task = asyncio.create_task(self._beat())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._task.cancel()
        self.grown = psutil.Process().memory_info().rss - self._before

    async def _beat(self) -> None:
        while True:
            begun = time.monotonic()
            await asyncio.sleep(0.01)
            self.pause = max(self.pause, time.monotonic() - begun)


@pytest.mark.parametrize(("kind", "name"), [*(("guide", name) for name in GUIDES), *(("feed", name) for name in FEEDS)])
async def test_a_hostile_file_is_refused_while_everything_else_goes_on(kind: str, name: str) -> None:
    async with Inspector({STAFF: 1}, deadline=DEADLINE, command=WORKER, too_complex=TOO_COMPLEX) as sandbox:
        reader = SandboxedReader(sandbox)
        await reader.feed(RSS.encode(), AT, "bao")
        async with Heartbeat() as heartbeat:
            with pytest.raises((NotAFeed, UnreadableGuide)):
                if kind == "feed":
                    await reader.feed(FEEDS[name], AT, "hostile")
                else:
                    await reader.guide(GUIDES[name], "qngtv1", "hostile")
        assert heartbeat.pause < LONGEST_PAUSE
        assert heartbeat.grown < MOST_MEMORY
        assert await reader.feed(RSS.encode(), AT, "bao") == parse_feed(RSS.encode(), AT)
