"""Plays a viewer for a moment: the playlist, the best variant of it, the first bytes of its newest segment.

Source of the form: RFC 8216. A playlist of variants that leads to another one, or to itself, is not followed. It is
parsed beside requests that are being answered, so it is read only as far as it is short, and only the tags that say
something here: the library takes seconds for thousands of keys.
"""

from dataclasses import dataclass

import m3u8

from svc_content.domain.channel_health import Finding, Observation
from svc_content.outside.fetcher import Fetched, Fetcher, FetchFailed, FetchFailure, joined

MAX_PLAYLIST = 64 * 1024
MAX_LINES = 2_000
"""The most lines that are read, tags and addresses: a thousand segments, more than an hour."""
MAX_VARIANTS = 100
"""Each costs as much as some segments. With all three the library takes 20 ms at most."""
MAX_SEGMENT = 16 * 1024 * 1024
PLAYLIST_SECONDS = 6.0
SEGMENT_SECONDS = 12.0

_VARIANT = "#EXT-X-STREAM-INF"
_READ = ("#EXTM3U", "#EXTINF", "#EXT-X-BYTERANGE", "#EXT-X-ENDLIST", "#EXT-X-MEDIA-SEQUENCE", _VARIANT)
_FINDINGS = {FetchFailure.TOO_LARGE: Finding.TOO_LARGE, FetchFailure.COMPRESSED: Finding.NOT_A_PLAYLIST}


class PlaylistTooLarge(Exception):
    """It has more lines, or more variants, than are read."""


@dataclass(frozen=True)
class Probe:
    fetcher: Fetcher

    async def __call__(self, url: str) -> Observation:
        """What a viewer of ``url`` meets."""
        try:
            at, playlist = await self._playlist(url)
            if playlist.is_variant:
                best = max(playlist.playlists, key=lambda one: one.stream_info.bandwidth or 0, default=None)
                if best is None or not best.uri:
                    return Observation(Finding.NO_SEGMENTS)
                at, playlist = await self._playlist(joined(at, best.uri))
                if playlist.is_variant:
                    return Observation(Finding.NESTED)
        except FetchFailed as failed:
            return Observation(_FINDINGS.get(failed.reason, Finding.UNREACHABLE))
        except PlaylistTooLarge:
            return Observation(Finding.TOO_LARGE)
        except ValueError:
            return Observation(Finding.NOT_A_PLAYLIST)
        return await self._segment(at, playlist)

    async def _playlist(self, url: str) -> tuple[str, m3u8.M3U8]:
        """Where it is in the end, and what it says. Raises ``FetchFailed``, ``PlaylistTooLarge`` and ``ValueError``."""
        fetched = await self.fetcher.fetch(url, at_most=MAX_PLAYLIST, seconds=PLAYLIST_SECONDS)
        text = fetched.body.decode("utf-8").lstrip("\ufeff")
        if not text.startswith("#EXTM3U"):
            raise ValueError("no playlist")
        lines = _read(text)
        try:
            return fetched.url, m3u8.loads("\n".join(lines))
        except Exception as error:  # the library raises whatever its parsing stumbles over
            raise ValueError(type(error).__name__) from error

    async def _segment(self, at: str, playlist: m3u8.M3U8) -> Observation:
        segments = [segment for segment in playlist.segments if segment.uri]
        if not segments:
            return Observation(Finding.NO_SEGMENTS)
        ended = bool(playlist.is_endlist)
        sequence = None if ended else int(playlist.media_sequence or 0) + len(segments) - 1
        # The newest of a live stream may still be on its way to the edge of a network: the one before it must be there.
        newest = segments[-1] if len(segments) == 1 or ended else segments[-2]
        try:
            fetched = await self._bytes(joined(at, newest.uri))
        except FetchFailed:
            return Observation(Finding.SEGMENT_MISSING, sequence)
        return Observation(Finding.PLAYS if fetched.body else Finding.SEGMENT_MISSING, sequence)

    async def _bytes(self, url: str) -> Fetched:
        return await self.fetcher.fetch(url, at_most=MAX_SEGMENT, seconds=SEGMENT_SECONDS)


def _read(text: str) -> list[str]:
    """The lines that say something of variants and segments: others cost time, and say nothing of what plays.

    Raises ``PlaylistTooLarge``.
    """
    stripped = (line.strip() for line in text.splitlines())
    lines = [line for line in stripped if line and (not line.startswith("#") or line.startswith(_READ))]
    if len(lines) > MAX_LINES or sum(line.startswith(_VARIANT) for line in lines) > MAX_VARIANTS:
        raise PlaylistTooLarge
    return lines
