"""Text that the printer's font can show. PDF/A refuses a page with a character that has no glyph."""

import re
from collections.abc import Mapping
from typing import Any

# What Libertinus Serif has of Latin, its marks, punctuation, currency, arrows and mathematics.
_WITHOUT_GLYPH = re.compile(
    "[^\n -~\u00a0-\u024f\u0300-\u036f\u1e00-\u1eff\u2010-\u2027\u2030-\u2040\u20a0-\u20c0\u2190-\u221f]+"
)
_EMPTY_LINES = re.compile(r"\s*\n\s*")
_LONG_WORD = re.compile(r"\S{30}(?=\S)")


def printable(value: Any) -> Any:
    """``value`` with every text in it fit to print: no empty lines, and a word longer than a line may be broken."""
    if isinstance(value, str):
        return _LONG_WORD.sub("\\g<0>\u00ad", _WITHOUT_GLYPH.sub("?", _EMPTY_LINES.sub("\n", value.strip())))
    if isinstance(value, Mapping):
        return {name: printable(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [printable(part) for part in value]
    return value
