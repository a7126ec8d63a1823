from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svc_notify.domain.broadcast import (
    PLANNED_AHEAD,
    TIMELINE_KEPT,
    TRANSITIONS,
    Action,
    Audience,
    Broadcast,
    BroadcastKind,
    BroadcastRefused,
    Content,
    Entry,
    Reach,
    Refusal,
    State,
    drafted,
    due_times,
    unit_for,
)

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
CONTENT = Content(BroadcastKind.WARNING, "UBND tỉnh", "Bão số 12", "Bão vào đêm nay.", Audience(Reach.ALL), 2_000)
FINAL = {Action.WITHDRAW: Refusal.NEWS_WITHDRAWN, Action.SUPERSEDE: Refusal.SUPERSEDED}
LEGAL = {(transition.source, transition.action): transition.target for transition in TRANSITIONS}


def step(action: Action, by: str = "stf_2") -> Entry:
    return Entry(action, by, NOW)


def written(by: str = "stf_1", content: Content = CONTENT) -> Broadcast:
    return drafted("brd_1", "province", content, step(Action.DRAFT, by))


def test_nobody_approves_what_they_wrote_or_changed() -> None:
    edited = written("stf_1").edited(CONTENT, step(Action.EDIT, "stf_2"))
    for writer in ("stf_1", "stf_2"):
        with pytest.raises(BroadcastRefused, match=Refusal.AUTHOR_CANNOT_APPROVE):
            edited.moved(step(Action.APPROVE, writer))
    approved = edited.moved(step(Action.APPROVE, "stf_3"))
    assert (approved.state, approved.begins_at) == (State.APPROVED, NOW)
    stopped = approved.moved(step(Action.STOP, "stf_1"))
    with pytest.raises(BroadcastRefused, match=Refusal.AUTHOR_CANNOT_APPROVE):
        stopped.moved(step(Action.RESUME, "stf_1"))


def test_it_begins_when_it_was_meant_to_and_never_before() -> None:
    later = Content(**{**vars(CONTENT), "send_from": NOW + timedelta(hours=2)})
    approved = written(content=later).moved(step(Action.APPROVE))
    assert approved.begins_at == NOW + timedelta(hours=2)


@given(st.lists(st.sampled_from(Action), max_size=12))
def test_every_way_through_is_one_of_the_table(actions: list[Action]) -> None:
    broadcast = written()
    for action in actions:
        before, final = broadcast.state, FINAL.get(broadcast.timeline[-1].action)
        try:
            broadcast = broadcast.moved(step(action))
        except BroadcastRefused as refused:
            assert refused.reason in ((final,) if final else (Refusal.ILLEGAL_STEP, Refusal.NOT_EDITABLE))
            assert final or (before, action) not in LEGAL
        else:
            assert final is None
            assert broadcast.state is LEGAL[before, action]
    if broadcast.state in (State.SENDING, State.FINISHED):
        assert any(entry.action is Action.APPROVE for entry in broadcast.timeline)


def test_its_record_is_bounded_and_keeps_who_wrote_it() -> None:
    broadcast = written("stf_1")
    for _ in range(TIMELINE_KEPT + 5):
        broadcast = broadcast.edited(CONTENT, step(Action.EDIT, "stf_2"))
    assert len(broadcast.timeline) == TIMELINE_KEPT
    assert broadcast.writers == {"stf_1", "stf_2"}


@given(st.integers(1, 60_000), st.timedeltas(timedelta(minutes=-5), timedelta(minutes=5)), st.integers(1, 500))
def test_the_pace_is_kept_and_little_is_planned_ahead(rate: int, moved: timedelta, at_most: int) -> None:
    due = due_times(NOW + moved, rate, NOW, at_most)
    now_planned, following = due[:-1], due[-1]
    assert len(now_planned) <= at_most
    assert all(NOW <= due <= NOW + PLANNED_AHEAD for due in now_planned)
    gap = timedelta(minutes=1) / rate
    assert all(later - earlier == gap for earlier, later in pairwise(due))
    assert following >= NOW + moved


@pytest.mark.parametrize("ahead", [timedelta(minutes=6), timedelta(hours=1), timedelta(days=365)])
def test_a_leader_whose_clock_was_far_ahead_holds_no_broadcast_up(ahead: timedelta) -> None:
    assert due_times(NOW + ahead, 60, NOW, 2) == [NOW, NOW + timedelta(seconds=1), NOW + timedelta(seconds=2)]


def test_the_slowest_pace_still_moves() -> None:
    (due, following) = due_times(None, 1, NOW, 500)
    assert (due, following) == (NOW, NOW + timedelta(minutes=1))
    assert due_times(following, 1, NOW, 500) == [following]


@pytest.mark.parametrize(
    ("units", "audience", "unit"),
    [
        ({"province"}, Audience(Reach.ALL), "province"),
        ({"province", "21025"}, Audience(Reach.COMMUNES, ("21025",)), "province"),
        ({"21025"}, Audience(Reach.COMMUNES, ("21025",)), "21025"),
        ({"21025"}, Audience(Reach.COMMUNES, ("21025", "21028")), None),
        ({"21025"}, Audience(Reach.COMMUNES, ("21028",)), None),
        ({"21025"}, Audience(Reach.ALL), None),
        ({"21025"}, Audience(Reach.FOLLOWERS), None),
        (set(), Audience(Reach.ALL), None),
    ],
)
def test_a_commune_speaks_to_its_own(units: set[str], audience: Audience, unit: str | None) -> None:
    assert unit_for(audience, frozenset(units)) == unit


@pytest.mark.parametrize(
    ("kind", "subject", "heading"),
    [
        (BroadcastKind.WARNING, "Cảnh báo bão số 12", "Bão số 12"),
        (BroadcastKind.WARNING, "CẢNH BÁO: mưa lũ", "Mưa lũ"),
        (BroadcastKind.WARNING, "Tin cảnh báo, sạt lở đất", "Sạt lở đất"),
        (BroadcastKind.WARNING, "Bão số 12", "Bão số 12"),
        (BroadcastKind.WARNING, "Cảnh báo", "Cảnh báo"),
        (BroadcastKind.NOTICE, "Cảnh báo lừa đảo", "Cảnh báo lừa đảo"),
    ],
)
def test_a_title_says_once_that_it_warns(kind: BroadcastKind, subject: str, heading: str) -> None:
    assert a_content(kind, subject, "Người dân sơ tán.").heading == heading


@pytest.mark.parametrize(
    ("text", "wording"),
    [
        ("Bão số 12. Người dân sơ tán.", "Người dân sơ tán."),
        ("BÃO SỐ 12: người dân sơ tán.", "người dân sơ tán."),
        ("Bão số 12 đổ bộ đêm nay.", "Bão số 12 đổ bộ đêm nay."),
        ("Bão số 12.", "Bão số 12."),
    ],
)
def test_a_text_does_not_repeat_the_subject_as_a_heading(text: str, wording: str) -> None:
    assert a_content(BroadcastKind.WARNING, "Bão số 12", text).wording == wording


def a_content(kind: BroadcastKind, subject: str, text: str) -> Content:
    return Content(kind, "UBND tỉnh", subject, text, Audience(Reach.ALL), 600)
