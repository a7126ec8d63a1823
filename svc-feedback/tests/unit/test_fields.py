"""Words and phones of a report as they are kept."""

import pytest
from pydantic import TypeAdapter, ValidationError

from svc_feedback.api.fields import LongText, PersonName, Phone

WORDS: TypeAdapter[str] = TypeAdapter(LongText)
PHONE: TypeAdapter[str] = TypeAdapter(Phone)


def test_words_are_kept_as_they_were_meant() -> None:
    assert WORDS.validate_python("Ðèn “hỏng”\u00a0– cả tuần") == 'Đèn "hỏng" - cả tuần'


@pytest.mark.parametrize("hidden", ["\u200b", "\ufeff", "\u00ad", "\u200e", "\u2060", "\u202e"])
def test_what_hides_in_pasted_words_is_taken_out(hidden: str) -> None:
    assert WORDS.validate_python(f"Đèn hỏng{hidden} cả tuần") == "Đèn hỏng cả tuần"


def test_markup_does_not_hide_behind_it() -> None:
    with pytest.raises(ValidationError, match="HTML"):
        WORDS.validate_python("Đèn hỏng <scr\u200bipt> cả tuần")


def test_a_line_break_of_windows_is_one() -> None:
    assert WORDS.validate_python("Dòng thứ một\r\nDòng hai") == "Dòng thứ một\nDòng hai"


@pytest.mark.parametrize("name", ["Lan 😀", "王小明", "12345", "Z" + "\u0301" * 40])
def test_who_sends_a_report_has_a_name_as_in_every_service(name: str) -> None:
    with pytest.raises(ValidationError, match=r"biểu tượng cảm xúc|Có chữ|Phải có chữ cái"):
        TypeAdapter(PersonName).validate_python(name)


@pytest.mark.parametrize("typed", ["0912345678", "+84 912 345 678", "0912.345.678", "\u202a84-912345678\u202c"])
def test_a_phone_is_read_however_it_is_written(typed: str) -> None:
    assert PHONE.validate_python(typed) == "0912345678"
