"""Field types of data from outside: texts that can be read and name nobody by a number, days and hours as written."""

import re
from datetime import date, datetime, time
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from shared.redaction import has_personal_number
from shared.text import CONTROL, nfc

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ].+", re.ASCII)
_HOUR = re.compile(r"\d{2}:\d{2}(:\d{2})?", re.ASCII)


def readable(text: Any) -> Any:
    """Before the length is looked at: what counts are the characters that are kept."""
    if not isinstance(text, str):
        return text
    if CONTROL.search(text):
        raise ValueError("Có ký tự không hợp lệ.")
    return nfc(text).strip()


def impersonal(text: str) -> str:
    """What travels in events, or lies in the database as it is."""
    if has_personal_number(text):
        raise ValueError(
            "Không ghi số điện thoại, số định danh cá nhân hay số CMND: nội dung này được gửi đi và lưu lại."
        )
    return text


def _day(value: Any) -> Any:
    """Pydantic would take ``0`` and ``"1764000000"`` for seconds since 1970."""
    written = isinstance(value, str) and _DAY.fullmatch(value)
    if written or (isinstance(value, date) and not isinstance(value, datetime)):
        return value
    raise PydanticCustomError("date_type", "not a day")


def as_written_moment(value: Any) -> Any:
    """For times with their offset: the same."""
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


Readable = BeforeValidator(readable)
Impersonal = AfterValidator(impersonal)
Day = Annotated[date, Field(strict=False), BeforeValidator(_day)]
"""``2026-11-25``."""
Hour = Annotated[time, BeforeValidator(_hour)]
"""``07:30``, local time."""
