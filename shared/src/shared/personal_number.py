"""Số định danh cá nhân: twelve digits ``PPP C YY NNNNNN``, without a check digit (Nghị định 137/2015/NĐ-CP).

A valid structure proves nothing about existence, and the prefix is where birth was registered, not where one lives:
neither decides anything here.
"""

import re
from collections.abc import Container
from dataclasses import dataclass
from datetime import date

_STRUCTURE = re.compile(r"([0-9]{3})([0-5])([0-9]{2})[0-9]{6}")


@dataclass(frozen=True)
class PersonalNumber:
    birth_year: int
    female: bool


def read(number: str, places: Container[str]) -> PersonalNumber | None:
    """Birth year and sex told by ``number``; ``None`` if it has not the structure, or a prefix not in ``places``."""
    match = _STRUCTURE.fullmatch(number)
    if match is None or match[1] not in places:
        return None
    century_and_sex = int(match[2])
    return PersonalNumber(1900 + century_and_sex // 2 * 100 + int(match[3]), bool(century_and_sex % 2))


def agrees(known: PersonalNumber, birth_date: date | None, female: bool | None) -> bool:
    """Whether a declared birth date and sex, where given, are those that the number tells."""
    return (birth_date is None or birth_date.year == known.birth_year) and (female is None or female == known.female)
