from datetime import UTC, datetime, timedelta

from svc_content.domain.programme import Programme
from svc_content.domain.reminder import BEFORE, Reminder, given, moment_for, replanned, revived

NOW = datetime(2026, 11, 27, 2, 0, tzinfo=UTC)
START = NOW + timedelta(hours=3)
REMINDER = Reminder("rem_1", 1, "cit_1", "qngtv1", "QNgTV1", "Dân ca bài chòi", START, START - BEFORE, NOW)


def on(start: datetime, title: str = REMINDER.title) -> Programme:
    return Programme(start, start + timedelta(minutes=30), title)


def test_when_to_remind() -> None:
    assert moment_for(START, NOW) == START - BEFORE
    assert moment_for(NOW + timedelta(minutes=3), NOW) == NOW
    assert moment_for(NOW, NOW) is None


def test_a_reminder_moves_with_its_programme() -> None:
    moved = replanned(REMINDER, [on(START + timedelta(hours=1)), on(START + timedelta(hours=9))], NOW)
    assert moved is not None
    assert (moved.version, moved.starts_at) == (2, START + timedelta(hours=1))
    assert moved.remind_at == START + timedelta(minutes=50)


def test_a_reminder_goes_with_its_programme() -> None:
    gone = replanned(REMINDER, [on(START, "Phim")], NOW)
    assert gone is not None
    assert (gone.in_guide, gone.remind_at) == (False, REMINDER.remind_at), "then the citizen is told"


def test_what_was_renamed_is_followed_by_what_both_titles_say() -> None:
    renamed = replanned(REMINDER, [on(START - timedelta(minutes=1), "Dân ca bài chòi (mới)"), on(START, "Phim")], NOW)
    assert renamed is not None
    assert (renamed.title, renamed.starts_at) == ("Dân ca bài chòi (mới)", START - timedelta(minutes=1))
    assert renamed.remind_at == renamed.starts_at - BEFORE
    much_later = replanned(REMINDER, [on(START + timedelta(hours=5), "Dân ca bài chòi (phát lại)")], NOW)
    assert much_later is not None
    assert not much_later.in_guide


def test_what_was_dropped_comes_back_with_its_programme() -> None:
    gone = replanned(REMINDER, [], NOW)
    assert gone is not None
    assert replanned(gone, [on(START, "Phim")], NOW) is None
    back = replanned(gone, [on(START + timedelta(hours=1))], NOW)
    assert back is not None
    assert (back.in_guide, back.starts_at) == (True, START + timedelta(hours=1))
    assert back.remind_at == START + timedelta(minutes=50)


def test_a_guide_that_is_imported_again_changes_no_reminder() -> None:
    assert replanned(REMINDER, [on(START)], NOW) is None


def test_what_has_left_the_guide_can_be_asked_for_again_and_what_was_given_not() -> None:
    gone = replanned(REMINDER, [], NOW)
    assert gone is not None
    back = revived(gone, on(START, "Phim"), NOW)
    assert back is not None, "of what stands in its place now"
    assert (back.version, back.title, back.remind_at, back.in_guide) == (3, "Phim", START - BEFORE, True)
    assert revived(REMINDER, on(START), NOW) is None
    assert revived(given(REMINDER), on(START), START - timedelta(minutes=5)) is None
