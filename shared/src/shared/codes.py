"""Codes as people type them off a message or a paper."""

import re
import unicodedata

from shared.text import normal

_AROUND = " .,;:!?\"'()[]<>。、"
_BLANKS = re.compile(r"\s+")
_AT_DASH = re.compile(r"-{2,}")


def plain_code(typed: str) -> str:
    """``typed`` in capitals, with plain dashes, without blanks and without what stood around it.

    Our own messages end a sentence with a code, and who copies it copies the full stop.
    """
    capitals = _BLANKS.sub("", unicodedata.normalize("NFKC", normal(typed))).upper()
    # A mark that stood after a blank (NFKC makes two characters of "¸") now follows a letter.
    text = unicodedata.normalize("NFC", capitals)
    return _AT_DASH.sub("-", text).strip(_AROUND)
