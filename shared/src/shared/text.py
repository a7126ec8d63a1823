"""Vietnamese text: one spelling for storing, one folded form for searching."""

import re
import unicodedata

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
"""Control characters that no text of a citizen or officer holds; tab and line feed are none of them."""


def nfc(text: str) -> str:
    """``text`` in composed form: decomposed Vietnamese counts twice in Zalo's length limits."""
    return unicodedata.normalize("NFC", text)


def in_nfc(value: object) -> object:
    """``value``, a text in composed form: for validators that come before the length is looked at."""
    return nfc(value) if isinstance(value, str) else value


def fold(text: str) -> str:
    """Lower case without accents, ``đ`` as ``d``, one space between words: ``Đăng ký`` → ``dang ky``."""
    decomposed = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).split())
