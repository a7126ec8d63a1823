"""A school's own system asks for one bill of one student, by event: made once, however often it is delivered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from shared.clock import VIETNAM, Clock
from shared.errors import DuplicateValue, Unavailable
from svc_payment.domain.bill import Bill, BillItem, Novelty, check_items
from svc_payment.domain.fee_sheet import PlannedBill
from svc_payment.domain.school import Student
from svc_payment.store.bills import Bills
from svc_payment.store.schools import Schools, Students
from svc_payment.use_cases.bill_dossier import NotABill
from svc_payment.use_cases.events import bill_events
from svc_payment.use_cases.find_bills import FindBills
from svc_payment.use_cases.school_bill import beside, new_bill, novelty_of
from svc_payment.use_cases.share_with_new_guardians import ShareWithNewGuardians


@dataclass(frozen=True)
class StudentFee:
    """``cause`` names the event."""

    school_id: str
    student_code: str
    period: str
    due: date
    items: Sequence[BillItem]
    cause: str


@dataclass(frozen=True)
class BillStudent:
    schools: Schools
    students: Students
    bills: Bills
    find_bills: FindBills
    share: ShareWithNewGuardians
    clock: Clock

    async def __call__(self, fee: StudentFee) -> None:
        """Raises ``NotABill`` for what will never be one, ``Unavailable`` while a file of the school is under way."""
        school = await self.schools.find(fee.school_id)
        student = await self.students.find(fee.school_id, fee.student_code)
        if school is None or student is None:
            raise NotABill("the school has no such student" if school else "no such school")
        if not check_items(fee.items):
            raise NotABill("the items cannot stand on one bill")
        now = self.clock.now()
        items = tuple(fee.items)
        planned = PlannedBill(0, student.code, student.name, student.class_name, fee.period, fee.due, items)
        try:
            # Not beside a file, whose bills are decided on together.
            if not await self.schools.begin_import(school.id, fee.cause):
                raise Unavailable(retry_after=5)
            there = await self._there(school.id, planned, fee.cause)
            if there is None:
                return
            if fee.due < now.astimezone(VIETNAM).date():
                raise NotABill("it is due before today")
            await self._issue(new_bill(school, planned, student.guardians, fee.cause, now, there), student)
        finally:
            # Also what this event held of the school when the process was killed; never what another holds.
            await self.schools.end_import(school.id, fee.cause)

    async def _there(self, school_id: str, planned: PlannedBill, cause: str) -> Sequence[Bill] | None:
        """The bills that the student has of the period; ``None`` where this one is among them. Raises ``NotABill``."""
        there = beside(await self.find_bills(school_id, [planned]), school_id, planned)
        novelty = novelty_of(there, planned, cause)
        if novelty is Novelty.CONTRARY:
            raise NotABill("the student has another bill for this period")
        return there if novelty is Novelty.NEW else None

    async def _issue(self, bill: Bill, student: Student) -> None:
        try:
            await self.bills.insert(bill, bill_events(bill, "issued", bill.asked, bill.issued_at))
        except DuplicateValue:
            return  # delivered twice at once
        before = {student.code: student.guardians}
        await self.share(student.school_id, before)
