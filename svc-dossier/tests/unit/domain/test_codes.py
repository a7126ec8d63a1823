"""Legal codes and submission references."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svc_dossier.catalogue.rules import agencies, code_forms
from svc_dossier.domain.dossier_code import (
    AgencyPart,
    CodeForm,
    NumbersExhausted,
    dossier_code,
    form_on,
    read_code,
    root_of,
)
from svc_dossier.domain.submission_reference import submission_reference

CLASSIC = CodeForm(date(2018, 6, 21), "%y%m%d", 4)
# The tolerant validator of the contract.
VALID = re.compile(r"^(?:\d{3}\.\d{2}\.\d{2}\.[HG]\d{2}|[HG]\d{2}(?:\.\d{1,3}){0,3})-(?:\d{6}-\d{4}|\d{8}-\d{4,7})$")


def test_the_classic_form() -> None:
    assert dossier_code("000.00.53.H48", date(2022, 9, 21), 99, CLASSIC) == "000.00.53.H48-220921-0099"


def test_the_newer_form_is_only_another_row() -> None:
    newer = CodeForm(date(2027, 1, 1), "%Y%m%d", 7, AgencyPart.SHORT)
    assert form_on(date(2026, 12, 31), [CLASSIC, newer]) is CLASSIC
    assert form_on(date(2027, 1, 1), [newer, CLASSIC]) is newer
    assert dossier_code("000.00.20.G09", date(2026, 6, 9), 92637, newer) == "G09.20-20260609-0092637"
    assert dossier_code("000.01.99.H48", date(2027, 1, 1), 1, newer) == "H48.99.01-20270101-0000001"


@pytest.mark.parametrize(
    ("typed", "code", "root"),
    [
        ("000.00.53.H48-220921-0099", "000.00.53.H48-220921-0099", "H48"),
        (" 000.00.12.h34–210105–0007 ", "000.00.12.H34-210105-0007", "H34"),
        ("H55.242-230101-0001", "H55.242-230101-0001", "H55"),
        ("G09.20-20260609-0092637", "G09.20-20260609-0092637", "G09"),
        ("H48-20270101-0001", "H48-20270101-0001", "H48"),
    ],
)
def test_every_form_seen_is_read_and_belongs_to_its_province(typed: str, code: str, root: str) -> None:
    assert read_code(typed) == code
    assert root_of(code) == root


@pytest.mark.parametrize(
    "typed",
    [
        "", "HS-1234-5678-9ABC", "000.00.53.H48-220921-99", "000.00.53.X48-220921-0099", "53.H48-220921-0099",
        "000.00.53.H48-2209211-0099", "H48.1.2.3.4-220921-0001", "000.00.53.H48-220921-0099;",
        "٠٠٠.00.53.H48-220921-0099", "000.00.53.H48-999999-0001", "000.00.53.H48-260230-0001",
        "G09.20-20261301-0092637",
    ],
)  # fmt: skip
def test_what_is_no_code_is_not_read(typed: str) -> None:
    assert read_code(typed) is None


@given(st.dates(date(2018, 6, 21), date(2099, 12, 31)), st.integers(0, 9999), st.sampled_from(AgencyPart))
def test_what_is_given_can_be_read_and_says_its_province(day: date, number: int, agency: AgencyPart) -> None:
    for form in (CodeForm(day, "%y%m%d", 4, agency), CodeForm(day, "%Y%m%d", 7, agency)):
        code = dossier_code("000.01.99.H48", day, number, form)
        assert read_code(code.lower()) == code
        assert VALID.match(code)
        assert root_of(code) == "H48"


def test_a_number_that_does_not_fit_is_refused_not_cut() -> None:
    assert dossier_code("000.00.53.H48", date(2026, 1, 2), 9999, CLASSIC).endswith("-9999")
    with pytest.raises(NumbersExhausted):
        dossier_code("000.00.53.H48", date(2026, 1, 2), 10_000, CLASSIC)


def test_every_office_gives_valid_codes_that_no_other_gives() -> None:
    offices = agencies("H48")
    form = form_on(date(2026, 11, 23), code_forms())
    codes = {dossier_code(office.identifier, date(2026, 11, 23), 1, form) for office in offices.values()}
    assert len(codes) == len(offices)
    assert all(VALID.match(code) for code in codes)
    assert all(office.identifier.endswith(".H34") for office in agencies("H34").values())


@given(st.text(min_size=1, max_size=40), st.integers(0, 5))
def test_a_reference_can_be_read_out_and_its_last_symbol_finds_a_wrong_one(dossier_id: str, attempt: int) -> None:
    reference = submission_reference(dossier_id, attempt)
    assert re.fullmatch(r"HS(-[0-9A-HJKMNP-TV-Z]{4}){3}", reference)
    assert reference == submission_reference(dossier_id, attempt)
    alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    symbols = [alphabet.index(symbol) for symbol in reference[3:].replace("-", "")]
    assert symbols[-1] == sum((2 * place + 1) * value for place, value in enumerate(symbols[:-1])) % 32


def test_a_taken_reference_has_others_to_follow() -> None:
    assert len({submission_reference("dos_1", attempt) for attempt in range(5)}) == 5
