"""Whether a stream can be watched now, as a viewer finds it, and when to believe that this has changed.

One failed look says little: networks stutter. A channel is down after some failures in a row and up again after some
successes in a row (hysteresis), so that its mark does not flicker.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

DOWN_AFTER = 3
UP_AFTER = 2


class Finding(StrEnum):
    """What a look found: ``PLAYS``, or why a viewer sees nothing."""

    PLAYS = "plays"
    UNREACHABLE = "unreachable"
    NOT_A_PLAYLIST = "not_a_playlist"
    TOO_LARGE = "playlist_too_large"
    """A playlist that is longer than is read of a stranger's."""
    NO_SEGMENTS = "no_segments"
    SEGMENT_MISSING = "segment_missing"
    NOT_MEDIA = "not_media"
    """A segment that is neither picture nor sound, such as a page of HTML."""
    ENDED = "ended"
    """A playlist with an end: a recording, or a broadcast that is over."""
    NESTED = "nested"
    """A playlist of variants that leads to playlists of variants."""
    STANDS_STILL = "stands_still"
    """A live playlist that had moved on and no longer does, or that goes backwards."""


@dataclass(frozen=True)
class Observation:
    """``sequences``: the numbers of the last segments of the live playlists that were read, by the place of each."""

    finding: Finding
    sequences: Mapping[str, int] = field(default_factory=dict)

    def or_else(self, other: "Observation") -> "Observation":
        """What a player finds that goes on to ``other``: that it plays, else what was found first."""
        finding = other.finding if other.finding is Finding.PLAYS else self.finding
        return Observation(finding, {**self.sequences, **other.sequences})


@dataclass(frozen=True)
class ChannelHealth:
    """``up`` is ``None`` before the first judgement. ``in_a_row``: looks that agree with each other and not with it.
    ``sequences``: how far each playlist had come, by its place.
    """

    up: bool | None = None
    in_a_row: int = 0
    since: datetime | None = None
    finding: Finding | None = None
    sequences: Mapping[str, int] = field(default_factory=dict)
    seen_at: datetime | None = None

    def judged(self, observed: Observation) -> Observation:
        """``observed`` of one playlist, which stands still where it has not gone beyond what was seen of it."""
        plays = observed.finding is Finding.PLAYS
        still = any(number <= self.sequences.get(place, number - 1) for place, number in observed.sequences.items())
        return replace(observed, finding=Finding.STANDS_STILL) if plays and still else observed

    def after(self, observed: Observation, at: datetime) -> "ChannelHealth":
        """The health after one more look, whose playlists were ``judged``."""
        plays = observed.finding is Finding.PLAYS
        sequences = {**self.sequences, **observed.sequences}
        seen = replace(self, finding=observed.finding, sequences=sequences, seen_at=at)
        if self.up is None:
            return replace(seen, up=plays, in_a_row=0, since=at)
        if plays == self.up:
            return replace(seen, in_a_row=0)
        in_a_row = self.in_a_row + 1
        if in_a_row < (UP_AFTER if plays else DOWN_AFTER):
            return replace(seen, in_a_row=in_a_row)
        return replace(seen, up=plays, in_a_row=0, since=at)

    def changed(self, before: "ChannelHealth") -> bool:
        """Whether viewers are to be shown something else than before."""
        return self.up is not before.up
