"""What must never reach a log, an event or a free text: phones, personal numbers, tokens, secrets."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from shared.text import nfkc

HIDDEN = "[ẩn]"

SENSITIVE_NAMES = re.compile(
    r"token|secret|password|authorization|cookie|phone|personal_number|proof|api_key|private_key", re.IGNORECASE
)
PERSONAL_NUMBERS = r"""
    (?<![\w.])(?:\+?84[ .-]?(?:\(0\)[ ]?)?|0)[ .-]{0,2}[35789](?:[ .-]{0,2}\d){8}(?!\w)   # mobile phone
    | (?<![\w./])\(?0[35789]\d\d\)?[ ./_-]{1,2}\d{3}[ ./_-]{1,2}\d{3}(?!\w)             # its groups set apart
    | (?<![\w.])(?:\d{12}|\d{3}(?:[ ]\d{3}){3})(?!\w)              # personal number (số định danh cá nhân)
"""
_PERSONAL_NUMBERS = re.compile(PERSONAL_NUMBERS, re.VERBOSE)
# Only in what people write: in logs and errors nine digits are most often an offset or a duration.
_WRITTEN_NUMBERS = re.compile(
    PERSONAL_NUMBERS
    + r"""
    | (?<![\w.-])(?=(?:\d[ .-]?){11}\d(?!\w))0\d{2,5}(?:[ .-]\d{3,6}){1,3}     # personal number; no sum begins with 0
    | (?:(?<=sđt)|(?<=sdt)|(?<=đt)|(?<=tel))0[35789]\d{8}(?!\w)              # right behind the word for it
    | (?:cmnd|cccd|chứng[ ]minh|căn[ ]cước)\D{0,12}\d{3}[ .-]\d{3}[ .-]\d{3}(?:[ .-]\d{3})?(?!\w)
    | (?<![\w.,/-])\d{9}(?![\w/-]|[.,]\d|[ ]?(?:đồng|đ\b|VN[DĐ]))   # identity card before 2016 (CMND); no sum, no file
    """,
    re.VERBOSE | re.IGNORECASE,
)

SENSITIVE_VALUES = re.compile(
    PERSONAL_NUMBERS
    + r"""
    | \beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*      # JSON Web Token
    | (?<=://)[^/\s:@]+:[^/\s@]+(?=@)      # user and password in a URL
    """,
    re.VERBOSE,
)

_SHORTEST = len("://a:b@")
"""Characters of the shortest text in which one of them can be: half of all fields of a log are shorter."""


def has_personal_number(text: str) -> bool:
    """Whether what somebody wrote names a person by such a number."""
    return bool(personal_numbers(text))


def personal_numbers(text: str) -> list[str]:
    """Every mobile phone, personal number and number of an old identity card in what somebody wrote, over lines too."""
    return [found.group() for found in _WRITTEN_NUMBERS.finditer(" ".join(nfkc(text).split()))]


def redact_text(text: str) -> str:
    """``text`` with every phone, personal number, token and URL password hidden."""
    return SENSITIVE_VALUES.sub(HIDDEN, text) if len(text) >= _SHORTEST else text


def redact(name: str, value: Any) -> Any:
    """A log field made safe: hidden whole if its name is sensitive, else its text and members redacted."""
    if _is_sensitive(name) and not isinstance(value, bool | int | float | None):
        return HIDDEN
    if isinstance(value, str):
        return redact_text(value)
    if isinstance(value, Mapping):
        return {key: redact(str(key), member) for key, member in value.items()}
    if isinstance(value, list | tuple | set):
        return [redact(name, member) for member in value]
    return value


@lru_cache(maxsize=1_000)
def _is_sensitive(name: str) -> bool:
    return SENSITIVE_NAMES.search(name) is not None
