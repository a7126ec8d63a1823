"""The bill of a student, as a file or an event of the school asks for it.

Its id follows from school, student and period, so that the same wish again makes nothing twice.
"""

from datetime import UTC, date, datetime, time, timedelta

from shared.clock import VIETNAM
from shared.ids import derived_id
from svc_payment.domain.bill import Bill, BillState, Origin
from svc_payment.domain.fee_sheet import PlannedBill
from svc_payment.domain.school import School
from svc_payment.use_cases.bill_dossier import bill_code

REMIND_BEFORE = timedelta(days=3)


def bill_id(school_id: str, planned: PlannedBill) -> str:
    return derived_id("bil", "school", school_id, planned.student_code, planned.period)


def differs(bill: Bill, planned: PlannedBill) -> bool:
    return bill.items != planned.items or bill.due_at != due_at(planned.due) or bill.state is BillState.CANCELLED


def due_at(day: date) -> datetime:
    """The end of the day in Vietnam."""
    return datetime.combine(day, time(23, 59, 59), VIETNAM).astimezone(UTC)


def new_bill(
    school: School, planned: PlannedBill, guardians: tuple[str, ...], import_id: str | None, now: datetime
) -> Bill:
    made_id, due = bill_id(school.id, planned), due_at(planned.due)
    return Bill(
        id=made_id,
        version=1,
        code=bill_code(made_id),
        origin=Origin.SCHOOL,
        payee_id=school.id,
        payee_name=school.name,
        title=f"Học phí và các khoản thu {_period(planned.period)}",
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
        remind_at=due - REMIND_BEFORE,
    )


def _period(period: str) -> str:
    """``2026-11`` → ``tháng 11/2026``, ``2026-HK1`` → ``học kỳ 1 năm học 2026``."""
    year, _, part = period.partition("-")
    return f"học kỳ {part[2:]} năm học {year}" if part.startswith("HK") else f"tháng {int(part)}/{year}"


def student_id(school_id: str, code: str) -> str:
    return derived_id("stu", school_id, code)
