"""A school's bills as a spreadsheet reads them."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from shared.clock import VIETNAM
from shared.csv_table import csv_table
from svc_payment.api.bills.responses import PaidBy
from svc_payment.catalogue.wording import Words
from svc_payment.domain.bill import Bill
from svc_payment.domain.payment import Paid
from svc_payment.domain.school import Student

HEADING = (
    "Mã phiếu thu",
    "Mã học sinh",
    "Họ và tên",
    "Lớp",
    "Kỳ thu",
    "Nội dung",
    "Phải nộp",
    "Đã nộp",
    "Còn phải nộp",
    "Tự nguyện còn nộp được",
    "Trạng thái",
    "Quá hạn",
    "Hạn nộp",
    "Ngày phát hành",
    "Ngày nộp đủ",
    "Cách nộp",
)


def bill_table(
    bills: Sequence[Bill],
    whose: Mapping[str, Student],
    paid: Mapping[str, Sequence[Paid]],
    labels: Words,
    now: datetime,
) -> bytes:
    """``paid``: what each bill took, by its id."""
    rows = [_cells(bill, whose.get(bill.student_id or ""), paid[bill.id], labels, now) for bill in bills]
    return csv_table(HEADING, rows)


def _cells(bill: Bill, student: Student | None, paid: Sequence[Paid], labels: Words, now: datetime) -> list[object]:
    return [
        bill.code,
        student.code if student else "",
        student.name if student else "",
        student.class_name if student else "",
        bill.period,
        bill.title,
        bill.total,
        bill.paid,
        bill.remaining,
        bill.remaining_voluntary,
        labels[bill.state],
        "có" if bill.overdue(now) else "",
        _day(bill.due_at),
        _day(bill.issued_at),
        _day(bill.paid_at),
        "; ".join(PaidBy.of(each).way_label for each in paid),
    ]


def _day(moment: datetime | None) -> str:
    return f"{moment.astimezone(VIETNAM):%d/%m/%Y}" if moment else ""
