"""A viewer's look at a stream."""

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from shared.testing_http import plain, serving
from svc_content.domain.channel_health import DOWN_AFTER, ChannelHealth, Finding, Observation
from svc_content.outside.fetcher import Fetcher, networks
from svc_content.streams.probe import MAX_LINES, MAX_VARIANTS, VARIANTS_TRIED, Probe

MASTER = "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nlow.m3u8\n#EXT-X-STREAM-INF:BANDWIDTH=9\nhigh.m3u8\n"
LIVE = (
    "#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXT-X-MEDIA-SEQUENCE:7\n#EXTINF:4,\na.ts\n#EXTINF:4,\nb.ts\n#EXTINF:4,\nc.ts\n"
)
ENDED = LIVE + "#EXT-X-ENDLIST\n"
ENCRYPTED = LIVE.replace("#EXTINF:4,\na.ts", '#EXT-X-KEY:METHOD=AES-128,URI="k"\n#EXTINF:4,\na.ts')
TS = (b"G" + bytes(187)) * 4
NOW = datetime(2026, 11, 27, 2, 0, tzinfo=UTC)
NEVER_SEEN = ChannelHealth()
HTML = b"<!DOCTYPE html><html><title>503</title>" + b" " * 600


async def look(pages: Mapping[str, bytes | str], before: ChannelHealth = NEVER_SEEN) -> Observation:
    def answer(path: str) -> bytes:
        page = pages.get(path)
        if page is None:
            return plain(b"", "404 Not Found")
        return plain(page.encode() if isinstance(page, str) else page)

    async with serving(answer) as base:
        return await Probe(Fetcher(networks("127.0.0.0/8")))(f"{base}/live.m3u8", "stream", before)


async def test_the_best_variant_of_a_live_stream_plays() -> None:
    pages: dict[str, bytes | str] = {"/live.m3u8": MASTER, "/high.m3u8": LIVE, "/b.ts": TS}
    assert await look(pages) == Observation(Finding.PLAYS, {"stream 0": 9})


@pytest.mark.parametrize(
    "best", [{}, {"/high.m3u8": LIVE.replace("b.ts", "gone.ts")}, {"/high.m3u8": MASTER}, {"/high.m3u8": ENDED}]
)
async def test_where_the_best_variant_fails_the_next_one_plays_as_in_a_player(best: Mapping[str, str]) -> None:
    pages: dict[str, bytes | str] = {"/live.m3u8": MASTER, **best, "/low.m3u8": LIVE, "/b.ts": TS}
    assert (await look(pages)).finding is Finding.PLAYS


async def test_where_the_best_variant_stands_still_the_next_one_plays_and_counts_for_itself() -> None:
    frozen = LIVE.replace(":7", ":700")
    health = NEVER_SEEN
    for number in range(1, 3 + DOWN_AFTER):
        low = LIVE.replace(":7", f":{number}")
        observed = await look({"/live.m3u8": MASTER, "/high.m3u8": frozen, "/low.m3u8": low, "/b.ts": TS}, health)
        health = health.after(observed, NOW)
        assert (health.up, health.finding, health.in_a_row) == (True, Finding.PLAYS, 0)
    for _ in range(DOWN_AFTER):
        observed = await look({"/live.m3u8": MASTER, "/high.m3u8": frozen, "/low.m3u8": low, "/b.ts": TS}, health)
        health = health.after(observed, NOW)
    assert (health.up, health.finding) == (False, Finding.STANDS_STILL)
    for number in (1, 2, 3):  # begun anew, which a first look cannot tell from a playlist that goes back
        low = LIVE.replace(":7", f":{number}")
        observed = await look({"/live.m3u8": MASTER, "/high.m3u8": frozen, "/low.m3u8": low, "/b.ts": TS}, health)
        health = health.after(observed, NOW)
    assert health.up is True


async def test_only_some_variants_are_tried() -> None:
    variants = [f"#EXT-X-STREAM-INF:BANDWIDTH={9 - number}\n{number}.m3u8\n" for number in range(VARIANTS_TRIED + 1)]
    pages: dict[str, bytes | str] = {"/live.m3u8": "#EXTM3U\n" + "".join(variants), "/b.ts": TS}
    assert (await look({**pages, f"/{VARIANTS_TRIED - 1}.m3u8": LIVE})).finding is Finding.PLAYS
    assert (await look({**pages, f"/{VARIANTS_TRIED}.m3u8": LIVE})).finding is Finding.UNREACHABLE


@pytest.mark.parametrize(
    "segment",
    [
        TS,
        b"\x00\x00\x00\x18stypmsdh",
        b"\x00\x00\x00\x68moof\x00\x00\x00\x10",
        b"\x00\x00\x00\x08free\x00\x00\x00\x18moof",
        b"\x00\x00\x00\x08skip\x00\x00\x00\x18moof",
        b"\x00\x00\x00\x2cuuid" + bytes(36),
        b"ID3\x04\x00\x00",
        b"\xff\xf1\x50\x80",
        b"\xff\xfb\x90\x64",
        b"\x0b\x77\x00\x00",
    ],
)
async def test_a_segment_of_picture_or_sound_plays(segment: bytes) -> None:
    assert (await look({"/live.m3u8": LIVE, "/b.ts": segment})).finding is Finding.PLAYS


@pytest.mark.parametrize(
    "segment",
    [
        HTML,
        b"Gateway Timeout" + b" " * 600,
        b'{"error":404}',
        b"\xff\xfe<\x00h\x00",
        b"WEBVTT\n\n",
        b"\x89PNG\r\n\x1a\n",
    ],
)
async def test_a_page_that_stands_for_a_segment_is_nothing_to_watch(segment: bytes) -> None:
    assert (await look({"/live.m3u8": LIVE, "/b.ts": segment})).finding is Finding.NOT_MEDIA


async def test_an_encrypted_segment_begins_with_any_bytes_but_not_with_a_page() -> None:
    assert (await look({"/live.m3u8": ENCRYPTED, "/b.ts": bytes(range(120, 152))})).finding is Finding.PLAYS
    assert (await look({"/live.m3u8": ENCRYPTED, "/b.ts": HTML})).finding is Finding.NOT_MEDIA


@pytest.mark.parametrize("tag", ["#EXT-X-KEY:IV", "#EXT-X-DATERANGE:DURATION=x", "#EXT-X-VERSION"])
async def test_tags_that_say_nothing_of_what_plays_are_not_parsed(tag: str) -> None:
    """The library compares each key with every other: a few thousand take seconds."""
    pages: dict[str, bytes | str] = {"/live.m3u8": LIVE + f"{tag}\n" * MAX_LINES, "/b.ts": TS}
    assert await look(pages) == Observation(Finding.PLAYS, {"stream": 9})


async def test_a_number_that_cannot_be_kept_is_no_playlist() -> None:
    pages: dict[str, bytes | str] = {"/live.m3u8": LIVE.replace(":7", ":" + "9" * 30), "/b.ts": TS}
    assert await look(pages) == Observation(Finding.NOT_A_PLAYLIST)


async def test_a_live_stream_may_reach_back_an_hour() -> None:
    names = [f"a{number}.ts" for number in range(900)]
    pages: dict[str, bytes | str] = {"/live.m3u8": "#EXTM3U\n" + "".join(f"#EXTINF:4,\n{name}\n" for name in names)}
    assert await look({**pages, f"/{names[-2]}": TS}) == Observation(Finding.PLAYS, {"stream": 899})


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
        ({"/live.m3u8": ENDED, "/c.ts": TS}, Finding.ENDED),
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
