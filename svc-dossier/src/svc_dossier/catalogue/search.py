"""Finding a procedure the way people type: without accents or spaces, half a name, the everyday word for it."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from shared.codes import plain_code
from shared.text import joined, normal, search_key
from svc_dossier.catalogue.data_files import read

SHORTEST_JOINED = 5
"""Letters without a space between them; fewer are found inside too many words."""


@dataclass(frozen=True)
class Words:
    """A name and keywords as they are compared."""

    name: str
    keywords: frozenset[str]
    all: str

    @classmethod
    def of(cls, name: str, keywords: Sequence[str]) -> "Words":
        return cls(name, frozenset(keywords), "\n".join([name, *keywords]))

    def joined(self) -> "Words":
        return Words(joined(self.name), frozenset(map(joined, self.keywords)), joined(self.all))


@dataclass(frozen=True)
class Indexed:
    """A procedure's words, worked out once."""

    code: str
    name: str
    words: Words
    joined: Words

    @classmethod
    def of(cls, code: str, name: str, keywords: Sequence[str]) -> "Indexed":
        words = Words.of(search_key(name), [search_key(keyword) for keyword in keywords])
        return cls(code, words.name, words, words.joined())


@dataclass(frozen=True)
class Query:
    """``text`` as it was typed, ``essence`` without what says nothing and in the words of the procedures, ``code`` as
    the code that it may be; ``blank`` when nothing was typed.
    """

    text: str
    code: str
    essence: str
    blank: bool

    @classmethod
    def of(cls, typed: str) -> "Query":
        text = search_key(typed)
        return cls(text, plain_code(typed).replace("-", "."), _essence(text), blank=not normal(typed))


def rank(procedure: Indexed, query: Query) -> int | None:
    """How well it fits ``query``, 0 the best; ``None`` when it does not.

    0 the code or the whole name, 1 a keyword, 2 the name begins so, 3 the name has the phrase, 4 a keyword has it,
    5 the name has all the words, 6 name and keywords together have them. Within a place, the query as it was typed goes
    before its essence, and both before them without any spaces. An empty query fits everything alike, and one of signs
    alone nothing.
    """
    if query.blank or query.code == procedure.code:
        return 0
    if not query.text:
        return None
    tries: Sequence[Callable[[], int | None]] = (
        lambda: _place(procedure.words, query.text),
        lambda: _place(procedure.words, query.essence) if query.essence else None,
        lambda: _place(procedure.joined, joined(query.text)) if _long(query.text) else None,
        lambda: _place(procedure.joined, joined(query.essence)) if _long(query.essence) else None,
    )
    found = [place * len(tries) + number for number, fits in enumerate(tries) if (place := fits()) is not None]
    return min(found, default=None)


def _place(words: Words, query: str) -> int | None:
    parts = query.split()
    fits = (
        query == words.name,
        query in words.keywords,
        words.name.startswith(query),
        query in words.name,
        query in words.all,
        all(part in words.name for part in parts),
        all(part in words.all for part in parts),
    )
    return next((place for place, fit in enumerate(fits) if fit), None)


def _long(key: str) -> bool:
    return len(joined(key)) >= SHORTEST_JOINED


def _essence(text: str) -> str:
    everyday, empty = _vocabulary()
    found = f" {text} "
    for said, meant in everyday.items():
        found = re.sub(rf" {re.escape(said)}(?= )", f" {meant}", found)
    return " ".join(word for word in found.split() if word not in empty)


@cache
def _vocabulary() -> tuple[Mapping[str, str], frozenset[str]]:
    """Everyday words with what procedures say instead, and the words that say nothing of what is wanted."""
    data = read("search_words.yaml")
    return dict(_keys(data["everyday"].items())), frozenset(search_key(word) for word in data["empty"])


def _keys(pairs: Iterable[tuple[str, str]]) -> Iterable[tuple[str, str]]:
    return ((search_key(said), search_key(meant)) for said, meant in pairs)
