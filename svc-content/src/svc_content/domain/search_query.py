"""What a citizen may have meant by what they typed: the readings of a query, the most literal first.

Words run together (``khaisinh``) are taken apart into words that something is called by. Words that only say that
something is wanted (``xin``, ``làm``, ``ở đâu``) are left out. Everyday words are put into those of the offices
(``người già``: ``người cao tuổi``); which, a province arranges as data.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from svc_content.domain.search_text import folded_text

Phrase = tuple[str, ...]
"""Folded words in their order."""

SHORTEST_PIECE = 2
SHORTEST_JOINED = 4

_FILLERS = (
    "xin",
    "làm",
    "muốn",
    "tôi",
    "giúp",
    "tôi cần",
    "cần làm",
    "cần xin",
    "xin hỏi",
    "cho hỏi",
    "muốn hỏi",
    "tôi hỏi",
    "cách",
    "thủ tục",
    "hồ sơ",
    "ở đâu",
    "như thế nào",
    "thế nào",
    "làm sao",
    "bao nhiêu",
    "là gì",
)

_OPENINGS = frozenset(("can", "hoi"))
"""``cần`` and ``hỏi``, folded: they only open a question where two words follow at least. Without marks they are also
``căn`` of ``căn cước``, and elsewhere ``hội`` of ``xã hội``."""


def phrase(text: str) -> Phrase:
    return tuple(folded_text(text).split())


@dataclass(frozen=True)
class Everyday:
    """How people call something, and how the offices do."""

    said: Phrase
    meant: Phrase


FILLERS = tuple(Everyday(phrase(words), ()) for words in _FILLERS)


def readings(asked: Sequence[str], everyday: Sequence[Everyday], known: Callable[[str], bool]) -> list[list[str]]:
    """The ways to read the folded words ``asked``; ``known`` says whether something is called by a word."""
    taken_apart = [piece for word in asked for piece in _pieces(word, known)]
    opens = len(taken_apart) > 2 and taken_apart[0] in _OPENINGS
    wanted = _replaced(taken_apart[1:] if opens else taken_apart, FILLERS)
    found = [list(asked), taken_apart, wanted, _replaced(taken_apart, everyday), _replaced(wanted, everyday)]
    return [reading for place, reading in enumerate(found) if reading and reading not in found[:place]]


def _replaced(words: Sequence[str], table: Sequence[Everyday]) -> list[str]:
    """The longest phrase counts where several begin at one word."""
    replaced: list[str] = []
    place = 0
    while place < len(words):
        rest = tuple(words[place:])
        fits = [entry for entry in table if entry.said and rest[: len(entry.said)] == entry.said]
        if fits:
            best = max(fits, key=lambda entry: len(entry.said))
            replaced += best.meant
            place += len(best.said)
        else:
            replaced.append(words[place])
            place += 1
    return list(dict.fromkeys(replaced))


def _pieces(word: str, known: Callable[[str], bool]) -> list[str]:
    """``word`` as the fewest known words; itself where it is known, or is not made of such."""
    if len(word) < SHORTEST_JOINED or not word.isalpha() or known(word):
        return [word]
    fewest: dict[int, list[str]] = {0: []}
    for end in range(SHORTEST_PIECE, len(word) + 1):
        for start in _starts(end):
            piece = word[start:end]
            if start in fewest and known(piece):
                candidate = [*fewest[start], piece]
                if end not in fewest or len(candidate) < len(fewest[end]):
                    fewest[end] = candidate
    return fewest.get(len(word), [word])


def _starts(end: int) -> Iterator[int]:
    longest_syllable = 7  # nghiêng
    return iter(range(max(0, end - longest_syllable), end - SHORTEST_PIECE + 1))
