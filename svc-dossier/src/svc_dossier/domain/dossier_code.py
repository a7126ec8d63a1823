"""Mã số hồ sơ, the legal code given on acceptance: agency, day of receipt, number of the day.

Classic form ``V1V2V3.Z1Z2.Y1Y2.MX1X2-YYMMDD-XXXX`` (Nghị định 61/2018/NĐ-CP, Điều 26; Thông tư 01/2018/TT-VPCP). A code
once given is never formatted anew: the form in force is chosen by the day of acceptance.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


class NumbersExhausted(Exception):
    """The agency has given out every number that the form has for one day."""


@dataclass(frozen=True)
class CodeForm:
    effective_from: date
    date_format: str
    digits: int


def form_on(day: date, forms: Sequence[CodeForm]) -> CodeForm:
    """The form in force on ``day``."""
    return max((form for form in forms if form.effective_from <= day), key=lambda form: form.effective_from)


def dossier_code(agency_identifier: str, day: date, number: int, form: CodeForm) -> str:
    """``000.00.53.H48-220921-0099``."""
    if number >= 10**form.digits:
        raise NumbersExhausted(f"{agency_identifier} on {day}")
    return f"{agency_identifier}-{day.strftime(form.date_format)}-{number:0{form.digits}d}"
