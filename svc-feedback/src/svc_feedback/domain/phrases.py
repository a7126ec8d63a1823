"""Phrases in what people write, met however it is spelt: in capitals, with the tone mark on either letter of a
syllable, and without any accents where a whole text has none.

A phrase is met within one clause only. ``…`` in it stands for up to four words.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from shared.text import search_key

_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_CLAUSE_END = re.compile(r"[.,;:!?()\n]+")
_GAP = r"(?: (?!\| )\S+){0,4}?"
_Key = Callable[[str], str]


@dataclass(frozen=True)
class Phrases:
    """``anyhow`` are met without accents as well; ``accented`` only with them, for without they are other words too:
    “cháy xe” is a fire, “chạy xe” is driving. ``not_meant`` are longer ones that hold some of these and mean something
    else: who writes “dễ gây tai nạn” fears an accident.
    """

    anyhow: Sequence[str] = ()
    accented: Sequence[str] = ()
    not_meant: Sequence[str] = ()

    def met_in(self, text: str) -> bool:
        if unicodedata.normalize("NFC", text).isascii():
            phrases, not_meant = self._unaccented
            return phrases.search(not_meant.sub(" |", _clauses(text, search_key))) is not None
        phrases, not_meant = self._as_spelt
        return phrases.search(not_meant.sub(" |", _clauses(text, _toned))) is not None

    @cached_property
    def _unaccented(self) -> tuple[re.Pattern[str], re.Pattern[str]]:
        return _pattern(self.anyhow, search_key), _pattern(self.not_meant, search_key)

    @cached_property
    def _as_spelt(self) -> tuple[re.Pattern[str], re.Pattern[str]]:
        return _pattern((*self.anyhow, *self.accented), _toned), _pattern(self.not_meant, _toned)


def _clauses(text: str, key: _Key) -> str:
    """The words of ``text``, each between blanks, and a stroke between clauses."""
    return f" {' | '.join(key(clause) for clause in _CLAUSE_END.split(text))} "


def _pattern(phrases: Sequence[str], key: _Key) -> re.Pattern[str]:
    """Any of ``phrases``; what nothing meets where there is none."""
    written = [f"{_GAP} ".join(re.escape(key(part)) for part in phrase.split("…")) for phrase in phrases]
    return re.compile(rf" (?:{'|'.join(written)})(?= )" if written else r"(?!)")


def _toned(text: str) -> str:
    """The words of ``text`` in lower case, the tone behind each word: “hoả” and “hỏa” are one."""
    return " ".join(map(_toned_word, re.findall(r"\w+", unicodedata.normalize("NFC", text).casefold())))


def _toned_word(word: str) -> str:
    if word.isascii():
        return word
    parts = unicodedata.normalize("NFD", word)
    tones = "".join(part for part in parts if part in _TONES)
    return unicodedata.normalize("NFC", "".join(part for part in parts if part not in _TONES)) + tones
