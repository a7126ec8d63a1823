"""A new due date: in time, later, not too far, on a working day that is known."""

from datetime import date, datetime, timedelta

import pytest

from shared.clock import VIETNAM
from svc_dossier.catalogue.calendars import Calendars
from svc_dossier.domain.postponement import (
    LONGEST_POSTPONEMENT,
    PostponementRefusal,
    PostponementRefused,
    postponed_to,
)

CALENDAR = Calendars().current
DUE = datetime(2026, 11, 11, 17, tzinfo=VIETNAM)
"""A Wednesday."""
BEFORE = DUE - timedelta(days=1)


def refusal(new_due_on: date, at: datetime = BEFORE) -> PostponementRefusal:
    with pytest.raises(PostponementRefused) as refused:
        postponed_to(DUE, new_due_on, at, CALENDAR)
    assert refused.value.due_on == DUE.date()
    return refused.value.reason


def test_the_new_date_is_the_end_of_a_working_day() -> None:
    assert postponed_to(DUE, date(2026, 11, 12), BEFORE, CALENDAR) == datetime(2026, 11, 12, 17, tzinfo=VIETNAM)


@pytest.mark.parametrize("at", [DUE.replace(hour=0), DUE, DUE + timedelta(days=3)])
def test_on_the_day_of_the_due_date_it_is_too_late(at: datetime) -> None:
    assert refusal(date(2026, 11, 12), at) is PostponementRefusal.TOO_LATE


def test_at_the_end_of_the_day_before_it_is_not() -> None:
    at = DUE.replace(hour=0) - timedelta(minutes=1)
    assert postponed_to(DUE, date(2026, 11, 12), at, CALENDAR) > DUE


def test_each_wrong_day_has_its_reason() -> None:
    assert refusal(DUE.date()) is PostponementRefusal.NOT_LATER
    assert refusal(date(2026, 11, 15)) is PostponementRefusal.NOT_WORKING_DAY  # a Sunday
    assert refusal(DUE.date() + LONGEST_POSTPONEMENT + timedelta(days=1)) is PostponementRefusal.TOO_FAR
    assert refusal(CALENDAR.last + timedelta(days=1)) is PostponementRefusal.OUTSIDE_CALENDAR
