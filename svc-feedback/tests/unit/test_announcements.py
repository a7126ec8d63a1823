"""What others are told of a report about officers: its code and its state, and nothing else."""

from datetime import UTC, datetime

from shared.reference.calendar_file import shipped_calendar
from svc_feedback.catalogue.categories import load_catalogue
from svc_feedback.catalogue.handling import load_handling_table
from svc_feedback.domain.announcements import announce_report
from svc_feedback.domain.parties import Act, Party
from svc_feedback.domain.place import Place, Point
from svc_feedback.domain.report import NewReport, StepData, new_report
from svc_feedback.domain.report_states import TABLE, Action, StepContext
from svc_feedback.domain.transition import Actor

NOW = datetime(2026, 11, 25, 2, tzinfo=UTC)
CATALOGUE, TIMES, CALENDAR = load_catalogue(), load_handling_table(), shipped_calendar().calendar()


def refused(category_code: str):
    category = CATALOGUE.categories[category_code]
    sent = NewReport(
        title="Cán bộ quát mắng người dân",
        description="Tại quầy số 3",
        category=category.code,
        handling_class=category.handling_class,
        place=Place(Point(108.79, 15.12), None, "21025"),
        anonymous=False,
        hidden_from_agency=False,
        may_publish=False,
        attachments=(),
        flags=(),
    )
    report = new_report(
        sent,
        TABLE.opening(Action.SEND),
        report_id="rep_1",
        code="PA-1",
        citizen_id="cit_1",
        declared_at=None,
        sent_at=NOW,
        act=Act(Party("citizen", "cit_1"), NOW, "cmd_1", ""),
        times=TIMES,
        calendar=CALENDAR,
    )
    transition = TABLE.step(StepContext(report.state), Action.REFUSE, {Actor.COORDINATOR})
    act = Act(Party("staff", "stf_1"), NOW, "cmd_2", "")
    after = report.take(transition, act, StepData(text="Nội dung xúc phạm"), TIMES, CALENDAR)
    return announce_report(after, transition.event, category, "Sở Nội vụ", NOW)


def test_a_report_about_officers_is_told_of_by_code_and_state_only() -> None:
    payload = refused("thai-do-can-bo")
    assert (payload.code, payload.state) == ("PA-1", "TU_CHOI")
    assert (payload.category_name, payload.agency_name, payload.reason) == (None, None, None)


def test_another_one_says_what_it_is_about_and_why() -> None:
    payload = refused("o-ga-mat-duong")
    assert (payload.category_name, payload.reason) == ("Ổ gà, mặt đường hư hỏng", "Nội dung xúc phạm")
