"""Two shops of one owner that may be one: what they share, and who is asked about it."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from svc_payment.domain.shop import BankAccount, LegalType, Shop, ShopProfile, ShopState
from svc_payment.domain.shop_likeness import Likeness, alike, alike_for_owner

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
PROFILE = ShopProfile(
    name="Tỏi",
    legal_type=LegalType.HOUSEHOLD,
    owner_name="Nguyễn Thị Lan",
    registered_name="",
    tax_code="051085000123",
    commune="21025",
    address="12 Phan Đình Phùng",
    place=None,
    categories=("x",),
    hours=(),
    phone="0912345678",
)
FIRST = Shop("shp_1", 1, "cit_1", "CH1", PROFILE, BankAccount("970436", "1", "LAN"), ShopState.APPROVED, NOW, NOW, ())
OTHER_PROFILE = replace(PROFILE, tax_code=None, address="7 Lê Lợi")
OTHER = replace(
    FIRST, id="shp_2", profile=OTHER_PROFILE, account=BankAccount("970418", "2", "LAN"), state=ShopState.REGISTERED
)


def profiled(**changes: Any) -> Shop:
    return replace(OTHER, profile=replace(OTHER_PROFILE, **changes))


@pytest.mark.parametrize(
    ("second", "same"),
    [
        (OTHER, []),
        (profiled(tax_code="051085000123"), [Likeness.TAX_CODE]),
        (profiled(address="12 phan  dinh PHÙNG"), [Likeness.ADDRESS]),
        (profiled(address="12 Phan Đình Phùng", commune="21548"), []),
        (replace(OTHER, account=FIRST.account), [Likeness.ACCOUNT]),
        (replace(OTHER, wanted_account=FIRST.account), [Likeness.ACCOUNT]),
        (replace(OTHER, account=replace(FIRST.account, bank="970418")), []),
        (replace(FIRST, id="shp_2"), [Likeness.TAX_CODE, Likeness.ADDRESS, Likeness.ACCOUNT]),
        (replace(FIRST, id="shp_2", owner_id="cit_2"), []),
    ],
)
def test_what_two_shops_share_is_named(second: Shop, same: list[Likeness]) -> None:
    assert alike(second, [FIRST, second]) == ([(FIRST, same)] if same else [])


def test_two_shops_without_a_tax_code_do_not_share_one() -> None:
    assert alike(OTHER, [replace(FIRST, profile=replace(PROFILE, tax_code=None))]) == []


@pytest.mark.parametrize(
    ("state", "first", "asked"),
    [
        (ShopState.REGISTERED, ShopState.APPROVED, True),
        (ShopState.SUPPLEMENT_REQUESTED, ShopState.IN_REVIEW, True),
        (ShopState.APPROVED, ShopState.APPROVED, False),
        (ShopState.REGISTERED, ShopState.CLOSED, False),
        (ShopState.REGISTERED, ShopState.REVOKED, False),
    ],
)
def test_an_owner_is_asked_until_the_office_decides(state: ShopState, first: ShopState, asked: bool) -> None:
    """The reviewer is shown it all the same."""
    second, other = replace(FIRST, id="shp_2", state=state), replace(FIRST, state=first)
    assert bool(alike_for_owner(second, [other, second])) is asked
    assert [shop.id for shop, _ in alike(second, [other, second])] == ["shp_1"]
