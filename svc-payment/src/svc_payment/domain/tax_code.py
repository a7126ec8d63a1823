"""Tax codes (mã số thuế): ten digits with a check digit, thirteen for a dependent unit, or a personal number.

Source: Thông tư 86/2024/TT-BTC; public-services 5. Since 1/7/2025 households and people use their personal number.
"""

import re
from collections.abc import Container
from enum import StrEnum

from shared.personal_number import read

_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)
_FORM = re.compile(r"(\d{10})(?:-?(\d{3}))?", re.ASCII)


class TaxCodeForm(StrEnum):
    ORGANISATION = "organisation"
    DEPENDENT_UNIT = "dependent_unit"
    PERSONAL_NUMBER = "personal_number"


def read_tax_code(text: str, places: Container[str]) -> tuple[str, TaxCodeForm] | None:
    """``text`` as it is written (``0100109106-001``) and what it is; ``None`` when it can be no tax code.

    ``places``: the first three digits that a personal number may have.
    """
    bare = re.sub(r"[\s.]", "", text)
    if read(bare, places):
        return bare, TaxCodeForm.PERSONAL_NUMBER
    match = _FORM.fullmatch(bare)
    if match is None or check_digit(match[1][:9]) != match[1][9] or match[2] == "000":
        return None
    if match[2]:
        return f"{match[1]}-{match[2]}", TaxCodeForm.DEPENDENT_UNIT
    return match[1], TaxCodeForm.ORGANISATION


def check_digit(nine: str) -> str | None:
    """The tenth digit; ``None`` where no code was ever given out."""
    digit = 10 - sum(weight * int(figure) for weight, figure in zip(_WEIGHTS, nine, strict=True)) % 11
    return None if digit == 10 else str(digit)
