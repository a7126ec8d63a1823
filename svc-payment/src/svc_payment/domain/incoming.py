"""What other systems tell this service, in the shape in which they have to send it."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, kw_only=True)
class RequestedItem:
    """``unit_price`` in VND, ``exemption`` in percent."""

    code: str
    name: str
    unit_price: int
    quantity: int = 1
    exemption: int = 0
    mandatory: bool = True


@dataclass(frozen=True, kw_only=True)
class BillRequested:
    """``vn.quangngai.school.bill_requested.v1`` of a school's own system; its subject is the school's id.

    ``period`` is a month (``2026-11``) or a term (``2026-HK1``), ``due_on`` the last day to pay in time. Nobody is
    named: the school's file has told who its students are.
    """

    student_code: str
    period: str
    due_on: date
    items: tuple[RequestedItem, ...]


BILL_REQUESTED = "vn.quangngai.school.bill_requested.v1"
EXPECTED = {BILL_REQUESTED: BillRequested}
