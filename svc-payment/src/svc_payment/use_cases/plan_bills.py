"""What a file of dues asks for, and what of it contradicts the bills and students that are there."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from shared.clock import VIETNAM
from shared.errors import FieldError, Invalid
from shared.text import fold
from svc_payment.domain.bill import Novelty
from svc_payment.domain.fee_sheet import (
    HEADINGS,
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
from svc_payment.domain.school import School
from svc_payment.sheets.rows import FileRefused, read_rows
from svc_payment.store.schools import Students
from svc_payment.use_cases.find_bills import FindBills
from svc_payment.use_cases.school_bill import beside, novelty_of
from svc_payment.use_cases.uploaded_file import file_error

BATCH = 500


_FOLDED = {fold(heading): column for column, heading in HEADINGS.items()} | {column.value: column for column in Column}


_SHEET_FAULTS = {
    SheetFault.NO_ROWS: "Tệp không có dòng nào dưới dòng tiêu đề.",
    SheetFault.OLD_LETTERS: "Tiêu đề “{detail}” dùng bảng mã cũ TCVN3 (phông .VnTime…): vui lòng chuyển cả tệp sang "
    "Unicode rồi tải lại.",
    SheetFault.NO_HEADING: "Dòng 1 của trang tính đầu tiên phải là dòng tiêu đề như trong tệp mẫu (Mã học sinh, Họ và "
    "tên, Lớp…), không có dòng nào ở trên; nếu đây không phải tệp CSV hoặc XLSX, vui lòng chọn tệp khác.",
    SheetFault.TOO_MANY_ROWS: "Tệp có quá {detail} dòng: vui lòng chia thành nhiều tệp.",
    SheetFault.COLUMN_MISSING: "Thiếu cột “{detail}”.",
    SheetFault.COLUMN_UNKNOWN: "Không có cột nào tên “{detail}” trong mẫu.",
    SheetFault.COLUMN_TWICE: "Cột “{detail}” có hai lần.",
    SheetFault.MERGED: "Tệp có ô gộp.",
}


def _planned(content: bytes, today: date) -> Plan:
    """Raises ``SheetRefused`` or ``FileRefused``. Takes a second for 20,000 rows: to be run in a thread."""
    rows = read_rows(content)
    _, heading = next(rows, (0, ()))
    if not heading:
        raise SheetRefused((SheetFault.NO_ROWS, ""))
    places = columns_of(heading, _FOLDED)
    return plan(places, rows, today)


@dataclass(frozen=True)
class ComparedPlan:
    """``errors``: what contradicts; ``new``: how many of the bills are."""

    plan: Plan
    errors: Sequence[CellError]
    new: int


@dataclass(frozen=True)
class PlanBills:
    find_bills: FindBills
    students: Students

    async def __call__(self, school: School, content: bytes, at: datetime, import_id: str) -> ComparedPlan:
        """Plan the bills as of ``at``: the same file then is the same plan. What this import itself has made is no
        contradiction, whatever became of it since. Raises ``Invalid``.
        """
        planned = await self._read(content, at)
        errors: list[CellError] = []
        new = 0
        for some in batches(planned.bills):
            there = await self.find_bills(school.id, some)
            known = await self.students.by_codes(school.id, [one.student_code for one in some])
            for one in some:
                novelty = novelty_of(beside(there, school.id, one), one, import_id)
                student = known.get(one.student_code)
                if student is not None and fold(student.name) != fold(one.name):
                    errors.append(CellError(one.row, Column.NAME, CellFault.KNOWN_BY_OTHER_NAME, one.name))
                elif novelty is Novelty.NEW:
                    new += bool(one.total)
                elif novelty is Novelty.CONTRARY:
                    errors.append(CellError(one.row, Column.PERIOD, CellFault.OTHER_BILL, one.period))
        return ComparedPlan(planned, errors, new)

    async def _read(self, content: bytes, at: datetime) -> Plan:
        try:
            return await asyncio.to_thread(_planned, content, at.astimezone(VIETNAM).date())
        except SheetRefused as refused:
            texts = [_SHEET_FAULTS[fault].format(detail=detail) for fault, detail in refused.faults]
            raise Invalid([FieldError("file", text) for text in texts]) from None
        except FileRefused as refused:
            raise file_error(refused) from None


def batches(planned: Sequence[PlannedBill]) -> Iterator[Sequence[PlannedBill]]:
    return (planned[start : start + BATCH] for start in range(0, len(planned), BATCH))
