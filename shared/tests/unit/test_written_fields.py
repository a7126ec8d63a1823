"""What people write, counted and read as they meant it."""

from datetime import UTC, date, datetime
from typing import Annotated, Any

import pytest
from pydantic import Field, TypeAdapter, ValidationError

from shared.fields import Day, Impersonal, Line, Readable
from shared.validation import field_errors
from shared.web import Moment, StrictModel


class Written(StrictModel):
    name: Annotated[str, Field(min_length=3, max_length=5), Line] = "mẫu"
    reason: Annotated[str, Field(min_length=3, max_length=60), Readable, Impersonal] = "lý do"
    day: Day | None = None
    at: Moment | None = None


def refusals(**members: Any) -> list[tuple[str, str]]:
    try:
        Written(**members)
    except ValidationError as error:
        return [(wrong.field, wrong.message) for wrong in field_errors(error.errors())]
    return []


@pytest.mark.parametrize("field", ["name", "reason"])
@pytest.mark.parametrize("text", ["", "ab", "e\u0302\u0301", "   ", "  a  ", "\u0111e\u0302"])
def test_a_text_that_is_too_short_is_told_its_characters(field: str, text: str) -> None:
    assert refusals(**{field: text}) == [(field, "Phải có ít nhất 3 ký tự.")]


def test_characters_are_those_of_the_composed_form_not_its_bytes_or_marks() -> None:
    assert refusals(name="ế" * 5) == refusals(name="e\u0302\u0301" * 5) == []
    assert refusals(name="ế" * 6) == [("name", "Không được dài quá 5 ký tự.")]
    assert Written(name="e\u0302\u0301" * 5).name == "ế" * 5


@pytest.mark.parametrize(
    "day", [0, 1, -1, 20261125, 1.5, True, "0", "1764000000", "20261125", "2026-11-25T00:00:00", "2026-11-25T00:00:00Z"]
)
def test_a_day_that_is_a_number_is_refused(day: Any) -> None:
    assert refusals(day=day) == [("day", "Phải là ngày có thật, ví dụ 27/11/2026.")]


@pytest.mark.parametrize(
    "at", [0, 1764000000, 1764000000000, 1.5, True, "0", "1764000000", "1764000000.5", "2026-11-25"]
)
def test_a_time_that_is_a_number_is_refused(at: Any) -> None:
    message = "Phải là ngày và giờ có thật, ví dụ 8 giờ 30 ngày 27/11/2026, gửi theo dạng 2026-11-27T08:30:00+07:00."
    assert refusals(at=at) == [("at", message)]


def test_days_and_times_as_they_are_written_are_taken() -> None:
    written = Written.model_validate_json('{"day": "2026-11-25", "at": "2026-11-25T08:00:00+07:00"}')
    assert (written.day, written.at) == (date(2026, 11, 25), datetime(2026, 11, 25, 1, tzinfo=UTC))
    assert written.model_dump(mode="json")["at"] == "2026-11-25T08:00:00.000+07:00"
    assert Written.model_validate_json('{"day": "25/11/2026", "at": "2026-11-25T08:00:00+07:00"}').day == written.day
    assert refusals(day="30/02/2026") == refusals(day="2026-02-30")
    assert refusals(day="2026-02-30") == [("day", "Phải là ngày có thật, ví dụ 27/11/2026.")]
    assert refusals(at="2026-11-25T08:00:00") == [("at", "Thời điểm phải kèm múi giờ.")]
    assert TypeAdapter(Day).json_schema() == {"type": "string", "format": "date"}


def test_a_text_that_names_somebody_is_refused_with_a_word() -> None:
    ((field, message),) = refusals(reason="Gọi cho chị Mẫu 0905 123 456")
    assert (field, message.startswith("Không ghi số điện thoại")) == ("reason", True)
