import itertools
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from svc_notify.domain.coalescing import COALESCING_WINDOW, PendingPush, earliest_push, superseding_message

from .conftest import NOW


def after(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def test_the_first_goes_at_once_and_what_follows_is_held_until_the_minute_is_over() -> None:
    assert earliest_push(None, NOW) == NOW
    assert earliest_push(NOW, after(5)) == after(60)
    assert earliest_push(after(60), after(30)) == after(60)
    assert earliest_push(NOW, after(60)) == after(60)
    assert earliest_push(after(60), after(70)) == after(120)


@given(st.lists(st.floats(0, 30), min_size=1, max_size=30))
def test_a_dossier_pushes_at_most_once_in_sixty_seconds_and_its_last_news_always(gaps: list[float]) -> None:
    latest, now = None, NOW
    pushes: list[PendingPush] = []
    for n, gap in enumerate(gaps):
        now += timedelta(seconds=gap)
        latest = earliest_push(latest, now)
        pushes.append(PendingPush(f"msg_{n:02}", "dos_1", now, latest))
        assert now <= latest <= now + COALESCING_WINDOW
    # What is due together is looked at together, and one of it is pushed.
    moments = sorted({one.not_before for one in pushes})
    assert all(later - earlier >= COALESCING_WINDOW for earlier, later in itertools.pairwise(moments))
    assert pushes[-1].not_before == moments[-1]


def test_the_newest_of_those_that_wait_supersedes_the_others_of_its_dossier() -> None:
    mine = PendingPush("msg_1", "dos_1", NOW, after(60))
    newer, newest = (
        PendingPush("msg_2", "dos_1", after(10), after(60)),
        PendingPush("msg_3", "dos_1", after(20), after(60)),
    )
    another = PendingPush("msg_4", "dos_2", after(30), after(60))
    much_later = PendingPush("msg_5", "dos_1", after(90), after(180))
    assert superseding_message(mine, [mine, newer, newest, another, much_later]) == "msg_3"
    assert superseding_message(newest, [mine, newer, newest, another, much_later]) is None
