"""Which characters the fonts have, read from themselves: `make docs` writes them down, so that no service must."""

import unicodedata
from collections.abc import Iterable
from functools import reduce
from pathlib import Path

from fontTools.ttLib import TTFont

from shared.printing.fonts import FIRST, FOLDER, SECOND

_NEVER_PRINTED = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
_FROM_THE_RIGHT = frozenset({"R", "AL", "AN"})
"""Papers are in scripts from left to right. A mark of another after a line break ends Typst's printing."""


def characters() -> frozenset[str]:
    """What is in each face of the first font, or in the second: a name may be printed bold, a remark upright."""
    faces = [_in_face(path) for path in sorted(FOLDER.glob(FIRST))]
    of_both = reduce(frozenset.intersection, faces) | _in_face(FOLDER / SECOND)
    return frozenset(filter(_is_printed, map(chr, of_both)))


def _is_printed(character: str) -> bool:
    category = unicodedata.category(character)
    if category == "Mn":
        return unicodedata.name(character).startswith("COMBINING")  # others are those of one script
    return category not in _NEVER_PRINTED and unicodedata.bidirectional(character) not in _FROM_THE_RIGHT


def _in_face(path: Path) -> frozenset[int]:
    with TTFont(path, lazy=True) as font:
        return frozenset(font.getBestCmap())


def as_ranges(found: Iterable[str]) -> str:
    """``20-7e``, one range a line."""
    ranges: list[list[int]] = []
    for code in sorted(map(ord, found)):
        if ranges and code == ranges[-1][1] + 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return "".join(f"{first:x}-{last:x}\n" for first, last in ranges)
