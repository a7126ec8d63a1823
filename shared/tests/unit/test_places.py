"""Places: how many somebody has, and which another may take."""

import pytest

from shared.places import NoPlaceLeft, free_places, place_for


def test_there_are_so_many() -> None:
    assert free_places([*range(19)], 20) == [19]
    assert free_places([0, None, 2], 20)[:2] == [1, 3]
    for full in ([*range(20)], [None] * 20):
        with pytest.raises(NoPlaceLeft):
            free_places(full, 20)


def test_what_is_taken_at_the_same_moment_is_spread_over_the_free_ones() -> None:
    free = [3, 5, 8, 13]
    assert {place_for(f"dft_{number}", free) for number in range(50)} == {*free}
    assert place_for("dft_1", free) == place_for("dft_1", free)
