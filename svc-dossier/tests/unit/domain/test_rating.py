"""A dossier is rated once, and only after its result was returned."""

from datetime import UTC, datetime

import pytest

from svc_dossier.domain.rating import Level, Rating, RatingRefusal, RatingRefused, check_rateable
from svc_dossier.domain.transitions import State

RATING = Rating(Level.SATISFIED, None, datetime(2026, 11, 2, tzinfo=UTC), "cmd_1", "f")


def test_a_returned_dossier_is_rateable() -> None:
    check_rateable(State.RETURNED, rated=False)


@pytest.mark.parametrize("state", [state for state in State if state is not State.RETURNED])
def test_any_other_is_not(state: State) -> None:
    with pytest.raises(RatingRefused) as refused:
        check_rateable(state, rated=False)
    assert refused.value.reason is RatingRefusal.NOT_RETURNED


def test_a_rating_stands() -> None:
    with pytest.raises(RatingRefused) as refused:
        check_rateable(State.RETURNED, rated=True)
    assert refused.value.reason is RatingRefusal.ALREADY_RATED


def test_the_scale_ends_at_one() -> None:
    assert [level.normalised for level in Level] == [0, 0.5, 1]
