"""An officer uploads the statement of the collecting account."""

from dataclasses import dataclass, replace

from svc_payment.catalogue.settlement_formats import read_credits
from svc_payment.domain.reconciliation import LeftOut
from svc_payment.sheets.rows import read_rows
from svc_payment.use_cases.take_in_transfers import TakeInTransfers, TransfersTaken
from svc_payment.use_cases.uploaded_file import Upload, refused_by_row


@dataclass(frozen=True)
class TakeInStatement:
    transfers: TakeInTransfers

    async def __call__(self, upload: Upload) -> TransfersTaken:
        """The file is read to its end before the first transfer is taken in. Raises ``Invalid``."""
        left_out: list[LeftOut] = []
        with refused_by_row():
            found = list(read_credits(read_rows(upload.content), left_out))
        taken = await self.transfers(found)
        return replace(taken, left_out=(*taken.left_out, *left_out))
