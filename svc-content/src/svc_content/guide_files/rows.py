"""What every form of guide comes to, and what is wrong with it, by its place in the file."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from shared.clock import VIETNAM
from shared.text import fold, has_word, nfc
from svc_content.domain.programme import LONGEST, Programme, Showing

MAX_ROWS = 5_000
MAX_BYTES = 5 * 1024 * 1024

_HOUR = re.compile(r"(\d{1,2})(?:[:hH.](\d{2})(?::\d{2})?|[hH])")
SHOWINGS = {
    Showing.FIRST: ("Phát mới", "Mới"),
    Showing.LIVE: ("Trực tiếp", "THTT", "Live"),
    Showing.REPEAT: ("Phát lại", "Lại", "Repeat"),
    Showing.UNKNOWN: ("",),
}
"""How stations write it; capitals and marks do not matter."""
_SHOWING = {fold(spelling): showing for showing, spellings in SHOWINGS.items() for spelling in spellings}


class UnreadableGuide(Exception):
    """The file itself cannot be read; the text says why, in Vietnamese."""


class Counted(StrEnum):
    """What is counted in a file to find a place in it: XMLTV may be one line as a whole."""

    LINE = "line"
    PROGRAMME = "programme"


@dataclass(frozen=True)
class RowFault:
    """``number`` as a person counts, from 1."""

    number: int
    message: str


@dataclass(frozen=True)
class GuideRow:
    number: int
    programme: Programme


@dataclass(frozen=True)
class GuideRows:
    """``unused``: the headings of columns that say nothing here; ``counted``: what the numbers count."""

    rows: list[GuideRow] = field(default_factory=list)
    faults: list[RowFault] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)
    counted: Counted = Counted.LINE


@dataclass(frozen=True)
class Row:
    """One line of a table: ``end`` may be empty, then it lasts until the next one begins."""

    line: int
    day: object
    start: object
    end: object
    title: object
    showing: object = ""
    genre: object = ""
    description: object = ""


def read_rows(rows: Iterable[Row], unused: list[str]) -> GuideRows:
    """The programmes of a table. What is wrong is said for every line at once."""
    whole: list[GuideRow] = []
    open_ended: list[tuple[datetime, Row]] = []
    begins: list[datetime] = []
    found: list[RowFault] = []
    for row in rows:
        try:
            day, start = _day(row.day), _hour(row.start)
            begin = datetime.combine(day, start, VIETNAM)
            title = _text(row.title, 200)
            if not has_word(title):  # a reminder of it says its title
                raise ValueError("Thiếu tên chương trình.")
            begins.append(begin)
            if row.end in (None, ""):
                _showing(row.showing)
                open_ended.append((begin, row))
                continue
            end = datetime.combine(day, _hour(row.end, midnight=True), VIETNAM)
            if end == begin:
                raise ValueError("Giờ kết thúc trùng giờ bắt đầu.")
            if end < begin:  # past midnight
                end += timedelta(days=1)
            whole.append(_programme(begin, end, row))
        except ValueError as error:
            found.append(RowFault(row.line, str(error)))
    begins.sort()
    for begin, row in open_ended:
        following = bisect_right(begins, begin)
        later = begins[following] if following < len(begins) else None
        midnight = datetime.combine(begin.date() + timedelta(days=1), time(), VIETNAM)
        end = midnight if later is None or later - begin > LONGEST else later
        whole.append(_programme(begin, end, row))
    return GuideRows(whole, found, unused)


def _programme(begin: datetime, end: datetime, row: Row) -> GuideRow:
    title, genre, description = _text(row.title, 200), _text(row.genre, 60), _text(row.description, 1000)
    return GuideRow(row.line, Programme(begin, end, title, _showing(row.showing), genre, description))


YEARS = range(2000, 2100)
"""A year elsewhere is a slip of the hand, and its days cannot all be counted on from."""


def _day(value: object) -> date:
    day = _any_day(value)
    if day is None or day.year not in YEARS:
        text = str(value or "").strip()
        raise ValueError(f"Ngày “{text[:20]}” không đọc được; hãy ghi như 27/11/2026.")
    return day


def _any_day(value: object) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    for pattern in ("%d/%m/%Y", "%Y-%m-%d", "%d-%m-%Y"):
        try:
            return datetime.strptime(str(value or "").strip(), pattern).date()  # noqa: DTZ007 only the day is used
        except ValueError:
            continue
    return None


def _hour(value: object, *, midnight: bool = False) -> time:
    """``midnight``: whether 24:00 is one, as at the end of a day."""
    if isinstance(value, datetime):
        return value.time()
    if isinstance(value, time):
        return value
    if isinstance(value, float) and 0 <= value < 1:  # a spreadsheet's part of a day
        return (datetime(2000, 1, 1) + timedelta(seconds=round(value * 86_400))).time()  # noqa: DTZ001 only the hour
    match = _HOUR.fullmatch(str(value or "").strip())
    if match:
        hour, minute = int(match[1]), int(match[2] or 0)
        if hour < 24 and minute < 60:
            return time(hour, minute)
        if midnight and (hour, minute) == (24, 0):
            return time()
    raise ValueError(f"Giờ “{str(value or '')[:20]}” không đọc được; hãy ghi như 06:30.")


def _showing(value: object) -> Showing:
    text = fold(str(value or ""))
    if text in _SHOWING:
        return _SHOWING[text]
    raise ValueError(f"Hình thức “{str(value)[:20]}” không rõ; hãy ghi phát mới, trực tiếp hoặc phát lại.")


def _text(value: object, longest: int) -> str:
    text = nfc(" ".join(str(value if value is not None else "").split()))
    if any(unicodedata.category(letter) == "Cc" for letter in text):
        raise ValueError("Có ký tự không hợp lệ.")
    return text[:longest]
