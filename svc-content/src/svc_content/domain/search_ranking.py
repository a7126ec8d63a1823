"""Ranks what was found.

What counts: where the words stand (in the title, in the text, or only by their sound), how much of the title they are,
whether they stand together, whether the marks that were typed are right, what kind of thing it is, and how old news is.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from svc_content.domain.search_text import folded, sound, words


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
    """Not all of them, in the title."""


@dataclass(frozen=True)
class Found:
    """What a citizen is shown of it. ``approximate``: it has only some of the words."""

    id: str
    subject: Subject
    title: str
    excerpt: str
    at: datetime
    approximate: bool = False


class Candidate(NamedTuple):
    """What the order depends on. ``title`` as ``words`` gives it and ``title_folded``: prepared once, not a search.

    ``asked``: the folded words by which it was found. ``at``: seconds since 1970. A tuple, because hundreds are made
    for one search.
    """

    id: str
    subject: Subject
    title: Sequence[str]
    title_folded: Sequence[str]
    at: float
    place: Place
    asked: Sequence[str] = ()
    literal: bool = True
    """Found by the words as they were typed, not by what they may have meant."""
    row: int = 0


PLACES = {Place.TITLE: 1.0, Place.TEXT: 0.4, Place.SOUND: 0.3, Place.SOME_WORDS: 0.2}
SUBJECTS = {Subject.PROCEDURE: 1.7, Subject.GUIDE: 1.4, Subject.QUESTION: 1.1, Subject.ARTICLE: 1.0}
"""Who searches mostly wants to get something done."""
NOT_LITERAL = 0.8
HALF_LIFE = timedelta(days=180).total_seconds()
"""The seconds after which a piece of news has half of its freshness left."""


FEWEST_WORDS = 2
"""One alone of two is chance: ``gia`` of ``tăng giá`` stands in every ``gia đình``."""
COMMON_PART = 0.1
FEWEST_TITLES = 5
"""A word of more titles than this, and than ``COMMON_PART`` of all, tells none from another: ``đăng ký``, ``giấy``."""


def is_telling(titles: int, of: int) -> bool:
    """Whether a word that stands in so many titles says which of them is wanted."""
    return titles <= max(FEWEST_TITLES, COMMON_PART * of)


def has_enough(one: Candidate, telling: Collection[str]) -> bool:
    """Whether the title has so many of the folded words ``telling`` that who asked for all of them may want it: half,
    and ``FEWEST_WORDS`` at least. One that only sounds like it has as many letters: ``công dân`` is not ``con đang``.
    """
    spoken = {(sound(word), len(word)) for word in one.title_folded}
    there = sum(word in one.title_folded or (sound(word), len(word)) in spoken for word in telling)
    return there >= max(FEWEST_WORDS, len(telling) / 2)


def ranked(found: Iterable[Candidate], query: str, now: datetime) -> list[Candidate]:
    """The best first; of equals the newest, then by id, so that pages do not shift."""
    typed, moment = frozenset(words(query)), now.timestamp()
    return sorted(found, key=lambda one: (-_score(one, typed, moment), -one.at, one.id))


def _score(one: Candidate, typed: frozenset[str], now: float) -> float:
    score = PLACES[one.place] * SUBJECTS[one.subject]
    if not one.literal:
        score *= NOT_LITERAL
    asked, title, title_folded = one.asked, one.title, one.title_folded
    if asked and title_folded:
        there = set(title_folded)
        if typed:
            score *= 1.0 + 0.5 * len(typed.intersection(title)) / len(typed)
        of_query = sum(word in there for word in asked) / len(asked)
        of_title = sum(word in asked for word in title_folded) / len(title_folded)
        score *= 1.0 + of_query * of_title
        if of_query == 1.0 and f" {' '.join(asked)} " in f" {' '.join(title_folded)} ":
            score *= 1.5
    if one.subject is Subject.ARTICLE:
        score *= 0.5 + 0.5 * 0.5 ** (max(now - one.at, 0.0) / HALF_LIFE)
    return score


def candidate(
    id_: str, subject: Subject, title: str, at: datetime, place: Place = Place.TITLE, asked: Sequence[str] = ()
) -> Candidate:
    """What is ranked, made of a title as it is written."""
    spelt = words(title)
    return Candidate(id_, subject, spelt, [folded(word) for word in spelt], at.timestamp(), place, asked)
