"""Citizens and staff: the rules that need no database."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from gateway.domain.citizen import Contact, ZaloProfile, register, year_is_plausible
from gateway.domain.staff import Administrator, RecordEntry, Staff
from shared.phone import NotAPhone, e164, mask

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def test_what_zalo_leaves_out_stays_as_it_was() -> None:
    known = register("cit_1", ZaloProfile("300", "Lan", "https://p/1", "200", True), NOW)
    assert known.seen(ZaloProfile("300")) == known


def test_following_and_leaving_the_official_account_changes_the_contact() -> None:
    known = register("cit_1", ZaloProfile("300"), NOW)
    assert known.contact == Contact("300", None, False)
    follower = known.seen(ZaloProfile("300", oa_user_id="200", is_follower=True))
    assert follower.contact == Contact("300", "200", True)
    assert follower.seen(ZaloProfile("300", is_follower=False)).contact == Contact("300", "200", False)


@pytest.mark.parametrize(("year", "plausible"), [(1899, False), (1900, True), (2026, True), (2027, False)])
def test_year_of_birth(year: int, plausible: bool) -> None:
    assert year_is_plausible(year, NOW) is plausible


def test_phones() -> None:
    assert e164("84900000001") == "+84900000001"
    assert mask("+84900000001") == "+84******001"
    for wrong in ("0900000001", "+84900000001", "84", "1234567890", "8490000000a", "84900000001234"):
        with pytest.raises(NotAPhone):
            e164(wrong)


def entry(grant: str, action: str, role: str = "one_stop", unit: str = "21025") -> RecordEntry:
    return RecordEntry(grant, action, role, unit, "stf_admin", NOW)  # type: ignore[arg-type]


def test_grants_in_force_are_those_not_taken_back() -> None:
    staff = Staff("stf_1", 1, "9", None, NOW)
    staff = replace(
        staff,
        record=(
            entry("g1", "granted"),
            entry("g2", "granted", "specialist", "21028"),
            entry("g1", "revoked"),
            entry("g3", "granted"),
        ),
    )
    assert [grant.grant_id for grant in staff.grants()] == ["g2", "g3"]
    assert staff.roles() == ["specialist@21028", "one_stop@21025"]


@pytest.mark.parametrize(
    ("units", "role", "unit", "allowed"),
    [
        (["province"], "administrator", "21025", True),
        (["province"], "one_stop", "21025", True),
        (["21025"], "one_stop", "21025", True),
        (["21025"], "one_stop", "21028", False),
        (["21025"], "administrator", "21025", False),
        ([], "one_stop", "21025", False),
    ],
)
def test_who_may_give_which_role(units: list[str], role: str, unit: str, allowed: bool) -> None:
    assert Administrator("stf_admin", frozenset(units)).may_administer(role, unit) is allowed
