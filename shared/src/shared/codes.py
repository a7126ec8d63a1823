"""Codes as people type them off a message or a paper."""

import re

from shared.text import nfc, nfkc, normal

_AROUND = " .,;:!?\"'()[]<>。、"
_BLANKS = re.compile(r"\s+")
_AT_DASH = re.compile(r"-{2,}")


def plain_code(typed: str) -> str:
    """``typed`` in capitals, with plain dashes, without blanks and without what stood around it.

    Our own messages end a sentence with a code, and who copies it copies the full stop.
    """
    capitals = _BLANKS.sub("", nfkc(normal(typed))).upper()
    # A mark that stood after a blank (NFKC makes two characters of "¸") now follows a letter.
    text = nfc(capitals)
    return _AT_DASH.sub("-", text).strip(_AROUND)
