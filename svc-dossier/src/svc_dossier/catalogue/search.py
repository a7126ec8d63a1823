"""Finding a procedure the way people type: without accents, half a name, the everyday word for it."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.text import fold


@dataclass(frozen=True)
class Indexed:
    """A procedure's words, folded once."""

    code: str
    name: str
    keywords: frozenset[str]
    words: str

    @classmethod
    def of(cls, code: str, name: str, keywords: Sequence[str]) -> "Indexed":
        folded, others = fold(name), [fold(keyword) for keyword in keywords]
        return cls(code, folded, frozenset(others), "\n".join([folded, *others]))


def rank(procedure: Indexed, query: str) -> int | None:
    """How well it fits ``query`` (folded), 0 the best; ``None`` when it does not.

    0 the code or the whole name, 1 a keyword, 2 the name begins so, 3 the name has the phrase, 4 a keyword has it,
    5 the name has all the words, 6 name and keywords together have them. An empty query fits everything alike.
    """
    words = query.split()
    fits = (
        query in ("", procedure.code, procedure.name),
        query in procedure.keywords,
        procedure.name.startswith(query),
        query in procedure.name,
        query in procedure.words,
        all(word in procedure.name for word in words),
        all(word in procedure.words for word in words),
    )
    return next((place for place, fit in enumerate(fits) if fit), None)
