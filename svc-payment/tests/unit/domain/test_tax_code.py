"""Tax codes with their check digit."""

import pytest

from shared.reference.birth_registration_places import birth_registration_places
from svc_payment.domain.tax_code import TaxCodeForm, check_digit, read_tax_code

PLACES = birth_registration_places()


@pytest.mark.parametrize("code", ["0100109106", "0300588569", "0101243150"])
def test_codes_of_public_companies(code: str) -> None:
    assert read_tax_code(code, PLACES) == (code, TaxCodeForm.ORGANISATION)
    assert read_tax_code(f"{code}001", PLACES) == (f"{code}-001", TaxCodeForm.DEPENDENT_UNIT)
    for place in range(10):
        other = str((int(code[place]) + 1) % 10)
        assert read_tax_code(code[:place] + other + code[place + 1 :], PLACES) is None


@pytest.mark.parametrize(
    "wrong", ["", "010010910", "01001091066", "0100109106-000", "0100109106-1", "abc", "０１００１０９１０６"]
)
def test_what_is_no_tax_code(wrong: str) -> None:
    assert read_tax_code(wrong, PLACES) is None


def test_a_household_has_the_personal_number_of_its_representative() -> None:
    assert read_tax_code("051085000123", PLACES) == ("051085000123", TaxCodeForm.PERSONAL_NUMBER)
    assert read_tax_code("051985000123", PLACES) is None
    assert read_tax_code("050085000123", PLACES) is None, "no province had 050"


def test_where_the_sum_gives_ten_no_code_was_ever_given_out() -> None:
    assert check_digit("000000000") is None
