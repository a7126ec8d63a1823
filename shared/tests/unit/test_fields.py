"""Fields of requests: what is taken, and the word for what is not."""

from datetime import date
from typing import Annotated, Any

import pytest
from pydantic import Field, TypeAdapter, ValidationError

from shared.fields import Code, Day, Digits, Line, Mobile, OfPerson, OfThing, Written
from shared.validation import field_errors

Name = Annotated[str, Field(min_length=3, max_length=20), Line, OfPerson]
Thing = Annotated[str, Field(min_length=3, max_length=20), Line, OfThing]
Number = Annotated[str, Field(pattern=r"^[0-9]{12}$"), Digits]


def fault(kind: Any, value: Any) -> str:
    with pytest.raises(ValidationError) as raised:
        TypeAdapter(kind).validate_python(value)
    [error] = field_errors([{**error, "loc": ("body", "x")} for error in raised.value.errors()])
    return error.message


@pytest.mark.parametrize("typed", ["Trần\u00a0 Văn\u200b A", " Tra\u0302\u0300n Văn A\n"])
def test_a_name_is_one_line_as_it_was_meant(typed: str) -> None:
    assert TypeAdapter(Name).validate_python(typed) == "Trần Văn A"


def test_a_name_of_three_characters_that_show_nothing_is_none() -> None:
    assert fault(Name, "\u200b\u200b\u200b") == "Phải có ít nhất 3 ký tự."
    assert fault(Name, "...") == "Phải có chữ cái."


def test_a_name_with_any_apostrophe_is_one_name() -> None:
    assert {TypeAdapter(Name).validate_python(f"Y H{mark}Drai") for mark in "'’‘`´ʼ"} == {"Y H'Drai"}


@pytest.mark.parametrize("strange", ["😀", "❤"])
def test_emoji_in_a_name_are_named(strange: str) -> None:
    assert f"({strange})" in fault(Name, f"Lan {strange}")


@pytest.mark.parametrize("strange", ["王小明", "Lan محمد", "Z" + "\u0301" * 40, "12345"])
def test_a_name_that_no_paper_can_show_is_none(strange: str) -> None:
    assert fault(Name, strange)


@pytest.mark.parametrize("name", ["Nguyễn 0965318494", "Lan0965318494", "Lan 2"])
def test_a_name_of_a_person_has_no_figures(name: str) -> None:
    assert fault(Name, name) == "Không được có chữ số."


@pytest.mark.parametrize("name", ["Cà phê 1+1", "Phở 24h - cơ sở 2", "Nhiệt độ 37°C", "360", "Y H'Drai & con"])
def test_a_thing_may_be_called_by_figures_and_signs(name: str) -> None:
    assert TypeAdapter(Thing).validate_python(name) == name


@pytest.mark.parametrize("name", ["Tiệm Lan 😀", "Tiệm ❤\ufe0f", "王 x", "...", "\u200b\u200b\u200b"])
def test_emoji_are_no_name_of_a_thing_either(name: str) -> None:
    assert fault(Thing, name)


def test_the_length_of_a_name_counts_as_it_is_kept() -> None:
    assert len(TypeAdapter(Name).validate_python("\u200b".join("Nguyễn Thị Hoàng Anh"))) == 20


@pytest.mark.parametrize(
    "typed", ["0905 123 456", "+84 905-123-456", "84905123456", "(0905)123.456", "\u202d0905123456\u202c"]
)
def test_a_mobile_number_however_it_is_written(typed: str) -> None:
    assert TypeAdapter(Mobile).validate_python(typed) == "0905123456"


@pytest.mark.parametrize("typed", ["0255 3822 000", "+1 202 555 0100", "090512345", "số của tôi", ""])
def test_what_is_no_mobile_number_is_told_what_one_is(typed: str) -> None:
    assert "số di động Việt Nam" in fault(Mobile, typed)


@pytest.mark.parametrize("typed", ["+1 202 555 0100", "0044 20 7946 0958"])
def test_who_has_a_foreign_number_is_told_what_to_do(typed: str) -> None:
    assert "số nước ngoài, xin ghi số của người thân tại Việt Nam" in fault(Mobile, typed)
    assert "nước ngoài" not in fault(Mobile, "090512345")


def test_numbers_and_codes_are_read_before_their_pattern() -> None:
    assert TypeAdapter(Number).validate_python("051 190 000-123") == "051190000123"
    assert TypeAdapter(Annotated[str, Field(max_length=9), Code]).validate_python("h48–12.") == "H48-12"
    assert fault(Number, "05119000012x")


@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "2201-01-01", "9999-12-31"])
def test_days_have_bounds(day: str) -> None:
    assert fault(Day, day) == "Năm phải từ 1900 đến 2200."


def test_a_day_of_the_year_0_is_no_day() -> None:
    assert fault(Day, "0000-01-01") == "Phải là ngày có thật, ví dụ 27/11/2026."
    assert TypeAdapter(Day).validate_python("1900-01-01") == date(1900, 1, 1)


@pytest.mark.parametrize("kind", [Name, Number, Mobile])
@pytest.mark.parametrize("value", [None, 7, [], {}])
def test_what_is_no_text_is_said_to_be_none(kind: Any, value: Any) -> None:
    assert fault(kind, value) == "Phải là chữ."


def test_what_is_published_keeps_its_signs_and_loses_what_hides() -> None:
    title = Annotated[str, Field(min_length=1), Written]
    assert TypeAdapter(title).validate_python("\u202e“Bão” – số\u200b 3\r\n") == "“Bão” – số 3"
    assert fault(title, "\u200b\u200b") == "Phải có ít nhất 1 ký tự."
