"""Vietnamese phone numbers as Zalo gives them."""

import re

_ZALO = re.compile(r"84[1-9][0-9]{7,9}")


class NotAPhone(ValueError):
    """Not digits with Vietnam's country code in front."""


def e164(number: str) -> str:
    """``84900000001`` → ``+84900000001``."""
    if not _ZALO.fullmatch(number):
        raise NotAPhone
    return f"+{number}"


def mask(phone: str) -> str:
    """``+84900000001`` → ``+84******001``: enough for its owner to know it again."""
    return f"{phone[:3]}{'*' * (len(phone) - 6)}{phone[-3:]}"
