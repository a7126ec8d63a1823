"""How a bound holds however many ask at once: whatever counts has a place, and two never have the same."""

from collections.abc import Collection
from zlib import crc32


def free_place(asking: str, taken: Collection[int | None], most: int) -> int | None:
    """One of ``most`` that nobody has, where there is one; another than that of whoever asks at the same moment.

    ``taken``: the places of all that count; ``None`` of what was there before there were places.
    """
    free = [place for place in range(most) if place not in taken]
    return free[crc32(asking.encode()) % len(free)] if free and len(taken) < most else None
