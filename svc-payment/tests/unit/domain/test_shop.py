"""Shops: the table, the holder of the account, opening hours."""

from datetime import time

import pytest

from svc_payment.domain.shop import BankAccount, Hours, ShopRefused, check_holder, open_at

BANKS = frozenset({"970436"})
WEEKDAYS = frozenset(range(1, 6))


@pytest.mark.parametrize(
    ("holder", "names"),
    [
        ("NGUYEN THI LAN", ("NGUYEN THI LAN",)),
        ("CTY TNHH TOI LY SON", ("CTY TOI LY SON",)),
        ("CONG TY TNHH MTV TOI LY SON", ("NGUYEN THI LAN", "CONG TY TRACH TOI LY SON", "TOI LY SON")),
        ("HO KINH DOANH BUN BA LAN", ("BUN BA LAN",)),
    ],
)
def test_the_holder_is_the_owner_or_the_business(holder: str, names: tuple[str, ...]) -> None:
    check_holder(BankAccount("970436", "123456", holder), names, BANKS)


@pytest.mark.parametrize("holder", ["NGUYEN THI LANH", "LAN NGUYEN THI", "TRAN VAN B", ""])
def test_an_account_of_somebody_else_is_refused(holder: str) -> None:
    with pytest.raises(ShopRefused):
        check_holder(BankAccount("970436", "123456", holder), ("NGUYEN THI LAN",), BANKS)


def test_a_bank_that_nobody_knows_is_refused() -> None:
    with pytest.raises(ShopRefused):
        check_holder(BankAccount("970000", "123456", "A B"), ("A B",), BANKS)


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
