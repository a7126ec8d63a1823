"""A transfer in a bank's notice that cannot be taken in as it stands: kept, until the bank tells it rightly or an
officer has found out about it. Nothing is guessed where money is concerned."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from svc_payment.domain.party import SYSTEM, Party


class TransferFault(StrEnum):
    NOT_AN_OBJECT = "not_an_object"
    NO_NUMBER = "no_number"
    """The same transfer could count twice, as there is no number of the bank's own."""
    NOT_AN_AMOUNT = "not_an_amount"
    """No whole number of đồng in bounds: a decimal, a text, or nothing."""
    NOT_CREDIT = "not_credit"
    """Zero or less: not money that came in."""
    OTHER_ACCOUNT = "other_account"
    """It came into an account that is not the province's collecting one."""


@dataclass(frozen=True)
class UnreadableTransfer:
    """``number`` is the bank's own, where it told one; ``raw`` what the bank wrote, as far as it is kept.

    ``closed_by``: an officer, who left a ``note``, or nobody where the bank has told the same number rightly since.
    """

    id: str
    version: int
    number: str
    fault: TransferFault
    raw: str
    received_at: datetime
    closed_at: datetime | None = None
    closed_by: str = ""
    closed_by_name: str = ""
    note: str = ""

    def closed(self, at: datetime, by: Party = SYSTEM, note: str = "") -> "UnreadableTransfer":
        """A repeat changes nothing."""
        if self.closed_at is not None:
            return self
        return replace(self, version=self.version + 1, closed_at=at, closed_by=by.id, closed_by_name=by.name, note=note)
