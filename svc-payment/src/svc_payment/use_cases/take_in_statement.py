"""An officer uploads the statement of the collecting account."""

import asyncio
from dataclasses import dataclass, replace
from itertools import islice

from shared.errors import FieldError, Invalid
from shared.text import grouped
from svc_payment.catalogue.settlement_formats import Credit, read_credits
from svc_payment.domain.reconciliation import LeftOut
from svc_payment.sheets.rows import read_rows
from svc_payment.use_cases.take_in_transfers import TakeInTransfers, TransfersTaken
from svc_payment.use_cases.uploaded_file import Upload, refused_by_row

MOST_CREDITS = 5_000
"""One file has no more: to place them takes less than an officer's request may last."""


@dataclass(frozen=True)
class TakeInStatement:
    transfers: TakeInTransfers

    async def __call__(self, upload: Upload) -> TransfersTaken:
        """The file is read to its end before the first transfer is taken in. Raises ``Invalid``."""
        left_out: list[LeftOut] = []
        # In a thread: callbacks of providers are waited for no longer than a second.
        found = await asyncio.to_thread(_read, upload.content, left_out)
        taken = await self.transfers(found)
        return replace(taken, left_out=(*taken.left_out, *left_out))


def _read(content: bytes, left_out: list[LeftOut]) -> list[Credit]:
    """Raises ``Invalid``."""
    with refused_by_row():
        found = list(islice(read_credits(read_rows(content), left_out), MOST_CREDITS + 1))
    if len(found) > MOST_CREDITS:
        text = f"Sao kê có hơn {grouped(MOST_CREDITS)} giao dịch tiền vào. Hãy chia thành nhiều tệp ít ngày hơn."
        raise Invalid([FieldError("file", text)])
    return found
