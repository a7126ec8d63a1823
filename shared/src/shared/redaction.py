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
_MOBILE = r"(?:\+?84[ .-]?(?:\(0\)[ ]?)?|0)[ .-]{0,2}[35789](?:[ .-]{0,2}\d){8}"
_MOBILE_IN_GROUPS = r"\(?0[35789]\d\d\)?[ ./_-]{1,2}\d{3}[ ./_-]{1,2}\d{3}"
_PERSONAL_NUMBER = r"(?:\d{12}|\d{3}(?:[ ]\d{3}){3})"
"""Số định danh cá nhân."""

# In what people write a letter beside a number hides nothing, and a day with an hour behind it is no number. In a log
# letters stand beside digits in every id, and nine digits are most often an offset or a duration.
_WRITTEN_NUMBERS = re.compile(
    rf"""
    (?<!\d)(?<!\d\.)(?!\d\d[.-]\d\d[.-](?:19|20)\d\d){_MOBILE}(?!\d)
    | (?<!\d)(?<!\d[./]){_MOBILE_IN_GROUPS}(?!\d)
    | o[35789]\d{{8}}(?!\d|[ ]?(?:đồng|đ\b|VN[DĐ]))   # the letter for a zero
    | (?<![\w.]){_PERSONAL_NUMBER}(?!\w)
    | (?<!\d)(?<!\d[.,])0\d\d(?:[ ]?\d{{3}}){{3}}(?!\d)   # beside a letter: codes of banks begin otherwise
    | (?<![\w.-])(?=(?:\d[ .-]?){{11}}\d(?!\w))0\d{{2,5}}(?:[ .-]\d{{3,6}}){{1,3}}   # in groups: no sum begins with 0
    | (?:cmnd|cccd|chứng[ ]minh|căn[ ]cước)\D{{0,12}}\d{{3}}(?:[ .-]?\d{{3}}){{2,3}}(?!\d)
    | (?<![\w.,/-])\d{{9}}(?![\w/-]|[.,]\d|[ ]?(?:đồng|đ\b|VN[DĐ]))   # CMND, before 2016; no sum, no file
    """,
    re.VERBOSE | re.IGNORECASE,
)

SENSITIVE_VALUES = re.compile(
    rf"""
    (?<![\w.]){_MOBILE}(?!\w)
    | (?<![\w./]){_MOBILE_IN_GROUPS}(?!\w)
    | (?<![\w.]){_PERSONAL_NUMBER}(?!\w)
    | \beyJ[\w-]{{8,}}\.[\w-]{{8,}}\.[\w-]*      # JSON Web Token
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
    return [found.group() for found in _WRITTEN_NUMBERS.finditer(_in_a_line(text))]


def without_personal_numbers(text: str) -> str:
    """``text`` with all such numbers hidden, for what others wrote and we keep; where there is one, in one line."""
    return _WRITTEN_NUMBERS.sub(HIDDEN, _in_a_line(text)) if has_personal_number(text) else text


def _in_a_line(text: str) -> str:
    return " ".join(nfkc(text).split())


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
