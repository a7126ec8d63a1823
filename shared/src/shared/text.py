"""Vietnamese text: one spelling for storing, one folded form for searching."""

import unicodedata


def nfc(text: str) -> str:
    """``text`` in composed form: decomposed Vietnamese counts twice in Zalo's length limits."""
    return unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """Lower case without accents, ``đ`` as ``d``, one space between words: ``Đăng ký`` → ``dang ky``."""
    decomposed = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).split())
