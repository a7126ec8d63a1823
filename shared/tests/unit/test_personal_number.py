"""Số định danh cá nhân: what any number tells, and that nothing else is one."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from shared.personal_number import PersonalNumber, agrees, read

PLACES = {"001", "051", "062"}
NUMBERS = st.from_regex(r"(001|051|062)[0-5][0-9]{8}", fullmatch=True)


@given(NUMBERS)
def test_a_number_tells_a_year_of_its_century_and_a_sex(number: str) -> None:
    facts = read(number, PLACES)
    assert facts is not None
    assert facts.birth_year % 100 == int(number[4:6])
    assert facts.birth_year // 100 == 19 + int(number[3]) // 2
    assert facts.female == (int(number[3]) % 2 == 1)


@given(NUMBERS)
def test_of_another_place_it_is_none(number: str) -> None:
    assert read(number, PLACES - {number[:3]}) is None


@given(st.text(max_size=14))
def test_any_text_is_read_or_is_none(text: str) -> None:
    assert read(text, PLACES) is None or (len(text) == 12 and text.isascii() and text.isdigit())


@given(st.dates(), st.booleans(), st.one_of(st.none(), st.dates()), st.one_of(st.none(), st.booleans()))
def test_what_is_not_declared_contradicts_nothing(
    born: date, female: bool, declared: date | None, declared_female: bool | None
) -> None:
    facts = PersonalNumber(born.year, female)
    same_year = declared is None or declared.year == born.year
    assert agrees(facts, declared, declared_female) == (same_year and declared_female in (None, female))
