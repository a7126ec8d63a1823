"""A confirmed file of dues is carried through.

Either all bills of a file are made or none. Whether they can be is decided before the first one, while no other file of
the school is under way; after that a crash only means that the rest follows. Until the last one is written nobody sees
any of them, then everybody sees all at once (``store/bills.py``).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from shared.clock import Clock
from shared.files.store import FileStore
from svc_payment.domain.bill import Novelty
from svc_payment.domain.bill_import import BillImport, ImportState
from svc_payment.domain.fee_sheet import MAX_ERRORS, CellError, PlannedBill
from svc_payment.domain.school import School, Student
from svc_payment.store.bills import Bills
from svc_payment.store.imports import Imports
from svc_payment.store.schools import Schools, Students
from svc_payment.use_cases.events import bill_events
from svc_payment.use_cases.find_bills import FindBills
from svc_payment.use_cases.plan_bills import PlanBills, batches
from svc_payment.use_cases.school_bill import beside, new_bill, novelty_of, student_id
from svc_payment.use_cases.share_with_new_guardians import ShareWithNewGuardians


@dataclass(frozen=True)
class RunImport:
    """What the background does with a confirmed file; begun again after a crash, it goes on."""

    schools: Schools
    students: Students
    bills: Bills
    imports: Imports
    files: FileStore
    plan: PlanBills
    find_bills: FindBills
    share: ShareWithNewGuardians
    clock: Clock

    async def __call__(self, confirmed: BillImport) -> bool:
        """Whether it is at its end; ``False`` while another file of the school goes first."""
        school = await self.schools.find(confirmed.school_id)
        if school is None or not await self.schools.begin_import(school.id, confirmed.id):
            return False
        errors, planned = await self._contradictions(school, confirmed)
        if errors:
            members = {"errors": [_plain(error) for error in errors[:MAX_ERRORS]], "error_count": len(errors)}
            # The school is let go first: from its last state nobody takes the import up again.
            await self.schools.end_import(school.id, confirmed.id)
            await self.imports.move(
                confirmed.id, ImportState.CONFIRMED, ImportState.FAILED, self.clock.now(), **members
            )
            return True
        await self._prepare(school, confirmed, planned)
        await self.imports.issue(confirmed.id, self.clock.now())
        await self.bills.release(confirmed.id)
        await self.schools.end_import(school.id, confirmed.id)
        await self.imports.move(confirmed.id, ImportState.CONFIRMED, ImportState.DONE, self.clock.now())
        return True

    async def _contradictions(
        self, school: School, confirmed: BillImport
    ) -> tuple[Sequence[CellError], Sequence[PlannedBill]]:
        """What contradicts the file, and what it asks for. What is issued already contradicts nothing any more."""
        content = b"".join([chunk async for chunk in self.files.read(confirmed.file_id)])
        compared = await self.plan(school, content, confirmed.at, confirmed.id)
        return compared.errors if confirmed.issued_at is None else (), compared.plan.bills

    async def _prepare(self, school: School, confirmed: BillImport, planned: Sequence[PlannedBill]) -> None:
        done, new, now = 0, 0, self.clock.now()
        for some in batches(planned):
            named = {one.student_code: one for one in some}
            known = await self.students.by_codes(school.id, list(named))
            listed = [
                Student(student_id(school.id, code), school.id, code, one.name, one.class_name)
                for code, one in named.items()
            ]
            await self.students.put(listed, known)
            guardians = {code: student.guardians for code, student in known.items()}
            there = await self.find_bills(school.id, some)
            made = []
            for one in (one for one in some if one.total):
                others = beside(there, school.id, one)
                new += any(other.import_id == confirmed.id for other in others)  # before a restart
                if novelty_of(others, one, confirmed.id) is Novelty.NEW:
                    to = guardians.get(one.student_code, ())
                    made.append(new_bill(school, one, to, confirmed.id, now, others))
            events = partial(bill_events, name="issued", at=now)
            await self.bills.insert_missing([(bill, events(bill, amount=bill.asked)) for bill in made], confirmed.id)
            before = {code: guardians.get(code, ()) for code in named}
            await self.share(school.id, before)
            done += sum(1 for one in some if one.total)
            new += len(made)
            await self.imports.progressed(confirmed.id, done, new)


def _plain(error: CellError) -> dict[str, object]:
    return {**vars(error), "column": error.column.value, "fault": error.fault.value}
