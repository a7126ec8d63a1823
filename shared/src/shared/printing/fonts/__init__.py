"""The fonts that papers are set in, and which characters they have. No other font is used: the same page everywhere.

Liberation Serif has the measures of Times New Roman, which Nghị định 30/2020/NĐ-CP asks for; DejaVu Sans has what it
lacks, in one face. Both are free; their licences lie beside them.
"""

import unicodedata
from functools import reduce
from pathlib import Path

from fontTools.ttLib import TTFont

FOLDER = Path(__file__).parent
FIRST, SECOND = "LiberationSerif-*.ttf", "DejaVuSans.ttf"

_NEVER_PRINTED = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
_FROM_THE_RIGHT = frozenset({"R", "AL", "AN"})
"""Papers are in scripts from left to right. A mark of another after a line break ends Typst's printing."""


def _characters() -> frozenset[str]:
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


CHARACTERS = _characters()
