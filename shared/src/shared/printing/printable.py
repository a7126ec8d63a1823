"""Text that the printer's fonts can show. PDF/A refuses a page with a character that has no glyph."""

import re
from collections.abc import Mapping
from typing import Any

from shared.printing.fonts import CHARACTERS
from shared.text import nfkc, normal

INSTEAD = "?"
"""What is printed for characters that no font has. Whoever writes a text for a paper is told of it (``unprintable``);
what other systems tell, and what was written before, is printed all the same."""

_JOINING = dict.fromkeys(map(ord, "\u200d\ufe0f"))
"""What makes one picture of several emoji, or colours one: on paper each stands alone, in black."""
_EMPTY_LINES = re.compile(r"\s*\n\s*")
_LONG_WORD = re.compile(r"\S{30}(?=\S)")


def unprintable(text: str) -> str:
    """The characters of ``text`` that cannot be printed, each once."""
    return "".join(dict.fromkeys(one for one in text.translate(_JOINING) if one != "\n" and one not in CHARACTERS))


def printable(value: Any) -> Any:
    """``value`` with every text in it fit to print: no empty lines, and a word longer than a line may be broken."""
    if isinstance(value, str):
        return _LONG_WORD.sub("\\g<0>\u00ad", _shown(_EMPTY_LINES.sub("\n", normal(value).translate(_JOINING))))
    if isinstance(value, Mapping):
        return {name: printable(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [printable(part) for part in value]
    return value


def _shown(text: str) -> str:
    """Ornamental letters are printed as the letters they are; several characters in a row that cannot be printed are
    one picture to who typed them.
    """
    if not unprintable(text):
        return text
    text = nfkc(text)
    strange = unprintable(text)
    if not strange:
        return text
    return re.sub(f"[{re.escape(strange)}]+", INSTEAD, text)
