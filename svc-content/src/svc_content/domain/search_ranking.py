"""In which order what was found is shown.

The index says how well the words fit (BM25). On top of that: marks that were typed and are right, the words together in
the title, what kind of thing it is, and for news how old it is.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from svc_content.domain.search_text import folded_text, words


class Subject(StrEnum):
    """What can be found. The values are also what a screen is opened for."""

    PROCEDURE = "procedure"
    GUIDE = "guide"
    QUESTION = "question"
    ARTICLE = "article"


@dataclass(frozen=True)
class Found:
    """``fit`` by the index, larger is better; ``exactly``: by the words themselves, not by their sound."""

    id: str
    subject: Subject
    title: str
    excerpt: str
    at: datetime
    fit: float
    exactly: bool


WEIGHT = {Subject.PROCEDURE: 1.3, Subject.GUIDE: 1.15, Subject.QUESTION: 1.0, Subject.ARTICLE: 1.0}
"""Who searches mostly wants to get something done."""
HALF_LIFE = timedelta(days=180)
"""After so long a piece of news counts half of its freshness."""


def ranked(found: Iterable[Found], query: str, now: datetime) -> list[Found]:
    """The best first; of equals the newest, then by id, so that pages do not shift."""
    asked, asked_folded = words(query), folded_text(query)
    return sorted(found, key=lambda one: (-_score(one, asked, asked_folded, now), -one.at.timestamp(), one.id))


def _score(one: Found, asked: Sequence[str], asked_folded: str, now: datetime) -> float:
    score = one.fit * WEIGHT[one.subject]
    title = set(words(one.title))
    if asked_folded and asked_folded in folded_text(one.title):
        score *= 2.0
    if asked:
        score *= 1.0 + 0.5 * sum(word in title for word in asked) / len(asked)
    if one.subject is Subject.ARTICLE:
        age = max(now - one.at, timedelta())
        score *= 0.5 + 0.5 * 0.5 ** (age / HALF_LIFE)
    return score if one.exactly else score * 0.3
