"""Mã số hồ sơ, the legal code given on acceptance: agency, day of receipt, number of the day.

Classic form ``V1V2V3.Z1Z2.Y1Y2.MX1X2-YYMMDD-XXXX`` (Nghị định 61/2018/NĐ-CP, Điều 26; Thông tư 01/2018/TT-VPCP). Newer
ones are seen with the agency in short, level 1 first: ``G09.20-20260609-0092637``. A code once given is never formatted
anew: the form in force is chosen by the day of acceptance.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

PATTERN = re.compile(
    r"(?:\d{3}\.\d{2}\.\d{2}\.(?P<root>[HG]\d{2})|(?P<short_root>[HG]\d{2})(?:\.\d{1,3}){0,3})-(?:\d{6}-\d{4}|\d{8}-\d{4,7})",
    re.ASCII,
)
"""Every form that was seen: of old, of other systems, of before the merger of Kon Tum (H34)."""

_DASHES = str.maketrans("‐‑‒–—−", "------")


class NumbersExhausted(Exception):
    """The agency has given out every number that the form has for one day."""


class AgencyPart(StrEnum):
    FULL = "full"
    SHORT = "short"


@dataclass(frozen=True)
class CodeForm:
    effective_from: date
    date_format: str
    digits: int
    agency: AgencyPart = AgencyPart.FULL


def form_on(day: date, forms: Sequence[CodeForm]) -> CodeForm:
    """The form in force on ``day``."""
    return max((form for form in forms if form.effective_from <= day), key=lambda form: form.effective_from)


def dossier_code(agency_identifier: str, day: date, number: int, form: CodeForm) -> str:
    """``000.00.53.H48-220921-0099``."""
    if number >= 10**form.digits:
        raise NumbersExhausted(f"{agency_identifier} on {day}")
    agency = short_identifier(agency_identifier) if form.agency is AgencyPart.SHORT else agency_identifier
    return f"{agency}-{day.strftime(form.date_format)}-{number:0{form.digits}d}"


def short_identifier(identifier: str) -> str:
    """Level 1 first, without the levels that are zero: ``000.00.53.H48`` → ``H48.53``."""
    *lower, root = identifier.split(".")
    return ".".join([root, *(level for level in reversed(lower) if int(level))])


def read_code(text: str) -> str | None:
    """The code that somebody typed or scanned, as it is stored; ``None`` when it is none of any known form."""
    code = "".join(text.split()).upper().translate(_DASHES)
    return code if PATTERN.fullmatch(code) and _has_a_day(code) else None


def _has_a_day(code: str) -> bool:
    """Whether the digits of the day are one: the fewer of the two forms leave the century out."""
    day = code.split("-")[1]
    try:
        date.fromisoformat(day if len(day) == 8 else f"20{day}")
    except ValueError:
        return False
    return True


def root_of(code: str) -> str:
    """Level 1 of the agency in a code that ``read_code`` gave: ``H48``, or ``H34`` of what was Kon Tum."""
    found = PATTERN.fullmatch(code)
    assert found is not None, "not a code"
    return found["root"] or found["short_root"]
