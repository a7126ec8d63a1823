"""Amounts as people write them, and exemptions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.text import grouped
from svc_payment.domain.money import LARGEST, AmountRefusal, AmountRefused, after_exemption, parse_amount


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1250000", 1_250_000),
        ("1.250.000", 1_250_000),
        ("1,250,000 đ", 1_250_000),
        ("1 250 000 VNĐ", 1_250_000),
        ("1250000.00", 1_250_000),
        ("1,250,000.0", 1_250_000),
        ("1.250.000,00", 1_250_000),
        ("615000,0", 615_000),
        ("0.00", 0),
        (" 0 ", 0),
        ("50.000₫", 50_000),
    ],
)
def test_what_people_write(text: str, amount: int) -> None:
    assert parse_amount(text) == amount


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1250000.5", AmountRefusal.FRACTION),
        ("1.25", AmountRefusal.FRACTION),
        ("1,250.75", AmountRefusal.FRACTION),
        ("1.250.00", AmountRefusal.FRACTION),
        ("1.250.0", AmountRefusal.FRACTION),
        ("30.000.00", AmountRefusal.FRACTION),
        ("30.00", AmountRefusal.FRACTION),
        ("30,0", AmountRefusal.FRACTION),
        ("000", AmountRefusal.NOT_A_NUMBER),
        ("0615000", AmountRefusal.NOT_A_NUMBER),
        ("1.250,00.000", AmountRefusal.NOT_A_NUMBER),
        ("-5000", AmountRefusal.NOT_A_NUMBER),
        ("=1+1", AmountRefusal.NOT_A_NUMBER),
        ("một triệu", AmountRefusal.NOT_A_NUMBER),
        ("", AmountRefusal.NOT_A_NUMBER),
        ("1e6", AmountRefusal.NOT_A_NUMBER),
        ("٣٠٠٠", AmountRefusal.NOT_A_NUMBER),
        (str(LARGEST + 1), AmountRefusal.TOO_LARGE),
    ],
)
def test_what_is_no_amount(text: str, reason: AmountRefusal) -> None:
    with pytest.raises(AmountRefused) as refused:
        parse_amount(text)
    assert refused.value.reason is reason


@given(st.integers(0, LARGEST))
def test_what_is_shown_is_read_back(amount: int) -> None:
    assert parse_amount(grouped(amount)) == amount


@given(st.integers(0, LARGEST), st.integers(0, 100))
def test_an_exemption_never_costs_the_payer_more(price: int, percent: int) -> None:
    net = after_exemption(price, percent)
    assert 0 <= net <= price
    assert net * 100 <= price * (100 - percent) < (net + 1) * 100
