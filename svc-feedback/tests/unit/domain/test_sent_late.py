"""Tests from when the clocks of a report run that a telephone without a network sends late."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.clock import VIETNAM
from shared.reference.calendar_file import shipped_calendar
from svc_feedback.catalogue.handling import load_handling_table
from svc_feedback.domain.clocks import LONGEST_OFFLINE, Clocks
from svc_feedback.domain.handling import HandlingClass
from svc_feedback.domain.parties import Act, Party
from svc_feedback.domain.place import Place
from svc_feedback.domain.report import Flag, NewReport, Report, new_report
from svc_feedback.domain.report_states import TABLE, Action

CALENDAR = shipped_calendar().calendar()
TIMES = load_handling_table()
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 1), timezones=st.just(UTC))


def at(day: str, hour: int = 9, minute: int = 0) -> datetime:
    return datetime.combine(date.fromisoformat(day), time(hour, minute), VIETNAM)


def arrived(handling_class: HandlingClass, sent_at: datetime, arrived_at: datetime, *flags: Flag) -> Report:
    sent = NewReport(
        title="Ổ gà trước chợ",
        description="Ổ gà lớn giữa đường",
        category="o-ga-mat-duong",
        handling_class=handling_class,
        place=Place(None, "Trước chợ", "21025"),
        anonymous=False,
        hidden_from_agency=False,
        may_publish=False,
        attachments=(),
        flags=flags,
    )
    return new_report(
        sent,
        TABLE.opening(Action.SEND),
        report_id="rep_1",
        code="PA-1",
        citizen_id="cit_1",
        declared_at=sent_at,
        sent_at=sent_at,
        act=Act(Party("citizen", "cit_1"), arrived_at, "cmd_1", ""),
        times=TIMES,
        calendar=CALENDAR,
    )


@pytest.mark.parametrize(
    ("handling_class", "sent_at", "arrived_at", "starts_at"),
    [
        ("normal", at("2026-11-25"), at("2026-11-25", 10), at("2026-11-25")),  # one of eight working hours
        ("normal", at("2026-11-25"), at("2026-11-25", 16, 59), at("2026-11-25")),
        ("normal", at("2026-11-25"), at("2026-11-25", 17), at("2026-11-25", 17)),  # six: somebody is warned
        ("normal", at("2026-11-22"), at("2026-11-25"), at("2026-11-25")),
        ("normal", at("2026-11-28", 12), at("2026-11-30", 7, 30), at("2026-11-28", 12)),  # over Sunday
        ("emergency", at("2026-11-25"), at("2026-11-25", 9, 20), at("2026-11-25")),
        ("emergency", at("2026-11-25"), at("2026-11-25", 9, 25), at("2026-11-25", 9, 25)),
    ],
)
def test_clocks_run_from_send_unless_somebody_would_be_warned_or_late_at_once(
    handling_class: str, sent_at: datetime, arrived_at: datetime, starts_at: datetime
) -> None:
    report = arrived(HandlingClass(handling_class), sent_at, arrived_at)
    assert report.clocks == Clocks.start(starts_at, TIMES[HandlingClass(handling_class)], CALENDAR)
    assert (report.sent_at, report.declared_at, report.arrived_at) == (sent_at, sent_at, arrived_at)


@given(
    MOMENTS,
    st.sampled_from(HandlingClass),
    st.timedeltas(timedelta(), LONGEST_OFFLINE),
    st.sampled_from([(), (Flag.EMERGENCY_WORDS,)]),
)
def test_nobody_is_warned_or_late_for_what_has_only_just_come(
    arrived_at: datetime, handling_class: HandlingClass, offline: timedelta, flags: tuple[Flag, ...]
) -> None:
    report = arrived(handling_class, arrived_at - offline, arrived_at, *flags)
    assert report.alert is not None and report.alert.at > arrived_at
    assert report.clocks.received_by > arrived_at
