"""Plays a viewer for a moment: the playlist, the best variant of it that plays, the first bytes of its newest segment.

Source of the form: RFC 8216. A playlist of variants that leads to another one, or to itself, is not followed. It is
parsed beside requests that are being answered, so it is read only as far as it is short, and only the tags that say
something here: the library takes seconds for thousands of keys.
"""

import asyncio
from dataclasses import dataclass

import m3u8

from svc_content.domain.channel_health import ChannelHealth, Finding, Observation
from svc_content.outside.fetcher import Fetcher, FetchFailed, FetchFailure, joined
from svc_content.streams.segment import is_media, may_be_encrypted

MAX_PLAYLIST = 64 * 1024
MAX_LINES = 2_000
"""The most lines that are read, tags and addresses: a thousand segments, more than an hour."""
MAX_VARIANTS = 100
"""Each costs as much as some segments. With all three the library takes 20 ms at most."""
VARIANTS_TRIED = 3
"""The best ones: a player falls back to the next."""
MAX_SEGMENT = 16 * 1024 * 1024
PLAYLIST_SECONDS = 6.0
SEGMENT_SECONDS = 12.0
LARGEST_SEQUENCE = 2**62
"""RFC 8216, 4.2 has decimal integers below 2**64, and MongoDB below 2**63."""
LOOK_SECONDS = 30.0
"""The longest look at one address, whatever is tried: nobody waits longer for a picture."""

_VARIANT = "#EXT-X-STREAM-INF"
_READ = ("#EXTM3U", "#EXTINF", "#EXT-X-BYTERANGE", "#EXT-X-ENDLIST", "#EXT-X-MEDIA-SEQUENCE", _VARIANT)
_FINDINGS = {FetchFailure.TOO_LARGE: Finding.TOO_LARGE, FetchFailure.COMPRESSED: Finding.NOT_A_PLAYLIST}


class PlaylistTooLarge(Exception):
    """It has more lines, or more variants, than are read."""


@dataclass(frozen=True)
class _Playlist:
    """``url``: where it is in the end. ``encrypted``: whether its segments are, as a whole."""

    url: str
    content: m3u8.M3U8
    encrypted: bool


@dataclass(frozen=True)
class Probe:
    fetcher: Fetcher

    async def __call__(self, url: str, place: str, before: ChannelHealth) -> Observation:
        """What a viewer of ``url`` meets. ``before``: how far its playlists had come, each named after ``place``."""
        try:
            async with asyncio.timeout(LOOK_SECONDS):
                return await self._look(url, place, before)
        except TimeoutError:
            return Observation(Finding.UNREACHABLE)

    async def _look(self, url: str, place: str, before: ChannelHealth) -> Observation:
        playlist = await self._playlist(url)
        if isinstance(playlist, Finding):
            return Observation(playlist)
        if not playlist.content.is_variant:
            return before.judged(await self._segment(playlist, place))
        best_first = sorted(
            (one for one in playlist.content.playlists if one.uri),
            key=lambda one: one.stream_info.bandwidth or 0,
            reverse=True,
        )
        best: Observation | None = None
        for rank, one in enumerate(best_first[:VARIANTS_TRIED]):
            observed = before.judged(await self._variant(playlist.url, one.uri, f"{place} {rank}"))
            best = best.or_else(observed) if best else observed
            if best.finding is Finding.PLAYS:
                break
        return best or Observation(Finding.NO_SEGMENTS)

    async def _variant(self, base: str, address: str, place: str) -> Observation:
        playlist = await self._playlist(address, base)
        if isinstance(playlist, Finding):
            return Observation(playlist)
        if playlist.content.is_variant:
            return Observation(Finding.NESTED)
        return await self._segment(playlist, place)

    async def _playlist(self, address: str, base: str = "") -> _Playlist | Finding:
        """What is at ``address``, or why it is no playlist."""
        try:
            fetched = await self.fetcher.fetch(joined(base, address), at_most=MAX_PLAYLIST, seconds=PLAYLIST_SECONDS)
            text = fetched.body.decode("utf-8").lstrip("\ufeff")
            if not text.startswith("#EXTM3U"):
                return Finding.NOT_A_PLAYLIST
            return _Playlist(fetched.url, _parsed(_read(text)), _encrypted(text))
        except FetchFailed as failed:
            return _FINDINGS.get(failed.reason, Finding.UNREACHABLE)
        except PlaylistTooLarge:
            return Finding.TOO_LARGE
        except ValueError:
            return Finding.NOT_A_PLAYLIST

    async def _segment(self, playlist: _Playlist, place: str) -> Observation:
        segments = [segment for segment in playlist.content.segments if segment.uri]
        if not segments:
            return Observation(Finding.NO_SEGMENTS)
        if playlist.content.is_endlist:
            return Observation(Finding.ENDED)
        first = int(playlist.content.media_sequence or 0)
        if first > LARGEST_SEQUENCE:
            return Observation(Finding.NOT_A_PLAYLIST)
        sequences = {place: first + len(segments) - 1}
        # The newest of a live stream may still be on its way to the edge of a network: the one before it must be there.
        newest = segments[-1] if len(segments) == 1 else segments[-2]
        try:
            address = joined(playlist.url, newest.uri)
            fetched = await self.fetcher.fetch(address, at_most=MAX_SEGMENT, seconds=SEGMENT_SECONDS)
        except FetchFailed:
            return Observation(Finding.SEGMENT_MISSING, sequences)
        if not fetched.body:
            return Observation(Finding.SEGMENT_MISSING, sequences)
        media = may_be_encrypted(fetched.body) if playlist.encrypted else is_media(fetched.body)
        return Observation(Finding.PLAYS if media else Finding.NOT_MEDIA, sequences)


def _parsed(lines: list[str]) -> m3u8.M3U8:
    """Raises ``ValueError``."""
    try:
        return m3u8.loads("\n".join(lines))
    except Exception as error:  # the library raises whatever its parsing stumbles over
        raise ValueError(type(error).__name__) from error


def _encrypted(text: str) -> bool:
    """Whether the newest segment is, as a whole, by the last key: ``SAMPLE-AES`` leaves the form of segments alone."""
    keys = [line for line in text.splitlines() if line.startswith("#EXT-X-KEY:")]
    return bool(keys) and "METHOD=AES-" in keys[-1]


def _read(text: str) -> list[str]:
    """The lines that say something of variants and segments: others cost time, and say nothing of what plays.

    Raises ``PlaylistTooLarge``.
    """
    stripped = (line.strip() for line in text.splitlines())
    lines = [line for line in stripped if line and (not line.startswith("#") or line.startswith(_READ))]
    if len(lines) > MAX_LINES or sum(line.startswith(_VARIANT) for line in lines) > MAX_VARIANTS:
        raise PlaylistTooLarge
    return lines
