"""What came in on the collecting account: each transfer goes to the payment whose token it names, or is kept for a
person to look at. The bank's own number makes a repeat of the same statement harmless."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import orjson

from shared.clock import Clock
from shared.errors import FieldError, Invalid, NotFound
from svc_payment.catalogue.settlement_formats import Credit, UnknownColumns, UnreadableLine, read_credits
from svc_payment.domain.payment import Outcome, Payment, Report
from svc_payment.domain.transfer_token import tokens_in
from svc_payment.sheets.rows import FileRefused, read_rows
from svc_payment.store.payments import Payments, RawMessage
from svc_payment.store.unmatched_messages import STATEMENT, UnmatchedMessage, UnmatchedMessages
from svc_payment.use_cases.import_bills import Upload, file_error
from svc_payment.use_cases.settle_payment import SettlePayment


@dataclass(frozen=True)
class TransfersTaken:
    """``amount``: of those that found their payment; ``unmatched``: kept, with their row."""

    credits: int
    matched: int
    repeated: int
    amount: int
    unmatched: tuple[Credit, ...]


@dataclass(frozen=True)
class TakeInTransfers:
    payments: Payments
    unmatched: UnmatchedMessages
    settle: SettlePayment
    clock: Clock

    async def of_file(self, upload: Upload) -> TransfersTaken:
        """The file is read to its end before the first transfer is taken in. Raises ``Invalid``."""
        try:
            found = list(read_credits(read_rows(upload.content)))
        except FileRefused as refused:
            raise file_error(refused) from None
        except UnknownColumns as error:
            text = f"Thiếu cột {error.column}: cần một trong {', '.join(error.names)}."
            raise Invalid([FieldError("file", text)]) from None
        except UnreadableLine as error:
            text = f"Dòng {error.row}, cột {error.column}: không đọc được “{error.value}”."
            raise Invalid([FieldError("file", text)]) from None
        return await self(found)

    async def __call__(self, found: Iterable[Credit]) -> TransfersTaken:
        """Raises ``Unavailable``; what was taken in before stays."""
        count = matched = repeated = amount = 0
        unmatched: list[Credit] = []
        for credit in found:
            count += 1
            settled = await self._one(credit)
            if settled is None:
                unmatched.append(credit)
            elif settled:
                matched, amount = matched + 1, amount + credit.amount
            else:
                repeated += 1
        return TransfersTaken(count, matched, repeated, amount, tuple(unmatched[:200]))

    async def _one(self, credit: Credit) -> bool | None:
        """Whether it is new; ``None`` when no payment is meant."""
        tokens: Sequence[str] = list(tokens_in(credit.content))
        now = self.clock.now()
        body = orjson.dumps({**vars(credit), "row": 0})
        digest = hashlib.sha256(f"{credit.transaction}|{credit.amount}".encode()).hexdigest()

        async def find() -> Payment | None:
            return await self.payments.by_tokens(tokens)

        report = Report(Outcome.PAID, credit.amount, f"bank:{credit.transaction}", credit.at)
        settled = await self.settle(find, report, source=STATEMENT, message=RawMessage(digest, body, now))
        if settled is None:
            await self.unmatched.keep(UnmatchedMessage(digest, STATEMENT, body, "", now))
            return None
        return settled.changed


@dataclass(frozen=True)
class AssignTransfer:
    payments: Payments
    unmatched: UnmatchedMessages
    settle: SettlePayment

    async def __call__(self, transfer_id: str, payment_id: str, by: str) -> None:
        """An officer has found out which payment a transfer was meant for. Raises ``NotFound`` or ``Conflict``."""
        transfer = await self.unmatched.transfer(transfer_id)
        if transfer is None:
            raise NotFound("Không tìm thấy giao dịch này.")

        async def find() -> Payment | None:
            return await self.payments.find(payment_id)

        report = Report(Outcome.PAID, transfer.amount, f"bank:{transfer.transaction}", transfer.received_at)
        if await self.settle(find, report, source=STATEMENT, by=by) is None:
            raise NotFound("Không tìm thấy khoản thanh toán này.")
        await self.unmatched.remove(transfer_id)
