"""JSON of others and of apps: half an emoji, a byte order mark or Java's UTF-8 must not cost us what it says.

Phones cut an emoji in half and send a lone surrogate as an escape; Java's old encoders write surrogates as three bytes
each (CESU-8, https://www.unicode.org/reports/tr26/); Windows puts a byte order mark before it. What stands for no
character becomes U+FFFD, and a name with it is refused by its field (``shared/fields.py``).
"""

import re
from codecs import BOM_UTF8
from typing import Any

from pydantic_core import from_json

_ESCAPE = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[dD][89a-fA-F][0-9a-fA-F]{2}|\\.", re.DOTALL
)
"""Each escape as a whole, so that what follows an escaped backslash is not taken for one."""


def read_json(body: bytes, *, undecodable: bool = True) -> Any:
    """The value that ``body`` is, at most 200 levels deep, without NaN. Raises ``ValueError``; without ``undecodable``
    also for bytes that are no text: a letter of another encoding would be lost without a word.
    """
    try:
        return from_json(body, allow_inf_nan=False)
    except ValueError:
        text = as_text(body, undecodable=undecodable)
        return from_json(_ESCAPE.sub(_whole_escape, text), allow_inf_nan=False)


def as_text(body: bytes, *, undecodable: bool = True) -> str:
    """``body`` to be kept as text, and read again from it."""
    try:
        text = body.removeprefix(BOM_UTF8).decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        if not undecodable:
            raise
        text = body.removeprefix(BOM_UTF8).decode("utf-8", "replace")
    # By way of UTF-16 two surrogates become the character that they are, and one alone U+FFFD.
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _whole_escape(found: re.Match[str]) -> str:
    escape = found[0]
    lone = len(escape) == 6 and escape[2] in "dD" and escape[1] == "u"
    return r"\ufffd" if lone else escape
