"""Whether somebody has reported the same thing already: the same category, near in place and in time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.text import search_key
from svc_feedback.domain.place import ROUNDING_METRES, Place, Point, metres, rounded

NEAR_METRES = 50.0 + ROUNDING_METRES
"""The distance from the rounded point of the other report: whoever asks learns of its place no more than the public
list shows, and what lies within 50 metres is always found.
"""
SEARCHED_METRES = NEAR_METRES + ROUNDING_METRES
"""The distance from its exact point within which all lie whose rounded one may be near, so that the search itself
decides nothing."""
NEAR_TIME = timedelta(days=30)
OFFERED = 5
"""A telephone shows so many before somebody sends a report anyway."""


@dataclass(frozen=True)
class Candidate:
    """A report that somebody sent before; ``supporters`` are those who joined it."""

    report_id: str
    category: str
    place: Place
    sent_at: datetime
    supporters: int


@dataclass(frozen=True)
class Near:
    """``distance`` in metres to the rounded point; ``None`` where only the words are the same."""

    report_id: str
    distance: float | None


def near_duplicates(category: str, place: Place, at: datetime, candidates: Iterable[Candidate]) -> list[Near]:
    """Those that may be the same thing, the nearest first, and of two the one that more people joined."""
    found = []
    for candidate in candidates:
        if candidate.category == category and abs(at - candidate.sent_at) <= NEAR_TIME:
            distance = _distance(place.point, candidate.place.point)
            if distance is not None and distance <= NEAR_METRES:
                found.append((distance, -candidate.supporters, Near(candidate.report_id, distance)))
            elif distance is None and _same_words(place, candidate.place):
                found.append((NEAR_METRES, -candidate.supporters, Near(candidate.report_id, None)))
    return [near for *_, near in sorted(found, key=lambda entry: entry[:2])[:OFFERED]]


def _distance(one: Point | None, other: Point | None) -> float | None:
    return metres(one, rounded(other)) if one and other else None


def _same_words(one: Place, other: Place) -> bool:
    words = search_key(one.words or "")
    return bool(words) and words == search_key(other.words or "") and one.commune == other.commune
