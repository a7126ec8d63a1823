import itertools
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from svc_notify.domain.joining import JOINING, Turn, speaker, turn

from .conftest import NOW


def after(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def test_the_first_goes_at_once_and_what_follows_is_held_until_the_minute_is_over() -> None:
    assert turn(None, NOW) == NOW
    assert turn(NOW, after(5)) == after(60)
    assert turn(after(60), after(30)) == after(60)
    assert turn(NOW, after(60)) == after(60)
    assert turn(after(60), after(70)) == after(120)


@given(st.lists(st.floats(0, 30), min_size=1, max_size=30))
def test_a_dossier_is_heard_at_most_once_in_sixty_seconds_and_its_last_news_always(gaps: list[float]) -> None:
    latest, now = None, NOW
    turns: list[Turn] = []
    for n, gap in enumerate(gaps):
        now += timedelta(seconds=gap)
        latest = turn(latest, now)
        turns.append(Turn(f"msg_{n:02}", "dos_1", now, latest))
        assert now <= latest <= now + JOINING
    # What is due together is looked at together, and one of it speaks.
    moments = sorted({one.not_before for one in turns})
    assert all(later - earlier >= JOINING for earlier, later in itertools.pairwise(moments))
    assert turns[-1].not_before == moments[-1]


def test_the_newest_of_those_that_wait_speaks_for_the_others_of_its_dossier() -> None:
    mine = Turn("msg_1", "dos_1", NOW, after(60))
    newer, newest = Turn("msg_2", "dos_1", after(10), after(60)), Turn("msg_3", "dos_1", after(20), after(60))
    another = Turn("msg_4", "dos_2", after(30), after(60))
    much_later = Turn("msg_5", "dos_1", after(90), after(180))
    assert speaker(mine, [mine, newer, newest, another, much_later]) == "msg_3"
    assert speaker(newest, [mine, newer, newest, another, much_later]) is None
