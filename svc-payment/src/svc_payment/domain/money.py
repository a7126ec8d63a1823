"""Money is a whole number of đồng (VND). There is no smaller unit in use, so nothing is ever rounded."""

import re
from enum import Enum, auto

LARGEST = 10**12
"""VND of one amount. More is a mistake of whoever typed it."""

_PLAIN = re.compile(r"0|[1-9]\d*", re.ASCII)
_GROUPED = re.compile(r"[1-9]\d{0,2}([.,\u00a0 ])\d{3}(?:\1\d{3})*", re.ASCII)
_DECIMAL = re.compile(r"(?:\d+|\d{1,3}(?:[.,]\d{3})*)[.,]\d+", re.ASCII)
_WITH_ZEROS = re.compile(
    r"(?P<whole>0|[1-9]\d{3,}|[1-9]\d{0,2}(?P<group>[.,\u00a0 ])\d{3}(?:(?P=group)\d{3})*)"
    r"(?P<point>[.,])0{1,2}",
    re.ASCII,
)
"""Decimals that are nothing, where no sign means two things: ``1250000.00`` and ``1,250,000.0``, and neither
``1.250.00`` nor ``30.00``, which may be thousands that have lost a zero."""
_UNIT = re.compile(r"\s*(?:đ|₫|vnd|vnđ|đồng)\.?$", re.IGNORECASE)


class AmountRefusal(Enum):
    NOT_A_NUMBER = auto()
    FRACTION = auto()
    TOO_LARGE = auto()


class AmountRefused(ValueError):
    def __init__(self, reason: AmountRefusal) -> None:
        super().__init__(reason.name)
        self.reason = reason


def parse_amount(text: str) -> int:
    """What a person typed: ``1250000``, ``1.250.000``, ``1,250,000 đ``, ``1250000.00``.

    Raises ``AmountRefused``: a fraction of a đồng is a mistake, and a number that could be read in two ways is one too
    (``1.25`` is neither 125 nor 1). So is what begins with a zero: ``000`` is the end of ``615,000`` in a file whose
    cells are parted by commas.
    """
    stripped = _UNIT.sub("", text.strip())
    if not _PLAIN.fullmatch(stripped) and not _GROUPED.fullmatch(stripped):
        found = _WITH_ZEROS.fullmatch(stripped)
        if found is None or found["group"] == found["point"]:
            decimal = _DECIMAL.fullmatch(stripped)
            raise AmountRefused(AmountRefusal.FRACTION if decimal else AmountRefusal.NOT_A_NUMBER)
        stripped = found["whole"]
    amount = int(re.sub(r"\D", "", stripped))
    if amount > LARGEST:
        raise AmountRefused(AmountRefusal.TOO_LARGE)
    return amount


def after_exemption(price: int, percent: int) -> int:
    """``price`` less ``percent`` of it. What does not divide is left to the payer's advantage: rounded down."""
    return price * (100 - percent) // 100
