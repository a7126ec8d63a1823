"""The median of a histogram, beside that of all its values."""

from statistics import median_low

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svc_feedback.store.figures import BUCKET_SECONDS, median_of


@given(st.lists(st.integers(0, 40 * 24 * 3600), min_size=1, max_size=200))
def test_it_is_exact_to_a_bucket(seconds: list[int]) -> None:
    histogram: dict[int, int] = {}
    for each in seconds:
        histogram[each // BUCKET_SECONDS] = histogram.get(each // BUCKET_SECONDS, 0) + 1
    assert abs(median_of(histogram) - median_low(seconds)) <= BUCKET_SECONDS


def test_of_nothing_there_is_none() -> None:
    with pytest.raises(ValueError, match="nothing"):
        median_of({})
