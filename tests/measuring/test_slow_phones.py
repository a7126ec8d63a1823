"""What a slow phone sends in the time that a measurement has, however short that is."""

import pytest

from bench.effort import FULL, QUICK, Effort
from bench.rows.slow_phones import BYTES_A_SECOND, picture


@pytest.mark.parametrize("effort", [QUICK, FULL])
def test_a_phone_is_busy_for_most_of_the_time_there_is(effort: Effort) -> None:
    seconds = effort.seconds * 4
    assert seconds * 0.6 <= len(picture(seconds)) / BYTES_A_SECOND <= seconds
