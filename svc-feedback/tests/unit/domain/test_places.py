"""Points, distances, duplicates near one another, and the cells of a map."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from svc_feedback.domain.duplicates import NEAR_METRES, NEAR_TIME, OFFERED, Candidate, near_duplicates
from svc_feedback.domain.map_cells import COARSEST, FINEST, MOST_CELLS, Cell, Tally, added, cell_of, cells_for
from svc_feedback.domain.place import PROVINCE, ROUNDING_METRES, Box, Place, Point, is_on_earth, metres, rounded

CENTRE = Point(108.7923, 15.1214)
NOW = datetime(2026, 11, 25, 2, tzinfo=UTC)
LONGITUDES, LATITUDES = st.floats(107.4, 109.1), st.floats(14.0, 15.4)
POINTS = st.builds(Point, LONGITUDES, LATITUDES)


@pytest.mark.parametrize(
    ("point", "meant"),
    [
        (CENTRE, True),
        (Point(109.12, 15.38), True),
        (Point(0.0, 0.0), False),
        (Point(0.00001, -0.002), False),
        (Point(181.0, 15.0), False),
        (Point(108.0, -91.0), False),
        (Point(float("nan"), 15.0), False),
    ],
)
def test_a_point_that_may_be_meant(point: Point, meant: bool) -> None:
    assert is_on_earth(point) is meant


def test_what_lies_outside_the_province() -> None:
    assert CENTRE in PROVINCE
    assert Point(109.12, 15.38) in PROVINCE  # Lý Sơn
    assert Point(105.85, 21.03) not in PROVINCE


@given(POINTS, POINTS)
def test_a_distance_is_the_same_both_ways(one: Point, other: Point) -> None:
    assert metres(one, other) == pytest.approx(metres(other, one), abs=1e-6)
    assert metres(one, one) == 0


def test_a_thousandth_of_a_degree_of_latitude() -> None:
    assert metres(CENTRE, Point(CENTRE.longitude, CENTRE.latitude + 0.001)) == pytest.approx(111.2, abs=0.1)


@given(POINTS)
def test_a_public_place_is_near_and_not_exact(point: Point) -> None:
    assert metres(point, rounded(point)) < ROUNDING_METRES


def candidate(name: str, metres_north: float = 0, **changed: object) -> Candidate:
    point = Point(CENTRE.longitude, CENTRE.latitude + metres_north / 111_195)
    members = {"category": "o-ga", "place": Place(point, None, "21025"), "sent_at": NOW, "supporters": 0}
    return Candidate(name, **{**members, **changed})  # type: ignore[arg-type]


def near(candidates: list[Candidate], place: Place | None = None) -> list[str]:
    found = near_duplicates("o-ga", place or Place(CENTRE, None, "21025"), NOW, candidates)
    return [each.report_id for each in found]


def test_near_in_place_time_and_category_the_nearest_first() -> None:
    candidates = [
        candidate("far", NEAR_METRES + 2 * ROUNDING_METRES),
        candidate("b", 70),
        candidate("a", 10),
        candidate("old", 5, sent_at=NOW - NEAR_TIME - timedelta(minutes=1)),
        candidate("other", 1, category="rac-thai"),
    ]
    assert near(candidates) == ["a", "b"]


@given(st.floats(-40, 40), st.floats(-40, 40))
def test_the_distance_tells_nothing_finer_than_the_public_place(one: float, other: float) -> None:
    first, second = candidate("a", one), candidate("a", other)
    assume(first.place.point and second.place.point and rounded(first.place.point) == rounded(second.place.point))
    asked = Place(CENTRE, None, None)
    assert near_duplicates("o-ga", asked, NOW, [first]) == near_duplicates("o-ga", asked, NOW, [second])


def test_of_two_in_one_place_the_one_that_more_people_joined() -> None:
    assert near([candidate("few", 10), candidate("many", 10, supporters=9)]) == ["many", "few"]


def test_by_words_where_there_is_no_point() -> None:
    words = Place(None, "Trước chợ Quảng Ngãi", "21025")
    same = candidate("same", place=Place(None, "truoc cho  Quang Ngai", "21025"))
    elsewhere = candidate("elsewhere", place=Place(None, "Trước chợ Quảng Ngãi", "21028"))
    nameless = candidate("nameless", place=Place(None, None, "21025"))
    assert near([same, elsewhere, nameless], words) == ["same"]


@given(st.lists(st.floats(0, 200), max_size=20))
def test_the_offer_is_bounded_and_sorted(distances: list[float]) -> None:
    found = near_duplicates(
        "o-ga",
        Place(CENTRE, None, None),
        NOW,
        [candidate(str(number), distance) for number, distance in enumerate(distances)],
    )
    assert len(found) <= OFFERED
    shown = [each.distance or 0 for each in found]
    assert shown == sorted(shown)
    assert all(distance <= NEAR_METRES for distance in shown)


@given(POINTS)
def test_a_cell_lies_in_its_parent(point: Point) -> None:
    cell = cell_of(point, FINEST)
    for level in range(FINEST - 1, COARSEST - 1, -1):
        parent = cell.parent
        assert parent == cell_of(point, level)
        assert cell in parent.children
        cell = parent
    assert cell.parent is None


@given(POINTS, st.integers(COARSEST, FINEST))
def test_the_middle_of_a_cell_lies_in_it(point: Point, level: int) -> None:
    cell = cell_of(point, level)
    assert cell_of(cell.middle, level) == cell


@given(LONGITUDES, LATITUDES, st.floats(0.001, 3), st.integers(0, 20))
def test_an_answer_of_cells_is_bounded(west: float, south: float, size: float, zoom: int) -> None:
    cells = cells_for(Box(west, south, west + size, south + size), zoom)
    assert COARSEST <= cells.level <= FINEST
    assert cells.count <= MOST_CELLS
    inside = cell_of(Point(west + size / 2, south + size / 2), cells.level)
    assert cells.first_x <= inside.x <= cells.last_x
    assert cells.first_y <= inside.y <= cells.last_y


def test_cells_add_up() -> None:
    first, second = Tally(1, 108.8, 15.1), Tally(3, 326.7, 45.0)
    total = added([{"a": first, "b": first}, {"b": second}, {}])
    assert total == {"a": first, "b": Tally(4, 108.8 + 326.7, 15.1 + 45.0)}
    assert total["b"].middle == Point((108.8 + 326.7) / 4, (15.1 + 45.0) / 4)
    assert Cell(6, 51, 29).id == "6/51/29"
