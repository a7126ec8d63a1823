"""When a status of another system is decided on again, and when its clock is not believed."""

from datetime import UTC, datetime, timedelta

import pytest

from svc_dossier.domain.upstream import StatusOutcome, is_ahead, retry_at

NOW = datetime(2026, 11, 27, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("outcome", "age", "tries", "wait"),
    [
        (StatusOutcome.APPLIED, timedelta(0), 0, None),
        (StatusOutcome.FLAGGED, timedelta(0), 0, None),
        (StatusOutcome.UNKNOWN, timedelta(0), 0, timedelta(seconds=30)),
        (StatusOutcome.UNKNOWN, timedelta(0), 3, timedelta(minutes=4)),
        (StatusOutcome.UNKNOWN, timedelta(days=60), 500, timedelta(hours=6)),
        (StatusOutcome.UNKNOWN, timedelta(days=60, seconds=1), 500, None),
    ],
)
def test_an_unknown_code_is_looked_for_ever_more_rarely_and_not_for_ever(
    outcome: StatusOutcome, age: timedelta, tries: int, wait: timedelta | None
) -> None:
    assert retry_at(outcome, NOW - age, tries, NOW) == (None if wait is None else NOW + wait)


def test_a_senders_clock_may_be_an_hour_ahead() -> None:
    assert not is_ahead(NOW + timedelta(hours=1), NOW)
    assert is_ahead(NOW + timedelta(hours=1, milliseconds=1), NOW)
