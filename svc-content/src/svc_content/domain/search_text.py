"""Vietnamese words as they are compared in a search: three forms of each, from what was meant to what it sounds like.

``words`` keeps the marks. ``folded`` drops them, ``đ`` becomes ``d``, so a missing or wrong mark, and the two customs
of placing a tone (``hoà``, ``hòa``), come to the same; ``i`` and ``y`` are one letter (``kỹ``, ``kĩ``). ``sound`` also
joins what people who spell by ear confuse, most of it heard in Quảng Ngãi itself.
"""

import re
import unicodedata
from functools import lru_cache

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
    """In small letters and composed form, in their order."""
    return [word[:LONGEST_WORD] for word in _WORD.findall(unicodedata.normalize("NFC", text).casefold())]


def folded(word: str) -> str:
    """Without marks; ``y`` as ``i``."""
    return word.translate(_FOLDED)


def _fold_table() -> dict[int, str]:
    """Every composed Latin letter without its marks, and marks that stand alone as nothing: one look-up a letter."""
    table = {ord("đ"): "d", ord("y"): "i", **dict.fromkeys(range(768, 880), "")}
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        base = "".join(c for c in unicodedata.normalize("NFD", chr(code)) if not unicodedata.combining(c))
        if base != chr(code):
            table[code] = "i" if base == "y" else base
    return table


_FOLDED = _fold_table()


@lru_cache(maxsize=20_000)
def sound(folded_word: str) -> str:
    """What ``folded_word`` sounds like. Digits stay as they are."""
    if any(letter.isdigit() for letter in folded_word):
        return folded_word
    heard = _TELEX_REST.sub("", folded_word)
    for pattern, replacement in _SOUNDS:
        heard = pattern.sub(replacement, heard)
    return heard or folded_word


def folded_text(text: str) -> str:
    return folded(" ".join(words(text)))


def sound_text(text: str) -> str:
    return " ".join(sound(word) for word in folded_text(text).split(" ") if word)


def query_words(query: str) -> list[str]:
    """The words asked for, each once, at most ``MAX_WORDS_OF_QUERY``."""
    return list(dict.fromkeys(words(query)))[:MAX_WORDS_OF_QUERY]
