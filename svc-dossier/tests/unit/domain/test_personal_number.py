"""Số định danh cá nhân."""

from datetime import date

import pytest

from shared.personal_number import PersonalNumber, agrees, read
from shared.reference.birth_registration_places import birth_registration_places
from svc_dossier.domain.applicant import masked

PLACES = birth_registration_places()


@pytest.mark.parametrize(
    ("number", "facts"),
    [
        ("051085000123", PersonalNumber(1985, female=False)),
        ("062301004567", PersonalNumber(2001, female=True)),
        ("001400000001", PersonalNumber(2100, female=False)),
        ("101199000001", PersonalNumber(1999, female=True)),  # birth registered abroad
    ],
)
def test_what_a_number_tells(number: str, facts: PersonalNumber) -> None:
    assert read(number, PLACES) == facts


@pytest.mark.parametrize(
    "number", ["", "05108500012", "0510850001234", "003085000123", "051685000123", "05108500012x", "٠٥١٠٨٥٠٠٠١٢٣"]
)
def test_what_is_no_number(number: str) -> None:
    assert read(number, PLACES) is None


def test_declared_facts_must_agree() -> None:
    facts = PersonalNumber(1985, female=False)
    assert agrees(facts, date(1985, 3, 4), female=False)
    assert agrees(facts, None, None)
    assert not agrees(facts, date(1986, 3, 4), None)
    assert not agrees(facts, None, female=True)


def test_both_old_provinces_belong_to_quang_ngai() -> None:
    assert {"051", "062", "072", "080"} <= PLACES
    assert "000" not in PLACES


def test_masking() -> None:
    assert masked("051085000123") == "051*****0123"
