"""A programme guide: now and next, days, overlaps."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from shared.clock import VIETNAM
from svc_content.domain.programme import MAX_OF_DAY, FaultKind, Programme, by_day, closed, faults, on_air

SIX = datetime(2026, 11, 27, 6, 0, tzinfo=VIETNAM).astimezone(UTC)


def programme(start: int, end: int, title: str = "Thời sự") -> Programme:
    return Programme(SIX + timedelta(minutes=start), SIX + timedelta(minutes=end), title)


GUIDE = [programme(0, 30), programme(30, 60, "Phim"), programme(90, 120, "Dân ca")]


def test_now_and_next() -> None:
    assert on_air(GUIDE, SIX).now == GUIDE[0]
    assert on_air(GUIDE, SIX).next == GUIDE[1]
    pause = on_air(GUIDE, SIX + timedelta(minutes=60))
    assert (pause.now, pause.next) == (None, GUIDE[2])
    assert on_air(GUIDE, SIX + timedelta(minutes=120)).next is None


def test_a_programme_belongs_to_the_local_day_on_which_it_begins() -> None:
    late = Programme(
        datetime(2026, 11, 27, 23, 30, tzinfo=VIETNAM), datetime(2026, 11, 28, 0, 30, tzinfo=VIETNAM), "Phim đêm"
    )
    assert by_day([late, *GUIDE], VIETNAM) == {date(2026, 11, 27): [*GUIDE, late]}


def test_what_touches_does_not_overlap() -> None:
    assert faults(GUIDE, VIETNAM) == []


def test_every_overlap_is_named_also_with_a_long_one_before() -> None:
    long = programme(0, 100, "Cầu truyền hình")
    found = faults([long, programme(30, 40, "Phim"), programme(50, 60, "Dân ca")], VIETNAM)
    assert [(fault.kind, fault.programme.title, fault.other) for fault in found] == [
        (FaultKind.OVERLAPS, "Phim", long),
        (FaultKind.OVERLAPS, "Dân ca", long),
    ]


def test_what_ends_before_it_begins_and_what_never_ends() -> None:
    found = faults([programme(10, 10), programme(20, 20 + 25 * 60)], VIETNAM)
    assert [fault.kind for fault in found] == [FaultKind.ENDS_BEFORE_IT_BEGINS, FaultKind.TOO_LONG]


def test_a_day_has_room_for_so_many() -> None:
    found = faults([programme(minute, minute + 1) for minute in range(MAX_OF_DAY + 1)], VIETNAM)
    assert [fault.kind for fault in found] == [FaultKind.TOO_MANY]


def test_beginnings_become_stretches() -> None:
    end = SIX + timedelta(hours=2)
    assert closed([(SIX + timedelta(hours=1), "Phim"), (SIX, "Thời sự")], end) == [
        (SIX, SIX + timedelta(hours=1), "Thời sự"),
        (SIX + timedelta(hours=1), end, "Phim"),
    ]


@given(st.lists(st.tuples(st.integers(0, 300), st.integers(1, 90)), max_size=12))
def test_without_faults_at_most_one_is_on_at_any_minute(stretches: list[tuple[int, int]]) -> None:
    guide = [programme(start, start + length) for start, length in stretches]
    together = max((sum(one.on(SIX + timedelta(minutes=minute)) for one in guide) for minute in range(400)), default=0)
    assert (together > 1) == bool(faults(guide, VIETNAM))
