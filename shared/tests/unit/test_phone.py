"""Vietnamese phone numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.phone import NotAPhone, e164, mask

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
