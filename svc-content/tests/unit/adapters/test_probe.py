"""A viewer's look at a stream."""

from collections.abc import Mapping

import pytest

from svc_content.domain.channel_health import Finding, Observation
from svc_content.outside.fetcher import Fetcher, networks
from svc_content.streams.probe import MAX_LINES, MAX_VARIANTS, Probe

from .http_server import plain, serving

MASTER = "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nlow.m3u8\n#EXT-X-STREAM-INF:BANDWIDTH=9\nhigh.m3u8\n"
LIVE = (
    "#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXT-X-MEDIA-SEQUENCE:7\n#EXTINF:4,\na.ts\n#EXTINF:4,\nb.ts\n#EXTINF:4,\nc.ts\n"
)
ENDED = LIVE + "#EXT-X-ENDLIST\n"


async def look(pages: Mapping[str, bytes | str]) -> Observation:
    def answer(path: str) -> bytes:
        page = pages.get(path)
        if page is None:
            return plain(b"", "404 Not Found")
        return plain(page.encode() if isinstance(page, str) else page)

    async with serving(answer) as base:
        return await Probe(Fetcher(networks("127.0.0.0/8")))(f"{base}/live.m3u8")


async def test_the_best_variant_of_a_live_stream_plays() -> None:
    pages: dict[str, bytes | str] = {"/live.m3u8": MASTER, "/high.m3u8": LIVE, "/b.ts": b"G" * 188}
    assert await look(pages) == Observation(Finding.PLAYS, 9)


async def test_a_recording_plays_and_need_not_move_on() -> None:
    assert await look({"/live.m3u8": ENDED, "/c.ts": b"G" * 188}) == Observation(Finding.PLAYS, None)


@pytest.mark.parametrize("tag", ["#EXT-X-KEY:IV", "#EXT-X-DATERANGE:DURATION=x", "#EXT-X-VERSION"])
async def test_tags_that_say_nothing_of_what_plays_are_not_parsed(tag: str) -> None:
    """The library compares each key with every other: a few thousand take seconds."""
    pages: dict[str, bytes | str] = {"/live.m3u8": LIVE + f"{tag}\n" * MAX_LINES, "/b.ts": b"G" * 188}
    assert await look(pages) == Observation(Finding.PLAYS, 9)


async def test_a_live_stream_may_reach_back_an_hour() -> None:
    names = [f"a{number}.ts" for number in range(900)]
    pages: dict[str, bytes | str] = {"/live.m3u8": "#EXTM3U\n" + "".join(f"#EXTINF:4,\n{name}\n" for name in names)}
    assert await look({**pages, f"/{names[-2]}": b"G"}) == Observation(Finding.PLAYS, 899)


@pytest.mark.parametrize(
    ("pages", "finding"),
    [
        ({}, Finding.UNREACHABLE),
        ({"/live.m3u8": "<html>404</html>"}, Finding.NOT_A_PLAYLIST),
        ({"/live.m3u8": b"\xff\xfe\x00"}, Finding.NOT_A_PLAYLIST),
        ({"/live.m3u8": "#EXTM3U\n" + "#" * 600_000}, Finding.TOO_LARGE),
        ({"/live.m3u8": LIVE + "".join(f"#EXT-X-KEY:IV={n}\na\n" for n in range(14_000))}, Finding.TOO_LARGE),
        ({"/live.m3u8": "#EXTM3U\n" + "#EXTINF:1,\na\n" * MAX_LINES}, Finding.TOO_LARGE),
        ({"/live.m3u8": MASTER + "#EXT-X-STREAM-INF:BANDWIDTH=1\na.m3u8\n" * MAX_VARIANTS}, Finding.TOO_LARGE),
        ({"/live.m3u8": MASTER, "/high.m3u8": "#EXTM3U\n" + "#EXTINF:1,\na\n" * MAX_LINES}, Finding.TOO_LARGE),
        ({"/live.m3u8": "#EXTM3U\n"}, Finding.NO_SEGMENTS),
        ({"/live.m3u8": MASTER, "/high.m3u8": MASTER}, Finding.NESTED),
        ({"/live.m3u8": MASTER.replace("high", "live"), "/low.m3u8": LIVE}, Finding.NESTED),
        ({"/live.m3u8": LIVE}, Finding.SEGMENT_MISSING),
        ({"/live.m3u8": LIVE, "/b.ts": b""}, Finding.SEGMENT_MISSING),
        ({"/live.m3u8": LIVE.replace("b.ts", "http://169.254.169.254/x.ts")}, Finding.SEGMENT_MISSING),
        ({"/live.m3u8": LIVE.replace("b.ts", "http://[x/b.ts")}, Finding.SEGMENT_MISSING),
        ({"/live.m3u8": MASTER.replace("high.m3u8", "http://[x/high.m3u8")}, Finding.UNREACHABLE),
        ({"/live.m3u8": LIVE.replace(":7", ":x")}, Finding.NOT_A_PLAYLIST),
    ],
)
async def test_why_a_viewer_sees_nothing(pages: Mapping[str, bytes | str], finding: Finding) -> None:
    assert (await look(pages)).finding is finding
