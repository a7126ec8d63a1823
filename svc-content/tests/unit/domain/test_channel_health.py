"""When a channel's mark changes, and when not."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from svc_content.domain.channel_health import DOWN_AFTER, UP_AFTER, ChannelHealth, Finding, Observation

NOW = datetime(2026, 11, 27, 2, 0, tzinfo=UTC)


def seen(*findings: Finding) -> ChannelHealth:
    health = ChannelHealth()
    for number, finding in enumerate(findings):
        health = health.after(Observation(finding), NOW + timedelta(seconds=30 * number))
    return health


GOOD, BAD = Finding.PLAYS, Finding.UNREACHABLE


def test_the_first_look_decides() -> None:
    assert seen(GOOD).up is True
    assert seen(BAD).up is False


def test_a_channel_that_stutters_keeps_its_mark() -> None:
    assert seen(GOOD, BAD, BAD, GOOD, BAD, BAD).up is True
    assert seen(BAD, GOOD, BAD, GOOD).up is False


def test_enough_looks_in_a_row_change_the_mark() -> None:
    down = seen(GOOD, *[BAD] * DOWN_AFTER)
    assert (down.up, down.since) == (False, NOW + timedelta(seconds=30 * DOWN_AFTER))
    assert seen(GOOD, *[BAD] * DOWN_AFTER, *[GOOD] * UP_AFTER).up is True


def test_a_live_playlist_that_does_not_move_on_is_no_broadcast() -> None:
    health = ChannelHealth()
    for number in (7, 8, 8, 8, 3):
        health = health.after(health.judged(Observation(GOOD, {"stream": number})), NOW)
    assert (health.up, health.finding) == (False, Finding.STANDS_STILL)
    for number in (4, 5):
        health = health.after(health.judged(Observation(GOOD, {"stream": number})), NOW)
    assert health.up is True


@given(st.lists(st.sampled_from(list(Finding)), min_size=1, max_size=40))
def test_the_mark_changes_only_after_enough_of_the_opposite(findings: list[Finding]) -> None:
    health = ChannelHealth()
    for number, finding in enumerate(findings):
        after = health.after(Observation(finding), NOW)
        if health.up is not None and after.up is not health.up:
            row = UP_AFTER if after.up else DOWN_AFTER
            latest = [one is Finding.PLAYS for one in findings[number - row + 1 : number + 1]]
            assert latest == [after.up] * row
        health = after
