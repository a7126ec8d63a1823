"""Dates, times, codes and amounts written so that a phone that reads aloud says them right."""

import re
from datetime import datetime, tzinfo

_SIGNS = {".": " chấm", "-": ", gạch ngang,"}
_DATE = re.compile(r"(?:\b[Nn]gày )?\b(0?[1-9]|[12]\d|3[01])[/-](0?[1-9]|1[0-2])[/-](\d{4})\b")
_TIME = re.compile(r"\b([01]?\d|2[0-3])(?:h|:)([0-5]\d)\b")


def spoken_moment(moment: datetime, zone: tzinfo) -> str:
    """``17 giờ, ngày 24 tháng 11 năm 2026``"""
    at = moment.astimezone(zone)
    return f"{spoken_time(at.hour, at.minute)}, ngày {at.day} tháng {at.month} năm {at.year}"


def spoken_time(hour: int, minute: int) -> str:
    return f"{hour} giờ {minute} phút" if minute else f"{hour} giờ"


def spoken_code(code: str) -> str:
    """One sign after the other: ``H 4 8, gạch ngang, 2 6 1 1 2 3, gạch ngang, 0 0 0 1``"""
    return "".join(_SIGNS.get(sign, f" {sign}") for sign in code).strip()


def spoken_amount(amount: int) -> str:
    """``1 triệu 250 nghìn đồng`` for 1250000 VND: no figure above 999, so none is read digit by digit."""
    parts = []
    for size, name in ((1_000_000_000, " tỷ"), (1_000_000, " triệu"), (1_000, " nghìn"), (1, "")):
        count, amount = divmod(amount, size)
        if count:
            parts.append(f"{count}{name}")
    return f"{' '.join(parts) or '0'} đồng"


def spoken_text(text: str) -> str:
    """What somebody wrote, its dates and times in words, without the full stop at its end."""
    dated = _DATE.sub(lambda found: f"ngày {int(found[1])} tháng {int(found[2])} năm {found[3]}", text)
    timed = _TIME.sub(lambda found: spoken_time(int(found[1]), int(found[2])), dated)
    return " ".join(timed.split()).rstrip(" .;,")
