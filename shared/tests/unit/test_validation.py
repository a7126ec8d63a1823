"""Whatever pydantic finds wrong is said in words of people."""

import re
from typing import Any

import pytest
from pydantic_core._pydantic_core import list_all_errors

from shared.validation import field_errors

TECHNICAL = re.compile(
    r"\b(?:json|null|none|object|đối tượng|bool(?:ean)?|true|false|regex|pattern|biểu thức|uuid|iso|float|int(?:eger)?"
    r"|string|chuỗi|array|mảng|byte|unicode|ascii|url|kiểu|trường|tham số|giá trị|dữ liệu|định dạng)\b"
    r"|\d{4}-\d{2}-\d{2}|[{}_]",
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
        ("Phải là ngày có thật, ví dụ 2026-11-27.", True),
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
