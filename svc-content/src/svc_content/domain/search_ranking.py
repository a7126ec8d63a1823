"""In which order what was found is shown.

What counts: where the words stand (in the title, in the text, or only by their sound), how much of the title they are,
whether they stand together, whether the marks that were typed are right, what kind of thing it is, and how old news is.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from svc_content.domain.search_text import folded, words


class Subject(StrEnum):
    """What can be found. The values are also what a screen is opened for."""

    PROCEDURE = "procedure"
    GUIDE = "guide"
    QUESTION = "question"
    ARTICLE = "article"


class Place(StrEnum):
    """Where the words were found."""

    TITLE = "title"
    TEXT = "text"
    SOUND = "sound"
    SOME_WORDS = "some_words"


@dataclass(frozen=True)
class Found:
    id: str
    subject: Subject
    title: str
    excerpt: str
    at: datetime
    place: Place


PLACES = {Place.TITLE: 1.0, Place.TEXT: 0.4, Place.SOUND: 0.3, Place.SOME_WORDS: 0.2}
SUBJECTS = {Subject.PROCEDURE: 1.7, Subject.GUIDE: 1.4, Subject.QUESTION: 1.1, Subject.ARTICLE: 1.0}
"""Who searches mostly wants to get something done."""
HALF_LIFE = timedelta(days=180)
"""After so long a piece of news counts half of its freshness."""


def ranked(found: Iterable[Found], query: str, now: datetime) -> list[Found]:
    """The best first; of equals the newest, then by id, so that pages do not shift."""
    asked = words(query)
    asked_folded = [folded(word) for word in asked]
    return sorted(found, key=lambda one: (-_score(one, asked, asked_folded, now), -one.at.timestamp(), one.id))


def _score(one: Found, asked: list[str], asked_folded: list[str], now: datetime) -> float:
    score = PLACES[one.place] * SUBJECTS[one.subject]
    title = words(one.title)
    title_folded = [folded(word) for word in title]
    if asked and title:
        score *= 1.0 + 0.5 * _share(asked, title)
        score *= 1.0 + _share(asked_folded, title_folded) * _share(title_folded, asked_folded)
        if f" {' '.join(asked_folded)} " in f" {' '.join(title_folded)} ":
            score *= 1.5
    if one.subject is Subject.ARTICLE:
        age = max(now - one.at, timedelta())
        score *= 0.5 + 0.5 * 0.5 ** (age / HALF_LIFE)
    return score


def _share(some: list[str], others: list[str]) -> float:
    """Of ``some``, how much is among ``others``."""
    there = set(others)
    return sum(word in there for word in some) / len(some)
