"""Where something is: as a point of a map, in words, or both."""

import math
from dataclasses import dataclass

EARTH_METRES = 6_371_008.8
PUBLIC_DECIMALS = 3
"""How many decimals everybody sees of a coordinate: about 110 metres, because a precise place tied to a person is
sensitive (public-services 6.3)."""
ROUNDING_METRES = 80.0
"""How far a rounded point may lie from the exact one: half a diagonal of the grid."""


@dataclass(frozen=True)
class Point:
    """Degrees, WGS 84."""

    longitude: float
    latitude: float


class OffTheMap(Exception):
    """West lies west of east, south south of north, and all within the coordinates of the earth."""


@dataclass(frozen=True)
class Box:
    """Raises ``OffTheMap``."""

    west: float
    south: float
    east: float
    north: float

    def __post_init__(self) -> None:
        across = self.east - self.west
        if not (-180 <= self.west < self.east <= 180 and -90 <= self.south < self.north <= 90 and across < 180):
            raise OffTheMap

    def __contains__(self, point: Point) -> bool:
        return self.west <= point.longitude <= self.east and self.south <= point.latitude <= self.north


PROVINCE = Box(west=107.33, south=13.92, east=109.14, north=15.43)
"""Lý Sơn included (public-services 1.8). What lies outside is for triage to judge, and never refused."""


@dataclass(frozen=True)
class Place:
    """``commune`` is a code of the statistics list; ``words`` is how the citizen describes the place."""

    point: Point | None
    words: str | None
    commune: str | None


NOWHERE_DEGREES = 0.01
"""The distance around 0,0, which a device without a position sends: a kilometre of the open sea."""


def is_on_earth(point: Point) -> bool:
    """Whether ``point`` may be meant: in range, and not at 0,0."""
    in_range = -180 <= point.longitude <= 180 and -90 <= point.latitude <= 90
    return in_range and not (abs(point.longitude) < NOWHERE_DEGREES and abs(point.latitude) < NOWHERE_DEGREES)


def metres(one: Point, other: Point) -> float:
    """The distance on the globe, by the haversine formula."""
    latitudes = math.radians(one.latitude), math.radians(other.latitude)
    across = math.radians(other.longitude - one.longitude)
    up = latitudes[1] - latitudes[0]
    chord = math.sin(up / 2) ** 2 + math.cos(latitudes[0]) * math.cos(latitudes[1]) * math.sin(across / 2) ** 2
    return 2 * EARTH_METRES * math.asin(min(1.0, math.sqrt(chord)))


def rounded(point: Point) -> Point:
    """``point`` as the public sees it."""
    return Point(round(point.longitude, PUBLIC_DECIMALS), round(point.latitude, PUBLIC_DECIMALS))
