"""Field types of published data: texts that can be read and name nobody by a number, hours of the day."""

import re
from datetime import time
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator

from shared.redaction import has_personal_number
from shared.text import CONTROL, nfc

_HOUR = re.compile(r"\d{2}:\d{2}(:\d{2})?", re.ASCII)


def readable(text: str) -> str:
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


def _hour(value: Any) -> Any:
    if isinstance(value, time) and value.tzinfo is None:
        return value
    try:
        if isinstance(value, str) and _HOUR.fullmatch(value):
            return time.fromisoformat(value)
    except ValueError:
        pass
    raise ValueError("Phải là giờ trong ngày, ví dụ 07:30.")


Readable = AfterValidator(readable)
Impersonal = AfterValidator(impersonal)
Hour = Annotated[time, BeforeValidator(_hour)]
"""``07:30``, local time."""
