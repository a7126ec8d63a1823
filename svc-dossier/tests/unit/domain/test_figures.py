"""Figures: shares with both numbers, no value without data, months that add up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.figures import Share
from shared.months import MAX_MONTHS, Month, WrongPeriod, months
from svc_dossier.domain.figures import Figures


def test_no_data_is_no_value_and_not_zero() -> None:
    assert Share(0, 0).value is None
    assert Share(0, 4).value == 0
    assert Figures().share_on_time.value is None


def test_both_denominators_stand_beside_each_other() -> None:
    figures = Figures(received=10, online=3, offered=6, online_of_offered=3, mini_app=2, judged=8, on_time=6)
    assert figures.share_online == Share(3, 10)
    assert figures.share_online_of_offered == Share(3, 6)
    assert figures.share_mini_app == Share(2, 10)
    assert figures.share_on_time.value == 0.75


@pytest.mark.parametrize("count", [-1, MAX_MONTHS])
def test_a_period_has_a_month_and_no_more_than_one_answer_holds(count: int) -> None:
    with pytest.raises(WrongPeriod):
        months(Month(2026, 11), Month(2026, 11).plus(count))


@given(st.integers(2000, 2100), st.integers(1, 12), st.integers(0, MAX_MONTHS - 1))
def test_months_follow_one_another(year: int, number: int, count: int) -> None:
    first = Month(year, number)
    found = months(first, first.plus(count))
    assert len(found) == count + 1
    assert found == sorted(set(found))
    assert all(1 <= month.number <= 12 for month in found)
