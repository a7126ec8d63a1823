"""Which changes of the working calendar are refused; what is counted in it by decree."""

from datetime import date, datetime

import pytest

from shared.clock import VIETNAM
from svc_dossier.catalogue.calendar_file import CalendarChange, changed, shipped_office_calendar
from svc_dossier.domain.calendar_change import CalendarChangeRefused, CalendarRefusal, expect_removable, extended

SHIPPED = shipped_office_calendar()
MONDAY, TUESDAY = date(2026, 11, 30), date(2026, 12, 1)


def test_only_a_day_that_is_there_can_be_taken_out() -> None:
    expect_removable([MONDAY], [MONDAY, TUESDAY])
    with pytest.raises(CalendarChangeRefused) as refused:
        expect_removable([TUESDAY, MONDAY], [])
    assert (refused.value.reason, refused.value.day) == (CalendarRefusal.NO_SUCH_DAY, MONDAY)


def test_the_last_day_only_moves_on() -> None:
    assert extended(MONDAY, None) == MONDAY
    assert extended(MONDAY, TUESDAY) == TUESDAY
    with pytest.raises(CalendarChangeRefused) as refused:
        extended(TUESDAY, MONDAY)
    assert refused.value.reason is CalendarRefusal.END_MOVED_BACK


def test_a_change_touches_the_days_it_names_and_no_others() -> None:
    change = CalendarChange.model_validate(
        {
            "days_off": [{"day": "2026-11-30", "name": "Hoán đổi với 5/12"}],
            "make_up_days": [{"day": "2026-12-05", "name": "Làm bù cho 30/11"}],
            "remove": ["2026-11-24"],
            "supplement_within": 2,
            "reason": "Thông báo",
        }
    )
    before, after = SHIPPED.calendar(), changed(SHIPPED, change).calendar()
    assert after.days_off == before.days_off - {date(2026, 11, 24)} | {MONDAY}
    assert after.make_up_days == before.make_up_days | {date(2026, 12, 5)}
    assert (after.supplement_within, after.transfer_cutoff) == (2, before.transfer_cutoff)


@pytest.mark.parametrize(
    ("accepted", "transfer_by"),
    [
        (datetime(2026, 11, 23, 15, 0), datetime(2026, 11, 23, 17)),
        (datetime(2026, 11, 23, 15, 1), datetime(2026, 11, 25, 11, 30)),  # the 24th is a day off
        (datetime(2026, 11, 28, 9, 0), datetime(2026, 11, 30, 11, 30)),  # a Saturday
    ],
)
def test_what_is_accepted_late_is_handed_on_the_next_working_morning(accepted: datetime, transfer_by: datetime) -> None:
    calendar = SHIPPED.calendar()
    assert calendar.transfer_by(accepted.replace(tzinfo=VIETNAM)) == transfer_by.replace(tzinfo=VIETNAM)


def test_papers_that_are_wanting_are_asked_for_within_three_working_days() -> None:
    accepted = datetime(2026, 11, 23, 9, tzinfo=VIETNAM)
    assert SHIPPED.calendar().supplement_by(accepted) == datetime(2026, 11, 27, 17, tzinfo=VIETNAM)
