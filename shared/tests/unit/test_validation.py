"""Whatever pydantic finds wrong is said in words of people."""

import re
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError
from pydantic_core._pydantic_core import list_all_errors

from shared.errors import FieldError
from shared.fields import Day, Moment
from shared.validation import field_errors, invalid

TECHNICAL = re.compile(
    r"\b(?:json|null|none|object|đối tượng|bool(?:ean)?|true|false|regex|pattern|biểu thức|uuid|iso|float|int(?:eger)?"
    r"|string|chuỗi|array|mảng|byte|unicode|ascii|url|kiểu|trường|tham số|giá trị|dữ liệu|định dạng)\b"
    r"|[{}_]",
    re.IGNORECASE,
)
SHOWN = {"expected": "'Mẫu' or 'Khác'", "pattern": "^[a-z]+$", "error": "English of a library", "class_name": "Model"}
"""What stands in a message where it takes a text."""


@pytest.mark.parametrize("error", list_all_errors(), ids=lambda error: error["type"])
def test_every_error_has_a_message_without_technical_words(error: Any) -> None:
    context = {name: SHOWN.get(name, value) for name, value in (error["example_context"] or {}).items()}
    [said] = field_errors([{"type": error["type"], "loc": ("body", "name"), "ctx": context}])
    assert said.field == "name"
    assert not said.message.isascii() and said.message.endswith(".")
    assert TECHNICAL.search(said.message) is None, said.message


@pytest.mark.parametrize(
    ("message", "is_technical"),
    [
        ("Phải là một đối tượng JSON.", True),
        ("Phải là đúng hoặc sai (true/false).", True),
        ("Trường này không được hỗ trợ.", True),
        ("Phải là có hoặc không.", False),
        ("Số điện thoại phải gồm 10 chữ số.", False),
    ],
)
def test_a_technical_word_is_found(message: str, is_technical: bool) -> None:
    assert bool(TECHNICAL.search(message)) is is_technical


def test_a_message_of_our_own_is_kept_and_english_of_a_library_is_not() -> None:
    ours, theirs = ValueError("Năm phải từ 1900 đến 2200."), ValueError("month must be in 1..12")
    errors = [{"type": "value_error", "loc": ("body", "day"), "ctx": {"error": error}} for error in (ours, theirs)]
    assert [each.message for each in field_errors(errors)] == [
        "Năm phải từ 1900 đến 2200.",
        "Nội dung này chưa hợp lệ.",
    ]


@pytest.mark.parametrize("kind", [Day, Moment], ids=["day", "moment"])
def test_the_example_of_a_day_or_a_time_is_taken(kind: Any) -> None:
    adapter = TypeAdapter[Any](kind)
    with pytest.raises(ValidationError) as raised:
        adapter.validate_python("2026-12")
    [said] = field_errors([{**each, "loc": ("query", "due_before")} for each in raised.value.errors()])
    example = re.split(" gửi theo dạng |, ví dụ ", said.message)[-1].removesuffix(".")
    assert adapter.validate_python(example).year == 2026


@pytest.mark.parametrize(
    ("most", "said"),
    [(10**12, "1.000.000.000.000"), (2200, "2200"), (12500.5, "12.500,5"), (180.0, "180"), (0.5, "0,5")],
)
def test_large_numbers_are_grouped_and_years_are_not(most: float, said: str) -> None:
    [error] = field_errors([{"type": "less_than_equal", "loc": ("body", "amount"), "ctx": {"le": most}}])
    assert error.message == f"Không được quá {said}."


def test_of_many_wrong_fields_the_first_are_named_and_the_rest_counted() -> None:
    refused = invalid([FieldError(f"x{number}", "Sai.") for number in range(13_020)])
    assert [each.field for each in refused.errors] == [f"x{number}" for number in range(20)]
    assert "còn 13.000 mục khác" in refused.detail
    assert "mục khác" not in invalid(refused.errors).detail


def test_a_long_name_is_cut() -> None:
    [named] = invalid([FieldError("x" * 200_000, "Sai.")]).errors
    assert named.field == "x" * 79 + "…"
