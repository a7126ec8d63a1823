"""Vietnamese phone numbers: as Zalo gives them, and as people type and paste them."""

import re

from shared.text import nfkc, normal

_ZALO = re.compile(r"84[1-9][0-9]{7,9}")
_TYPED = re.compile(r"(?:\+84|0084|84)0?([1-9][0-9]{7,9})|0([1-9][0-9]{7,9})")
_MOBILE = re.compile(r"0[35789][0-9]{8}")
_BETWEEN = re.compile(r"[\s.,\-()\[\]/·•]+")


class NotAPhone(ValueError):
    """The number is not written in digits with Vietnam's country code in front."""


def e164(number: str) -> str:
    """``84900000001`` → ``+84900000001``."""
    if not _ZALO.fullmatch(number):
        raise NotAPhone
    return f"+{number}"


def read_phone(typed: str) -> str:
    """E.164 of a number however it is written: ``+84``, ``84`` or ``0`` in front, blanks, dots, brackets, pasted marks.

    Raises ``NotAPhone``, for a foreign number too.
    """
    found = _TYPED.fullmatch(without_marks(typed))
    if found is None:
        raise NotAPhone
    return e164(f"84{found[1] or found[2]}")


def national(phone: str) -> str:
    """``+84900000001`` → ``0900000001``: as people in Vietnam write it."""
    return f"0{phone.removeprefix('+84')}"


def read_mobile(typed: str) -> str:
    """The mobile number ``0900000001`` however it is written. Raises ``NotAPhone``."""
    number = national(read_phone(typed))
    if not _MOBILE.fullmatch(number):
        raise NotAPhone
    return number


def without_marks(typed: str) -> str:
    """A number without what people put between its digits."""
    return _BETWEEN.sub("", nfkc(normal(typed)))


def mask(phone: str) -> str:
    """``+84900000001`` → ``+84******001``: enough for its owner to know it again."""
    return f"{phone[:3]}{'*' * (len(phone) - 6)}{phone[-3:]}"
