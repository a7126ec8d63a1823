"""Optimistic concurrency: read, decide, write against the version read, and once more when others were faster."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from shared.errors import DuplicateValue, Unavailable, VersionConflict
from shared.schedules import RACE_ATTEMPTS

T = TypeVar("T")


async def retry_on_conflict(attempt: Callable[[int], Awaitable[T]], *, attempts: int = RACE_ATTEMPTS) -> T:
    """What ``attempt`` (given its number, from 0) answers when it loses no race.

    A race is lost by ``VersionConflict`` or ``DuplicateValue``; an attempt that can say more about a duplicate catches
    it itself. Raises ``Unavailable`` when every attempt lost.
    """
    for number in range(attempts):
        try:
            return await attempt(number)
        except (VersionConflict, DuplicateValue):
            continue
    raise Unavailable(retry_after=1)
