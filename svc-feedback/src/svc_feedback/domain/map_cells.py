"""The cells in which a map counts reports while it shows much of the province: those of the usual web map tiles.

A cell of level z is a tile of zoom z; four cells of the next level make one. The finest are counted from the reports,
every other is the sum of its four. Source of the arithmetic: https://wiki.openstreetmap.org/wiki/Slippy_map_tilenames.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from svc_feedback.domain.place import Box, Point

COARSEST, FINEST = 6, 14
MOST_CELLS = 400
"""The most cells that one answer holds."""
CELLS_FINER = 2
"""How many levels finer than the map's zoom the cells are: four by four of them on a tile of the screen."""
POINTS_FROM = 15
"""The zoom from which single reports are shown."""


@dataclass(frozen=True)
class Tally:
    """How many reports, and the sums of their coordinates: what is added up has a middle as well."""

    count: int = 0
    longitude: float = 0.0
    latitude: float = 0.0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.count + other.count, self.longitude + other.longitude, self.latitude + other.latitude)

    @property
    def middle(self) -> Point:
        return Point(self.longitude / self.count, self.latitude / self.count)


Tallies = Mapping[str, Tally]
"""The tally of each key, such as ``giao-thong/in_progress``."""


@dataclass(frozen=True)
class Cell:
    level: int
    x: int
    y: int

    @property
    def id(self) -> str:
        return f"{self.level}/{self.x}/{self.y}"

    @property
    def parent(self) -> "Cell | None":
        return Cell(self.level - 1, self.x // 2, self.y // 2) if self.level > COARSEST else None

    @property
    def children(self) -> list["Cell"]:
        return [Cell(self.level + 1, 2 * self.x + right, 2 * self.y + down) for down in (0, 1) for right in (0, 1)]

    @property
    def middle(self) -> Point:
        return Point(_longitude(self.x + 0.5, self.level), _latitude(self.y + 0.5, self.level))


def cell_of(point: Point, level: int) -> Cell:
    size = 1 << level
    x = int((point.longitude + 180) / 360 * size)
    latitude = math.radians(max(-85.05, min(85.05, point.latitude)))
    y = int((1 - math.asinh(math.tan(latitude)) / math.pi) / 2 * size)
    return Cell(level, min(max(x, 0), size - 1), min(max(y, 0), size - 1))


@dataclass(frozen=True)
class CellRange:
    """The cells of ``level`` from the north-west corner to the south-east one."""

    level: int
    first_x: int
    last_x: int
    first_y: int
    last_y: int

    @property
    def count(self) -> int:
        return (self.last_x - self.first_x + 1) * (self.last_y - self.first_y + 1)


def cells_for(box: Box, zoom: int) -> CellRange:
    """The finest cells that suit ``zoom`` and are not more than an answer may hold."""
    level = max(COARSEST, min(FINEST, zoom + CELLS_FINER))
    while True:
        north_west = cell_of(Point(box.west, box.north), level)
        south_east = cell_of(Point(box.east, box.south), level)
        cells = CellRange(level, north_west.x, south_east.x, north_west.y, south_east.y)
        if cells.count <= MOST_CELLS or level == COARSEST:
            return cells
        level -= 1


def added(tallies: Iterable[Tallies]) -> dict[str, Tally]:
    """The sum, key by key."""
    total: dict[str, Tally] = {}
    for one in tallies:
        for key, tally in one.items():
            total[key] = total.get(key, Tally()) + tally
    return total


def _longitude(x: float, level: int) -> float:
    return x / (1 << level) * 360 - 180


def _latitude(y: float, level: int) -> float:
    return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * y / (1 << level)))))
