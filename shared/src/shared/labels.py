"""What people read for the codes of an answer: a table of words for each kind of code, checked where it is read."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

K = TypeVar("K", int, str)


def whole(words: Mapping[K, str], codes: Iterable[K]) -> Mapping[K, str]:
    """``words``, where each of ``codes`` has one and nothing else has. Raises ``ValueError``."""
    if unfit := words.keys() ^ {*codes}:
        raise ValueError(f"codes without a word, or words without a code: {sorted(unfit)}")
    return words


def label_of(words: Mapping[K, str], code: K | None) -> str | None:
    return None if code is None else words[code]
