"""Vietnamese phone numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.phone import NotAPhone, e164, mask, national, read_mobile, read_phone

ZALO_NUMBERS = st.from_regex(r"84[1-9][0-9]{7,9}", fullmatch=True)


@given(ZALO_NUMBERS)
def test_a_number_of_zalo_is_read_and_hidden(number: str) -> None:
    phone = e164(number)
    assert phone == f"+{number}"
    shown = mask(phone)
    assert len(shown) == len(phone)
    assert shown.startswith("+84") and shown.endswith(phone[-3:])
    assert {*shown[3:-3]} == {"*"}


@given(st.text(max_size=15))
def test_anything_else_is_none(text: str) -> None:
    try:
        assert e164(text)[1:] == text
    except NotAPhone:
        pass


@pytest.mark.parametrize("number", ["", "0900000001", "+84900000001", "84000000001", "849000000", "849000000011111"])
def test_what_is_no_phone(number: str) -> None:
    with pytest.raises(NotAPhone):
        e164(number)


@pytest.mark.parametrize(
    "typed",
    [
        "0905123456",
        "84905123456",
        "+84905123456",
        "0084 905 123 456",
        "(+84) 905.123.456",
        "+84 (0) 905-123-456",
        "0905 123 456",
        "\u202a0905\u00a0123\u00a0456\u202c",
        "０９０５１２３４５６",
    ],
)
def test_a_number_is_read_however_it_is_typed_or_pasted(typed: str) -> None:
    assert read_phone(typed) == "+84905123456"
    assert national(read_phone(typed)) == read_mobile(typed) == "0905123456"


@given(ZALO_NUMBERS)
def test_every_way_to_write_a_number_is_the_same_number(number: str) -> None:
    ways = (number, f"+{number}", f"00{number}", f"0{number[2:]}", f"+84 {number[2:5]} {number[5:]}")
    assert {read_phone(way) for way in ways} == {e164(number)}


@pytest.mark.parametrize("typed", ["", "+1 202 555 0100", "12345", "không có", "٠٩٠٥١٢٣٤٥٦x", "+84"])
def test_a_foreign_number_and_what_is_none_are_refused(typed: str) -> None:
    with pytest.raises(NotAPhone):
        read_phone(typed)


def test_only_a_mobile_number_is_one() -> None:
    with pytest.raises(NotAPhone):
        read_mobile("0255 3822 000")
