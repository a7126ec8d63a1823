"""Shops: the table, the holder of the account, opening hours."""

import unicodedata
from datetime import UTC, datetime, time

import pytest

from shared.reference.birth_registration_places import birth_registration_places
from svc_payment.domain.party import Party
from svc_payment.domain.shop import (
    MOST_PAYEE_CHANGES,
    OWNER,
    REVIEWER,
    BankAccount,
    Hours,
    LegalType,
    Place,
    Shop,
    ShopAction,
    ShopProfile,
    ShopRefusal,
    ShopRefused,
    ShopState,
    business_name,
    check_account,
    check_hours,
    check_profile,
    open_at,
)
from svc_payment.domain.tax_code import read_tax_code

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
BANKS = frozenset({"970436"})
WEEKDAYS = frozenset(range(1, 6))


LAN = "Nguyễn Thị Lan"


@pytest.mark.parametrize(
    ("holder", "owner", "business"),
    [
        ("NGUYEN THI LAN", LAN, ""),
        ("Nguyễn Thị Lan", LAN, ""),
        ("nguyen  thi lan", LAN, ""),
        ("ĐỖ ĐỨC ĐẠT", "Do Duc Dat", ""),
        ("DO DUC DAT", unicodedata.normalize("NFD", "Đỗ Đức Đạt"), ""),
        ("HO VAN NAM", "Hồ Văn Nam", ""),
        ("PHAN THANH CONG", "Phan Thành Công", ""),
        ("TU NHAN", "Từ Nhân", ""),
        ("CTY TNHH TOI LY SON", LAN, "CTY TOI LY SON"),
        ("CONG TY TNHH MTV TOI LY SON", LAN, "Công ty trách nhiệm hữu hạn một thành viên Tỏi Lý Sơn"),
        ("CONG TY TNHH MTV TOI LY SON", LAN, "TOI LY SON"),
        ("CT TNHH TOI LY SON", LAN, "Công ty TNHH Tỏi Lý Sơn"),
        ("C.TY CP TOI LY SON", LAN, "Công ty cổ phần Tỏi Lý Sơn"),
        ("CTY TNHH HAI THANH VIEN TRO LEN TOI LY SON", LAN, "Cty TNHH 2 thành viên trở lên Tỏi Lý Sơn"),
        ("DNTN BA LAN", LAN, "Doanh nghiệp tư nhân Bà Lan"),
        ("HTX DICH VU NONG NGHIEP BINH SON", LAN, "Hợp tác xã Dịch vụ nông nghiệp Bình Sơn"),
        ("HO KINH DOANH NGUYEN THI LAN", LAN, ""),
        ("HO KINH DOANH BUN BA LAN", LAN, "BUN BA LAN"),
        ("HKD BUN BA LAN", LAN, "Hộ kinh doanh Bún Bà Lan"),
    ],
)
def test_the_holder_is_the_owner_or_the_business(holder: str, owner: str, business: str) -> None:
    check_account(BankAccount("970436", "123456", holder), owner, business, BANKS)


@pytest.mark.parametrize("legal_type", LegalType)
def test_who_is_not_registered_has_no_account_in_another_name(legal_type: LegalType) -> None:
    expected = "" if legal_type is LegalType.UNREGISTERED else "Tỏi Lý Sơn"
    assert business_name(legal_type, "Tỏi Lý Sơn") == expected


@pytest.mark.parametrize(
    ("holder", "owner", "business"),
    [
        ("NGUYEN THI LANH", LAN, ""),
        ("LAN NGUYEN THI", LAN, ""),
        ("TRAN VAN B", LAN, ""),
        ("", LAN, ""),
        ("...", LAN, ""),
        ("NGUYEN LAN", LAN, ""),
        # The name of a business is the owner's own word: it makes nobody's account theirs.
        ("TRAN VAN MINH", LAN, "Trần Văn Minh"),
        ("TRAN VAN MINH", LAN, "Hộ kinh doanh Trần Văn Minh"),
        ("BUN BA LAN", LAN, "Hộ kinh doanh Bún Bà Lan"),
        # Words of a legal form are names of people too.
        ("HO VAN NAM", "Phan Văn Nam", ""),
        ("VAN NAM", "Hồ Văn Nam", ""),
        ("NGUYEN NAM", "Nguyễn Thanh Nam", ""),
        ("LE TU TUAN", "Lê Công Tuấn", ""),
        ("THANH CONG", "Phan", "Viên Hợp"),
        ("CONG TY TNHH", LAN, "Công ty cổ phần"),
        ("CONG TY TNHH NGUYEN THI LAN", LAN, ""),
        ("TOI LY SON", LAN, "Công ty TNHH Tỏi Lý Sơn"),
        ("HTX TOI LY SON", LAN, "Công ty TNHH Tỏi Lý Sơn"),
        ("HO KINH DOANH TOI LY SON", LAN, "Công ty TNHH Tỏi Lý Sơn"),
        ("CONG TY TNHH TOI LY SON", LAN, "Hộ kinh doanh Tỏi Lý Sơn"),
        ("CTY TNHH TOI LY", LAN, "Công ty TNHH Tỏi Lý Sơn"),
        ("CTY TNHH SON LY TOI", LAN, "Công ty TNHH Tỏi Lý Sơn"),
    ],
)
def test_an_account_of_somebody_else_is_refused(holder: str, owner: str, business: str) -> None:
    with pytest.raises(ShopRefused) as refused:
        check_account(BankAccount("970436", "123456", holder), owner, business, BANKS)
    assert refused.value.reason is ShopRefusal.HOLDER_DIFFERS


def test_a_bank_that_nobody_knows_is_refused() -> None:
    with pytest.raises(ShopRefused):
        check_account(BankAccount("970000", "123456", "A B"), "A B", "", BANKS)


def shop(state: ShopState = ShopState.APPROVED) -> Shop:
    account = BankAccount("970436", "1", "NGUYEN THI LAN")
    return Shop("shp_1", 1, "cit_1", "CH1", profile(LegalType.HOUSEHOLD, None), account, state, NOW, NOW, ())


def profile(legal_type: LegalType, tax_code: str | None) -> ShopProfile:
    place = Place(15.1, 108.8)
    return ShopProfile("Tỏi", legal_type, LAN, "", tax_code, "21025", "12 PĐP", place, ("x",), (), "0912345678")


def stepped(before: Shop, action: ShopAction, by: str, account: BankAccount | None = None) -> Shop:
    found = before.transition(action, by)
    return before.stepped(found, at=NOW, by=Party("p"), command_id="c", fingerprint="f", account=account)


def test_no_number_of_steps_keeps_the_office_from_suspending_and_revoking() -> None:
    busy = shop()
    other = BankAccount("970436", "2", "NGUYEN THI LAN")
    for _ in range(60):
        busy = stepped(busy, ShopAction.CHANGE_PAYEE, OWNER, other)
        busy = stepped(busy, ShopAction.REJECT_PAYEE, REVIEWER)
    assert stepped(busy, ShopAction.SUSPEND, REVIEWER).state is ShopState.SUSPENDED
    assert stepped(busy, ShopAction.REVOKE, REVIEWER).state is ShopState.REVOKED
    assert stepped(busy, ShopAction.CLOSE, OWNER).state is ShopState.CLOSED


def test_an_owner_asks_for_a_few_accounts_and_then_waits_for_the_office() -> None:
    asking, other = shop(), BankAccount("970436", "2", "NGUYEN THI LAN")
    for _ in range(MOST_PAYEE_CHANGES):
        assert ShopAction.CHANGE_PAYEE in asking.allowed(OWNER)
        asking = stepped(asking, ShopAction.CHANGE_PAYEE, OWNER, other)
    assert ShopAction.CHANGE_PAYEE not in asking.allowed(OWNER)
    with pytest.raises(ShopRefused) as refused:
        asking.transition(ShopAction.CHANGE_PAYEE, OWNER)
    assert refused.value.reason is ShopRefusal.TOO_MANY_PAYEE_CHANGES
    assert {ShopAction.SUSPEND, ShopAction.REVOKE, ShopAction.APPROVE_PAYEE} <= set(asking.allowed(REVIEWER))
    decided = stepped(asking, ShopAction.APPROVE_PAYEE, REVIEWER)
    assert stepped(decided, ShopAction.CHANGE_PAYEE, OWNER, other).wanted_account == other


def test_corrections_before_the_approval_leave_all_changes_of_the_approved_shop() -> None:
    asking, other = shop(ShopState.REGISTERED), BankAccount("970436", "2", "NGUYEN THI LAN")
    for _ in range(MOST_PAYEE_CHANGES):
        asking = stepped(asking, ShopAction.CHANGE_PAYEE, OWNER, other)
        assert (asking.account, asking.wanted_account) == (other, None)
    assert ShopAction.CHANGE_PAYEE not in asking.allowed(OWNER)
    approved = stepped(asking, ShopAction.APPROVE, REVIEWER)
    assert stepped(approved, ShopAction.CHANGE_PAYEE, OWNER, other).wanted_account == other


@pytest.mark.parametrize(
    ("legal_type", "tax_code", "refusal"),
    [
        (LegalType.COMPANY, "001012345678", ShopRefusal.TAX_CODE_OF_OTHERS),
        (LegalType.COOPERATIVE, "001012345678", ShopRefusal.TAX_CODE_OF_OTHERS),
        (LegalType.COMPANY, "0100109106", None),
        (LegalType.COMPANY, "0100109106-001", None),
        (LegalType.COOPERATIVE, "0100109106", None),
        (LegalType.HOUSEHOLD, "001012345678", None),
        (LegalType.HOUSEHOLD, "0100109106", None),
        (LegalType.UNREGISTERED, "001012345678", None),
        (LegalType.UNREGISTERED, "0100109106-001", ShopRefusal.TAX_CODE_OF_OTHERS),
        (LegalType.UNREGISTERED, None, None),
        (LegalType.COMPANY, None, ShopRefusal.TAX_CODE_NEEDED),
        (LegalType.COMPANY, "0100109107", ShopRefusal.TAX_CODE_WRONG),
    ],
)
def test_a_tax_code_is_one_of_the_legal_type(
    legal_type: LegalType, tax_code: str | None, refusal: ShopRefusal | None
) -> None:
    read = read_tax_code(tax_code, birth_registration_places()) if tax_code else None
    try:
        check_profile(profile(legal_type, tax_code), read[1] if read else None)
    except ShopRefused as refused:
        assert refused.reason is refusal
    else:
        assert refusal is None


def test_only_the_end_of_an_account_is_shown() -> None:
    assert BankAccount("970436", "1234567890", "A").masked == "******7890"


@pytest.mark.parametrize(
    ("weekday", "at", "is_open"),
    [
        (1, time(8), True),
        (1, time(17), False),
        (6, time(8), False),
        (5, time(23), True),
        (6, time(1), True),
        (5, time(1), False),
    ],
)
def test_open_also_past_midnight(weekday: int, at: time, is_open: bool) -> None:
    hours = (Hours(WEEKDAYS, time(7), time(17)), Hours(frozenset({5}), time(22), time(2)))
    assert open_at(hours, weekday, at) is is_open


def spans(*given: tuple[set[int], int, int]) -> list[Hours]:
    return [Hours(frozenset(days), time(opens), time(closes)) for days, opens, closes in given]


@pytest.mark.parametrize(
    "hours",
    [
        spans(),
        spans(({1, 2}, 7, 11), ({1, 2}, 13, 17)),
        spans(({1}, 7, 11), ({1}, 11, 17)),
        spans(({1}, 7, 11), ({2}, 7, 11)),
        spans(({1, 2, 3, 4, 5, 6, 7}, 18, 2)),
        spans(({7}, 22, 2), ({1}, 2, 5)),
    ],
)
def test_hours_may_follow_each_other(hours: list[Hours]) -> None:
    check_hours(hours)


@pytest.mark.parametrize(
    ("hours", "day"),
    [
        (spans(({1, 2}, 7, 11), ({2, 3}, 10, 14)), 2),
        (spans(({1}, 7, 11), ({1}, 7, 11)), 1),
        (spans(({1}, 7, 20), ({1}, 9, 10)), 1),
        (spans(({5}, 22, 2), ({6}, 1, 5)), 6),
        (spans(({1}, 1, 5), ({7}, 22, 2)), 1),
    ],
)
def test_hours_that_overlap_are_refused_by_their_day(hours: list[Hours], day: int) -> None:
    with pytest.raises(ShopRefused) as refused:
        check_hours(hours)
    assert (refused.value.reason, refused.value.day, refused.value.place) == (ShopRefusal.HOURS_OVERLAP, day, 1)
