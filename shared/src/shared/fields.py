"""Field types of data from outside: names, texts that can be read, phones, codes, days and hours as written."""

import re
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field, PlainSerializer, WithJsonSchema
from pydantic_core import PydanticCustomError

from shared.clock import rfc3339
from shared.codes import plain_code
from shared.phone import NotAPhone, read_mobile, without_marks
from shared.printing.printable import unprintable
from shared.redaction import has_personal_number
from shared.text import CONTROL, has_letter, has_word, normal, not_for_names, one_line, pictures, piles_marks, seen
from shared.written_days import written_day

FIRST_YEAR, LAST_YEAR = 1900, 2200
"""The first and the last year of any day that a person or another system may name."""

DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ].+", re.ASCII)
_HOUR = re.compile(r"\d{2}:\d{2}(:\d{2})?", re.ASCII)


def readable(text: str) -> str:
    return normal(written(text))


def written(text: str) -> str:
    """``text`` with its signs as they are: who publishes sets dashes and quotes on purpose."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    if CONTROL.search(lines):
        raise ValueError("Có ký tự không hợp lệ.")
    if piles_marks(shown := seen(lines)):
        raise ValueError("Có chữ mang quá nhiều dấu chồng lên nhau. Vui lòng gõ lại.")
    return shown


def name_fault(name: str) -> str | None:
    """Why ``name`` is nobody's, said to who typed it. It stands on papers sooner or later."""
    if strange := not_for_names(name):
        return f"Không được có ký hiệu hay biểu tượng cảm xúc ({_shown(strange)}). Vui lòng chỉ dùng chữ và dấu câu."
    if piles_marks(name):
        return "Có chữ mang quá nhiều dấu chồng lên nhau. Vui lòng gõ lại."
    if fault := _print_fault(name):
        return fault
    if not has_letter(name):
        return "Phải có chữ cái."
    # Bộ luật Dân sự 2015, Điều 26: nobody is named by a number, and a phone may stand where a name is read by many.
    return "Không được có chữ số." if any(map(str.isdigit, name)) else None


def thing_fault(name: str) -> str | None:
    """Why nothing is called ``name``; whether it may be left empty is a matter of its length."""
    if strange := pictures(name):
        return f"Không được có biểu tượng cảm xúc ({_shown(strange)}). Vui lòng chỉ dùng chữ, số và dấu câu."
    if not name:
        return None
    return _print_fault(name) or (None if has_word(name) else "Phải có chữ cái hoặc chữ số.")


def text_fault(text: str) -> str | None:
    """Why nobody can read ``text``: a report of three emoji tells an office nothing."""
    return None if has_word(text) else "Vui lòng viết bằng chữ, không chỉ biểu tượng hay dấu câu."


def _print_fault(name: str) -> str | None:
    strange = unprintable(name)
    if not strange:
        return None
    return f"Có chữ chưa in được trên giấy tờ ({_shown(strange)}). Vui lòng viết bằng chữ Việt hoặc Latinh."


def printed(text: str) -> str:
    """What goes on a paper."""
    if strange := unprintable(text):
        raise ValueError(f"Có ký tự không in được trên giấy ({_shown(strange)}). Vui lòng bỏ hoặc viết bằng chữ.")
    return text


def _shown(characters: str) -> str:
    return " ".join(character for character in characters if character.isprintable()) or "không hiển thị được"


def _without(fault_of: Callable[[str], str | None]) -> AfterValidator:
    def checked(text: str) -> str:
        if fault := fault_of(text):
            raise ValueError(fault)
        return text

    return AfterValidator(checked)


def _mobile(value: str) -> str:
    try:
        return read_mobile(value)
    except NotAPhone:
        raise ValueError(f"Số điện thoại {mobile_wanted(value)}") from None


def mobile_wanted(typed: str) -> str:
    """What a phone number should be that is not Vietnam's mobile one, said of ``typed``."""
    return f"phải là số di động Việt Nam gồm 10 chữ số, ví dụ 0905 123 456.{if_foreign(typed)}"


def if_foreign(typed: str) -> str:
    """What to do, told to who has a number of another country."""
    foreign = without_marks(typed).startswith(("+", "00"))
    return " Nếu Ông/Bà dùng số nước ngoài, xin ghi số của người thân tại Việt Nam." if foreign else ""


def within_calendars(day: date) -> date:
    """The day, if it is one that everybody has: at the edge of the calendar a day exists in one zone and not in
    another.
    """
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"Năm phải từ {FIRST_YEAR} đến {LAST_YEAR}.")
    return day


def _of_text(read: Any) -> BeforeValidator:
    """``read`` before anything is checked; what is no text is left to be refused."""
    return BeforeValidator(lambda value: read(value) if isinstance(value, str) else value)


def impersonal(text: str) -> str:
    """What travels in events, or lies in the database as it is."""
    if has_personal_number(text):
        raise ValueError(
            "Không ghi số điện thoại, số định danh cá nhân hay số CMND: nội dung này được lưu lại cho nhiều người đọc."
        )
    return text


def _day(value: Any) -> Any:
    """Pydantic would take ``0`` and ``"1764000000"`` for seconds since 1970."""
    day = written_day(value) if isinstance(value, str) else value
    if (isinstance(day, str) and DAY.fullmatch(day)) or (isinstance(day, date) and not isinstance(day, datetime)):
        return day
    raise PydanticCustomError("date_type", "not a day")


def _moment(value: Any) -> Any:
    """The value, if it is a time with its offset: Pydantic would take a number for seconds since 1970."""
    if (isinstance(value, str) and _MOMENT.fullmatch(value)) or isinstance(value, datetime):
        return value
    raise PydanticCustomError("datetime_type", "not a time")


def _hour(value: Any) -> Any:
    if isinstance(value, time) and value.tzinfo is None:
        return value
    try:
        if isinstance(value, str) and _HOUR.fullmatch(value):
            return time.fromisoformat(value)
    except ValueError:
        pass
    raise ValueError("Phải là giờ trong ngày, ví dụ 07:30.")


Readable = _of_text(readable)
"""Text as it was meant. It is read before its length is looked at: what counts are the characters that are kept."""
Written = _of_text(written)
"""The same for what editors publish: composed, and otherwise as written."""
Impersonal = AfterValidator(impersonal)
Line = _of_text(lambda typed: one_line(readable(typed)))
"""One line, one space between words; its length counts as it is kept."""
OfPerson = _without(name_fault)
"""A name with a letter in it, without symbols and figures: a name of three characters that show nothing is none."""
OfThing = _without(thing_fault)
"""The name of a shop, a fee, a paper: with signs of sums and units, and without emoji."""
InWords = _without(text_fault)
"""A text that somebody is to read, with more in it than pictures and marks."""
Printed = AfterValidator(printed)
Mobile = Annotated[str, AfterValidator(_mobile), WithJsonSchema({"type": "string", "examples": ["0905123456"]})]
"""A Vietnamese mobile number however it is written; kept as ``0905123456``."""
Digits = _of_text(without_marks)
"""Digits without the blanks, dots and dashes between them, which are the writer's: a pattern is tried afterwards."""
Code = _of_text(lambda typed: plain_code(readable(typed)))
"""A code as typed off a message or a paper, read before a pattern is tried."""
WrittenDay = Annotated[date, Field(strict=False), BeforeValidator(_day)]
"""``2026-11-25`` or ``25/11/2026``, of any year: for calendars, which have their own rule."""
Day = Annotated[WrittenDay, AfterValidator(within_calendars)]
"""``2026-11-25`` or ``25/11/2026``."""
Moment = Annotated[
    AwareDatetime,
    Field(strict=False),
    BeforeValidator(_moment),
    AfterValidator(within_calendars),
    PlainSerializer(rfc3339, when_used="json"),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
"""A time with its offset. Where it is answered again it has the form of every other (``shared.web.Timestamp``)."""
Hour = Annotated[time, BeforeValidator(_hour)]
"""``07:30``, local time."""
SentBack = Annotated[
    str | None, AfterValidator(lambda _: None), Field(description="Nhãn như trong câu trả lời; gửi lại được, không đọc")
]
"""The label beside a code in an answer that is sent back as it is: taken, and dropped, for the code says it all."""
