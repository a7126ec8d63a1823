import pytest

from shared.errors import DuplicateValue, NotFound, Unavailable, VersionConflict
from shared.optimistic import retry_on_conflict
from shared.schedules import RACE_ATTEMPTS


class Attempts:
    """Fails with each of ``failures``, then answers; ``numbers`` are those it was given."""

    def __init__(self, *failures: Exception) -> None:
        self._failures = list(failures)
        self.numbers: list[int] = []

    async def __call__(self, number: int) -> str:
        self.numbers.append(number)
        if self._failures:
            raise self._failures.pop(0)
        return "done"


async def test_lost_races_are_run_again() -> None:
    attempts = Attempts(VersionConflict(), DuplicateValue("code", "H48"), VersionConflict())
    assert await retry_on_conflict(attempts) == "done"
    assert attempts.numbers == [0, 1, 2, 3]


async def test_who_loses_every_race_is_asked_to_come_back_soon() -> None:
    attempts = Attempts(*(VersionConflict() for _ in range(99)))
    with pytest.raises(Unavailable) as refused:
        await retry_on_conflict(attempts)
    assert refused.value.retry_after == 1
    assert len(attempts.numbers) == RACE_ATTEMPTS
    few = Attempts(VersionConflict(), VersionConflict())
    with pytest.raises(Unavailable):
        await retry_on_conflict(few, attempts=2)


async def test_any_other_refusal_stands() -> None:
    attempts = Attempts(NotFound())
    with pytest.raises(NotFound):
        await retry_on_conflict(attempts)
    assert attempts.numbers == [0]
