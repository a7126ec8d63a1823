"""A school's file of dues: read and previewed with every wrong cell named, confirmed, and then carried through.

Either all bills of a file are made or none. Whether they can be is decided before the first one, while no other file of
the school is under way; after that a crash only means that the rest follows. Until the last one is written nobody sees
any of them, then everybody sees all at once (``store/bills.py``). A bill's id comes from school, student and period, so
that the same file again makes nothing twice.
"""

import asyncio
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import partial

from shared.clock import VIETNAM, Clock
from shared.command import Command, Outcome
from shared.errors import Conflict, FieldError, Invalid, NotFound
from shared.files.store import File, FileStore, StoredFile
from shared.ids import derived_id
from shared.logs import get_logger
from shared.text import fold
from svc_payment.domain.bill import Bill, BillState, Origin
from svc_payment.domain.bill_import import BillImport, ImportState
from svc_payment.domain.fee_sheet import (
    HEADINGS,
    MAX_ERRORS,
    CellError,
    CellFault,
    Column,
    Plan,
    PlannedBill,
    SheetFault,
    SheetRefused,
    columns_of,
    plan,
)
from svc_payment.domain.school import School, Student
from svc_payment.sheets.rows import FileFault, FileRefused, read_rows
from svc_payment.store.bills import Bills
from svc_payment.store.imports import Imports
from svc_payment.store.schools import Schools, Students
from svc_payment.use_cases.bill_dossier import bill_code
from svc_payment.use_cases.events import bill_events
from svc_payment.use_cases.students import share_with_new_guardians, student_id

BATCH = 500
REMIND_BEFORE = timedelta(days=3)

log = get_logger()

_FOLDED = {fold(heading): column for column, heading in HEADINGS.items()} | {column.value: column for column in Column}

_SHEET_FAULTS = {
    SheetFault.NO_ROWS: "Tệp không có dòng nào dưới dòng tiêu đề.",
    SheetFault.TOO_MANY_ROWS: "Tệp có quá {detail} dòng: vui lòng chia thành nhiều tệp.",
    SheetFault.COLUMN_MISSING: "Thiếu cột “{detail}”.",
    SheetFault.COLUMN_UNKNOWN: "Không có cột nào tên “{detail}” trong mẫu.",
    SheetFault.COLUMN_TWICE: "Cột “{detail}” có hai lần.",
    SheetFault.MERGED: "Tệp có ô gộp.",
}
_FILE_FAULTS = {
    FileFault.EMPTY: "Tệp không có nội dung.",
    FileFault.NOT_READABLE: "Tệp không đọc được: cần tệp CSV hoặc XLSX theo mẫu.",
    FileFault.NOT_TEXT: "Tệp CSV phải dùng bảng mã UTF-8 hoặc Windows-1258.",
    FileFault.MERGED_CELLS: "Tệp có ô gộp tại {detail}: vui lòng bỏ gộp ô.",
    FileFault.TOO_LARGE: "Nội dung tệp quá lớn.",
}


def file_error(refused: FileRefused) -> Invalid:
    return Invalid([FieldError("file", _FILE_FAULTS[refused.reason].format(detail=refused.detail))])


@dataclass(frozen=True)
class Upload:
    name: str
    content: bytes


def _planned(content: bytes, today: date) -> Plan:
    """Raises ``SheetRefused`` or ``FileRefused``. Takes a second for 20,000 rows: to be run in a thread."""
    rows = read_rows(content)
    _, heading = next(rows, (0, ()))
    if not heading:
        raise SheetRefused(SheetFault.NO_ROWS)
    places = columns_of([fold(cell) for cell in heading], _FOLDED)
    return plan(places, rows, today)


@dataclass(frozen=True)
class Planner:
    """What a file asks for, and what of it contradicts the bills and students that are there."""

    bills: Bills
    students: Students

    async def read(self, content: bytes, at: datetime) -> Plan:
        """As of ``at``: the same file then is the same plan. Raises ``Invalid``."""
        today = at.astimezone(VIETNAM).date()
        try:
            return await asyncio.to_thread(_planned, content, today)
        except SheetRefused as refused:
            text = _SHEET_FAULTS[refused.reason].format(detail=refused.detail)
            raise Invalid([FieldError("file", text)]) from None
        except FileRefused as refused:
            raise file_error(refused) from None

    async def compare(
        self, school: School, planned: Sequence[PlannedBill], import_id: str
    ) -> tuple[list[CellError], int]:
        """What contradicts, and how many of the bills are new. What this import itself has made is no contradiction,
        whatever became of it since."""
        errors: list[CellError] = []
        new = 0
        for some in _batches(planned):
            there = {bill.id: bill for bill in await self.bills.found([bill_id(school.id, one) for one in some])}
            known = await self.students.by_codes(school.id, [one.student_code for one in some])
            for one in some:
                bill, student = there.get(bill_id(school.id, one)), known.get(one.student_code)
                if student is not None and fold(student.name) != fold(one.name):
                    errors.append(CellError(one.row, Column.NAME, CellFault.KNOWN_BY_OTHER_NAME, one.name))
                elif bill is None:
                    new += 1
                elif bill.import_id != import_id and differs(bill, one):
                    errors.append(CellError(one.row, Column.PERIOD, CellFault.OTHER_BILL, one.period))
        return errors, new


@dataclass(frozen=True)
class PreviewImport:
    schools: Schools
    imports: Imports
    files: FileStore
    planner: Planner
    clock: Clock

    async def __call__(self, school_id: str, by: str, command: Command, upload: Upload) -> Outcome[BillImport]:
        """Raises ``NotFound``, ``Invalid`` (the file as a whole cannot be read) or ``KeyReused``."""
        import_id = derived_id("imp", command.id)
        if earlier := await self.imports.find(import_id, school_id):
            command.expect_same(earlier.fingerprint)
            return Outcome(earlier, replayed=True)
        school = await self.schools.find(school_id)
        if school is None:
            raise NotFound("Không tìm thấy trường này.")
        now = self.clock.now()
        planned = await self.planner.read(upload.content, now)
        errors, new = await self.planner.compare(school, planned.bills, import_id)
        sha256 = hashlib.sha256(upload.content).hexdigest()
        file = File(derived_id("fil", command.id), upload.name, "application/octet-stream", len(upload.content))
        stored = StoredFile(file, by, sha256, command.id, command.fingerprint, now)
        count = planned.error_count + len(errors)
        if not count:
            await self.files.add(stored, upload.content, attached=True)
        preview = BillImport(
            id=import_id,
            school_id=school_id,
            file_id=file.id,
            file_name=upload.name,
            sha256=sha256,
            by=by,
            at=now,
            state=ImportState.REJECTED if count else ImportState.PREVIEWED,
            rows=planned.rows,
            bills=len(planned.bills),
            new=new,
            amount=sum(bill.total for bill in planned.bills),
            errors=(*planned.errors, *errors)[:MAX_ERRORS],
            error_count=count,
            changed_at=now,
            command_id=command.id,
            fingerprint=command.fingerprint,
        )
        return Outcome(await self.imports.insert(preview))


@dataclass(frozen=True)
class ConfirmImport:
    schools: Schools
    imports: Imports
    clock: Clock

    async def __call__(self, school_id: str, import_id: str, by: str) -> BillImport:
        """Bills follow in the background. A repeat finds it confirmed. Raises ``NotFound`` or ``Conflict``."""
        found = await self.imports.find(import_id, school_id)
        if found is None:
            raise NotFound("Không tìm thấy tệp này.")
        if found.state in (ImportState.CONFIRMED, ImportState.DONE):
            return found
        moved = await self.imports.move(
            import_id, ImportState.PREVIEWED, ImportState.CONFIRMED, self.clock.now(), confirmed_by=by
        )
        if moved is None:
            detail = "Chỉ phát hành được tệp đã kiểm tra xong và không có lỗi."
            raise Conflict("illegal-step", "Không phát hành được", detail, state=found.state)
        return moved


@dataclass(frozen=True)
class DiscardImport:
    imports: Imports
    clock: Clock

    async def __call__(self, school_id: str, import_id: str) -> BillImport:
        """Raises ``NotFound`` or ``Conflict``."""
        found = await self.imports.find(import_id, school_id)
        if found is None:
            raise NotFound("Không tìm thấy tệp này.")
        moved = await self.imports.move(import_id, ImportState.PREVIEWED, ImportState.DISCARDED, self.clock.now())
        if moved is None and found.state is not ImportState.DISCARDED:
            raise Conflict("illegal-step", "Không bỏ được", "Tệp này không còn chờ xác nhận.", state=found.state)
        return moved or found


@dataclass(frozen=True)
class RunImport:
    """What the background does with a confirmed file; begun again after a crash, it goes on."""

    schools: Schools
    students: Students
    bills: Bills
    imports: Imports
    files: FileStore
    planner: Planner
    clock: Clock

    async def __call__(self, confirmed: BillImport) -> None:
        school = await self.schools.find(confirmed.school_id)
        if school is None or not await self.schools.begin_import(school.id, confirmed.id):
            return  # another file of the school goes first
        content = b"".join([chunk async for chunk in self.files.read(confirmed.file_id)])
        planned = await self.planner.read(content, confirmed.at)
        errors, _ = await self.planner.compare(school, planned.bills, confirmed.id)
        if errors:
            members = {"errors": [_plain(error) for error in errors[:MAX_ERRORS]], "error_count": len(errors)}
            await self.imports.move(
                confirmed.id, ImportState.CONFIRMED, ImportState.FAILED, self.clock.now(), **members
            )
        else:
            await self._prepare(school, confirmed, planned.bills)
            await self.imports.issue(confirmed.id, self.clock.now())
            await self.bills.release(confirmed.id)
            await self.imports.move(confirmed.id, ImportState.CONFIRMED, ImportState.DONE, self.clock.now())
        await self.schools.end_import(school.id, confirmed.id)

    async def _prepare(self, school: School, confirmed: BillImport, planned: Sequence[PlannedBill]) -> None:
        done, now = 0, self.clock.now()
        for some in _batches(planned):
            named = {one.student_code: one for one in some}
            known = await self.students.by_codes(school.id, list(named))
            told = [
                Student(student_id(school.id, code), school.id, code, one.name, one.class_name)
                for code, one in named.items()
            ]
            await self.students.put(told, known)
            guardians = {code: student.guardians for code, student in known.items()}
            made = [new_bill(school, one, guardians.get(one.student_code, ()), confirmed.id, now) for one in some]
            events = partial(bill_events, name="issued", at=now)
            await self.bills.insert_missing([(bill, events(bill, amount=bill.total)) for bill in made], confirmed.id)
            before = {code: guardians.get(code, ()) for code in named}
            await share_with_new_guardians(self.students, self.bills, school.id, before)
            done += len(some)
            await self.imports.progressed(confirmed.id, done)


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


def _plain(error: CellError) -> dict[str, object]:
    return {**vars(error), "column": error.column.value, "fault": error.fault.value}


def _batches(planned: Sequence[PlannedBill]) -> Iterator[Sequence[PlannedBill]]:
    return (planned[start : start + BATCH] for start in range(0, len(planned), BATCH))
