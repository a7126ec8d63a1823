"""Dates, times, codes and amounts written so that a phone that reads aloud says them right, in Vietnamese."""

import re
from datetime import datetime

from shared.time_zone import VIETNAM

_SIGNS = {".": " chấm", "-": ", gạch ngang,"}
_SIGNS_OF_LISTS = str.maketrans(
    {"•": "", "–": "-", "→": ", ", "≥": " lớn hơn hoặc bằng ", "≤": " nhỏ hơn hoặc bằng ", "×": " nhân "}
)
_DAY_MONTH = r"(0?[1-9]|[12]\d|3[01])[/-](0?[1-9]|1[0-2])"
_DATE = re.compile(rf"(?:\b[Nn]gày )?\b{_DAY_MONTH}[/-](\d{{4}})\b")
_FIRST_OF_TWO = re.compile(rf"(?:\b[Nn]gày )?\b{_DAY_MONTH} ?[-–] ?(?={_DAY_MONTH}[/-]\d{{4}}\b)")
"""The first of two days that have one year: ``01/12-05/12/2026``."""
_DAY = re.compile(rf"\b([Nn]gày) {_DAY_MONTH}\b(?![/-]?\d)")
"""A day without its year. The word before tells it apart: ``3/4`` alone is a fraction or a house."""
_MONTH = re.compile(r"\b([Tt]háng) (0?[1-9]|1[0-2])[/-](\d{4})\b")
_TIME = re.compile(r"(?<!lệ )\b([01]?\d|2[0-3])(?:h|:)([0-5]\d)\b")
_BEFORE_SIGN = re.compile(r" +(?=[,;])")
_CODE = re.compile(r"(?<![\w/])(?=[A-Z0-9-]*[A-Z])[A-Z0-9]{2,}(?:-[A-Z0-9]{3,})+(?:-[A-Z0-9])?\b")
"""A code of ours in the middle of a text: ``HS-B5SA-YKK7-SZJC``, ``PA-FY3U-RTC6E-D``; not the ``TT-BTC`` of a law's
number."""


def spoken_moment(moment: datetime) -> str:
    """``17 giờ, ngày 24 tháng 11 năm 2026``, in Vietnamese time."""
    at = moment.astimezone(VIETNAM)
    return f"{spoken_time(at.hour, at.minute)}, {spoken_day(moment)}"


def spoken_day(moment: datetime) -> str:
    """``ngày 24 tháng 11 năm 2026``, in Vietnamese time."""
    day = moment.astimezone(VIETNAM)
    return f"ngày {day.day} tháng {day.month} năm {day.year}"


def spoken_time(hour: int, minute: int) -> str:
    return f"{hour} giờ {minute} phút" if minute else f"{hour} giờ"


def spoken_code(code: str) -> str:
    """One sign after the other: ``H 4 8, gạch ngang, 2 6 1 1 2 3, gạch ngang, 0 0 0 1``"""
    return "".join(_SIGNS.get(sign, f" {sign}") for sign in code).strip()


def spoken_number(number: int) -> str:
    """``1 triệu 250 nghìn`` for 1250000: no figure above 999, so none is read digit by digit."""
    parts = []
    for size, name in ((1_000_000_000, " tỷ"), (1_000_000, " triệu"), (1_000, " nghìn"), (1, "")):
        count, number = divmod(number, size)
        if count:
            parts.append(f"{count}{name}")
    return " ".join(parts) or "0"


def spoken_amount(amount: int) -> str:
    """``1 triệu 250 nghìn đồng`` for 1250000 VND."""
    return f"{spoken_number(amount)} đồng"


def written_out(office: str) -> str:
    """The name of an office as papers and voices have it: nothing abbreviated."""
    return office.replace("UBND", "Ủy ban nhân dân")


def spoken_text(text: str) -> str:
    """What somebody wrote, its codes spelt, its dates and times in words, without the full stop at its end."""
    spelt = _CODE.sub(lambda found: spoken_code(found[0]), text.translate(_SIGNS_OF_LISTS))
    dated = _FIRST_OF_TWO.sub(lambda found: f"ngày {int(found[1])} tháng {int(found[2])} đến ", spelt)
    dated = _DATE.sub(lambda found: f"ngày {int(found[1])} tháng {int(found[2])} năm {found[3]}", dated)
    dated = _DAY.sub(lambda found: f"{found[1]} {int(found[2])} tháng {int(found[3])}", dated)
    dated = _MONTH.sub(lambda found: f"{found[1]} {int(found[2])} năm {found[3]}", dated)
    timed = _TIME.sub(lambda found: spoken_time(int(found[1]), int(found[2])), dated)
    return _BEFORE_SIGN.sub("", " ".join(timed.split())).rstrip(" .;,")
