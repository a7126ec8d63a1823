"""Words and phones of a report as they are kept."""

import pytest
from pydantic import TypeAdapter, ValidationError

from svc_feedback.api.fields import LongText, Phone

WORDS: TypeAdapter[str] = TypeAdapter(LongText)
PHONE: TypeAdapter[str] = TypeAdapter(Phone)


def test_words_are_kept_as_they_were_meant() -> None:
    assert WORDS.validate_python("Ðèn “hỏng”\u00a0– cả tuần") == 'Đèn "hỏng" - cả tuần'


def test_what_hides_in_words_is_refused_and_not_taken_out() -> None:
    with pytest.raises(ValidationError, match="ký tự ẩn"):
        WORDS.validate_python("Đèn hỏng\u200b cả tuần")


@pytest.mark.parametrize("typed", ["0912345678", "+84 912 345 678", "0912.345.678", "\u202a84-912345678\u202c"])
def test_a_phone_is_read_however_it_is_written(typed: str) -> None:
    assert PHONE.validate_python(typed) == "0912345678"
