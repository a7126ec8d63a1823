"""Vietnamese words as they are compared in a search: three forms of each, from what was meant to what it sounds like.

``words`` keeps the marks. ``folded`` drops them as ``shared.text`` does, so a missing or wrong mark, the two customs of
placing a tone (``hoà``, ``hòa``), and ``kỹ`` and ``kĩ`` come to the same. ``sound`` also joins what people who spell by
ear confuse, most of it heard in Quảng Ngãi itself.
"""

import re
from functools import lru_cache

from shared.text import fold, nfkc, normal, one_sound

LONGEST_WORD = 30
MAX_WORDS_OF_QUERY = 12

_WORD = re.compile(r"[^\W_]+(?:[./-]\d+)*")
"""Codes such as ``1.001193`` and ``12/2026`` are one word."""

_SOUNDS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        # beginnings
        (r"^ngh", "ng"),
        (r"^gh", "g"),
        (r"^gi", "d"),
        (r"^tr", "ch"),
        (r"^(?:x|s)", "s"),
        (r"^(?:r|v)", "d"),
        (r"^(?:c|q)(?!h)", "k"),
        (r"^ph", "f"),
        # ends: of -n and -ng, of -t and -c, one is said for both in the south of the centre
        (r"(?<=[aeiou])nh?g?$", "n"),
        (r"(?<=[aeiou])(?:t|ch?|k)$", "t"),
        # what Telex leaves behind when a key was missed
        (r"([aeo])\1", r"\1"),
        (r"^dd", "d"),
    )
)
_TELEX_REST = re.compile(r"(?<=[aeiou])[sfrxj]$|(?<=[ptcmnghu])[sfrxj]$")


def words(text: str) -> list[str]:
    """The words in small letters and composed form, in their order. One sign that stands for several, such as ``½``, is
    written out before, so that what is folded of a word is one word too.
    """
    return [word[:LONGEST_WORD] for word in _WORD.findall(normal(nfkc(text).casefold()))]


@lru_cache(maxsize=50_000)
def folded(word: str) -> str:
    """The word without marks, and with ``i`` for ``y`` where people write both."""
    return one_sound(fold(word)).replace(" ", "")


@lru_cache(maxsize=20_000)
def sound(folded_word: str) -> str:
    """What ``folded_word`` sounds like. Digits stay as they are."""
    if any(letter.isdigit() for letter in folded_word):
        return folded_word
    spoken = _TELEX_REST.sub("", folded_word)
    for pattern, replacement in _SOUNDS:
        spoken = pattern.sub(replacement, spoken)
    return spoken or folded_word


def folded_text(text: str) -> str:
    return " ".join(filter(None, map(folded, words(text))))


def sound_text(text: str) -> str:
    return " ".join(sound(word) for word in folded_text(text).split(" ") if word)


def query_words(query: str) -> list[str]:
    """The words asked for, each once, at most ``MAX_WORDS_OF_QUERY``."""
    return list(dict.fromkeys(words(query)))[:MAX_WORDS_OF_QUERY]
