"""The months of which somebody asks figures, as a request names them."""

import re
from typing import Annotated

from pydantic import AfterValidator, WithJsonSchema

from shared.errors import FieldError, Invalid
from shared.months import MAX_MONTHS, Month, WrongPeriod, months

_SHAPE = re.compile(r"20[0-9]{2}-(0[1-9]|1[0-2])")


def _month(text: str) -> str:
    if not _SHAPE.fullmatch(text):
        raise ValueError("Phải là tháng từ năm 2000, viết như 2026-11.")
    return text


MonthText = Annotated[str, AfterValidator(_month), WithJsonSchema({"type": "string", "examples": ["2026-11"]})]


def period(since: str, until: str) -> list[Month]:
    """Every month from ``since`` to ``until``. Raises ``Invalid`` where there is none, or more than ``MAX_MONTHS``."""
    first, last = (Month(int(text[:4]), int(text[5:])) for text in (since, until))
    try:
        return months(first, last)
    except WrongPeriod:
        raise Invalid([FieldError("to", f"Khoảng thời gian từ 1 đến {MAX_MONTHS} tháng.")]) from None
