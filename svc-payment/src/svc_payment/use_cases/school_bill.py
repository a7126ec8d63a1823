"""The bill of a student, as a file or an event of the school asks for it.

Its id follows from school, student, period and how many there were before, so that the same request again makes nothing
twice, and one that was cancelled can be issued rightly. Only one file or event of a school is under way at a time.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time

from shared.clock import VIETNAM
from shared.ids import derived_id
from svc_payment.domain.bill import Bill, BillState, Novelty, Origin, novelty, reminder_of, school_title
from svc_payment.domain.fee_sheet import PlannedBill
from svc_payment.domain.school import School
from svc_payment.use_cases.bill_dossier import bill_code

BillsThere = Mapping[tuple[str, str], Sequence[Bill]]
"""The bills that are there, by the student's id and the period."""


def beside(there: BillsThere, school_id: str, planned: PlannedBill) -> Sequence[Bill]:
    return there.get((student_id(school_id, planned.student_code), planned.period), ())


def novelty_of(there: Sequence[Bill], planned: PlannedBill, cause: str) -> Novelty:
    return novelty(there, planned.items, due_at(planned.due), cause)


def bill_id(school_id: str, planned: PlannedBill, before: int) -> str:
    issue = [str(before + 1)] if before else []
    return derived_id("bil", "school", school_id, planned.student_code, planned.period, *issue)


def due_at(day: date) -> datetime:
    """The end of the day in Vietnam."""
    return datetime.combine(day, time(23, 59, 59), VIETNAM).astimezone(UTC)


def new_bill(
    school: School,
    planned: PlannedBill,
    guardians: tuple[str, ...],
    import_id: str | None,
    now: datetime,
    there: Sequence[Bill],
) -> Bill:
    """``there``: what the student has of the period already, also cancelled ones."""
    made_id, due = bill_id(school.id, planned, len(there)), due_at(planned.due)
    return Bill(
        id=made_id,
        version=1,
        code=bill_code(made_id),
        origin=Origin.SCHOOL,
        payee_id=school.id,
        payee_name=school.name,
        title=school_title(planned.period, there),
        period=planned.period,
        items=planned.items,
        partial=school.partial,
        state=BillState.ISSUED,
        issued_at=now,
        changed_at=now,
        due_at=due,
        parties=guardians,
        student_id=student_id(school.id, planned.student_code),
        import_id=import_id,
        remind_at=reminder_of(now, due),
    )


def student_id(school_id: str, code: str) -> str:
    return derived_id("stu", school_id, code)
