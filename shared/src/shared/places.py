"""Places, of which somebody has so many. A unique index over the owner and the place gives each to one, so that as many
requests at once as may come take no more than there are.
"""

from collections.abc import Collection, Sequence
from zlib import crc32


class NoPlaceLeft(Exception):
    """All of them are taken."""


def free_places(taken: Collection[int | None], most: int) -> list[int]:
    """Those of ``most`` that nothing has. ``None`` is what has none, from before there were places. Raises
    ``NoPlaceLeft``.
    """
    free = [place for place in range(most) if place not in taken]
    if len(taken) >= most or not free:
        raise NoPlaceLeft
    return free


def place_for(name: str, free: Sequence[int]) -> int:
    """Another one than what is taken at the same moment under another ``name``, as far as there are several."""
    return free[crc32(name.encode()) % len(free)]
