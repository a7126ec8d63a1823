"""A file of dues on its way to becoming bills: previewed, then confirmed, then carried through whatever happens."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from svc_payment.domain.fee_sheet import CellError


class ImportState(StrEnum):
    REJECTED = "rejected"
    """Something in the file is wrong: nothing of it is taken."""
    PREVIEWED = "previewed"
    CONFIRMED = "confirmed"
    DONE = "done"
    FAILED = "failed"
    """Other bills were made between preview and confirmation that contradict it: nothing was taken."""
    DISCARDED = "discarded"


@dataclass(frozen=True)
class BillImport:
    """``bills``, ``amount``: what the file asks for; ``new`` of them were not there when it was previewed, and in the
    end those that it has made. ``exempt``: students who have nothing to pay in a period, and no bill.

    ``issued_at``: from here on all its bills are there for everybody; before it, none is for anybody.
    """

    id: str
    school_id: str
    file_id: str
    file_name: str
    sha256: str
    by: str
    at: datetime
    state: ImportState
    rows: int
    bills: int
    new: int
    amount: int
    errors: tuple[CellError, ...]
    error_count: int
    done: int = 0
    exempt: int = 0
    issued_at: datetime | None = None
    confirmed_by: str | None = None
    by_name: str = ""
    """What officers were called when they acted."""
    confirmed_by_name: str = ""
    changed_at: datetime | None = None
    command_id: str = ""
    fingerprint: str = ""
