"""A provider's settlement file against what we have: streamed, judged line by line, safe to be read again."""

import asyncio
import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta

from shared.clock import VIETNAM, Clock
from shared.errors import Conflict, FieldError, Invalid, NotFound
from shared.ids import derived_id
from svc_payment.catalogue.settlement_formats import SettlementFormat, UnknownColumns, UnreadableLine
from svc_payment.domain.payment import Payment
from svc_payment.domain.reconciliation import Booked, Finding, Line, LineType, judge
from svc_payment.sheets.rows import FileRefused, read_rows
from svc_payment.store.payments import Payments
from svc_payment.store.settlements import Difference, Settlement, Settlements, SettlementState
from svc_payment.use_cases.import_bills import Upload, file_error

BATCH = 1_000
MIDNIGHT = timedelta(hours=1)
"""Around it a payment may stand in the file of the day before or after."""


@dataclass
class _Tally:
    lines: int = 0
    gross: int = 0
    fee: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    sums: Counter[str] = field(default_factory=Counter)
    seen: set[bytes] = field(default_factory=set)
    """Eight bytes of a hash for each transaction: 100,000 of them take a few megabytes."""

    def repeated(self, line: Line) -> bool:
        key = hashlib.blake2b(f"{line.type}|{line.transaction}|{line.reference}".encode(), digest_size=8).digest()
        before = len(self.seen)
        self.seen.add(key)
        return len(self.seen) == before

    def add(self, verdict: Finding, amount: int) -> None:
        self.counts[verdict] += 1
        self.sums[verdict] += amount


@dataclass(frozen=True)
class ReadSettlement:
    payments: Payments
    settlements: Settlements
    formats: Mapping[str, SettlementFormat]
    clock: Clock

    async def __call__(self, provider: str, day: date, by: str, upload: Upload) -> Settlement:
        """Raises ``Invalid`` (naming row and column) or ``Conflict`` when the file is signed off already."""
        form = self.formats.get(provider)
        if form is None:
            raise Invalid([FieldError("provider", "Chưa có mẫu tệp đối soát của đơn vị thanh toán này.")])
        sha256 = hashlib.sha256(upload.content).hexdigest()
        begun = await self.settlements.begin(
            Settlement(
                id=derived_id("set", provider, day.isoformat(), sha256),
                provider=provider,
                business_date=day.isoformat(),
                file_name=upload.name,
                sha256=sha256,
                by=by,
                at=self.clock.now(),
                state=SettlementState.READING,
            )
        )
        if begun.state is SettlementState.SIGNED:
            detail = "Tệp này đã được đối soát và ký xác nhận."
            raise Conflict("already-signed", "Đã đối soát", detail, id=begun.id)
        await self.settlements.forget_differences(begun.id)
        tally = _Tally()
        try:
            batches = _batches(form.lines(read_rows(upload.content)))
            # In a thread: a provider's call must not wait for a thousand lines to be read.
            while batch := await asyncio.to_thread(next, batches, None):
                await self._judge(begun, batch, tally)
        except FileRefused as refused:
            raise file_error(refused) from None
        except UnknownColumns as error:
            text = f"Thiếu cột {error.column}: cần một trong {', '.join(error.names)}."
            raise Invalid([FieldError("file", text)]) from None
        except UnreadableLine as error:
            text = f"Dòng {error.row}, cột {error.column}: không đọc được “{error.value}”."
            raise Invalid([FieldError("file", text)]) from None
        await self._find_missing(begun, day, tally)
        read = replace(
            begun,
            state=SettlementState.OPEN,
            lines=tally.lines,
            gross=tally.gross,
            fee=tally.fee,
            counts=dict(tally.counts),
            sums=dict(tally.sums),
        )
        await self.settlements.finish(read)
        return read

    async def _judge(self, settlement: Settlement, batch: list[Line], tally: _Tally) -> None:
        references = [_reference(line) for line in batch]
        payments = await self.payments.booked(settlement.provider, references)
        matched: list[str] = []
        differences: list[Difference] = []
        for line, reference in zip(batch, references, strict=True):
            payment = payments.get(reference)
            verdict = judge(line, payment, seen_before=tally.repeated(line))
            tally.lines += 1
            tally.gross += line.amount * (-1 if line.type is LineType.REFUND else 1) * line.paid
            tally.fee += line.fee
            tally.add(verdict, line.amount)
            if verdict is not Finding.MATCHED:
                differences.append(_difference(settlement, line, payment, verdict))
            if payment is not None:
                matched.append(payment.id)
        await self.payments.settled_with(matched, settlement.id)
        await self.settlements.add_differences(differences)

    async def _find_missing(self, settlement: Settlement, day: date, tally: _Tally) -> None:
        """Of the payments of that day those that no file accounts for. The last hour of a day is asked about with the
        next one's file, since the provider's clock may put it there."""
        since = datetime.combine(day, time(), VIETNAM).astimezone(UTC) - MIDNIGHT
        until = since + timedelta(days=1)
        while True:
            found = await self.payments.unaccounted(settlement.provider, since, until, BATCH)
            await self.settlements.add_differences([_missing(settlement, payment) for payment in found])
            for payment in found:
                tally.add(Finding.MISSING_THERE, payment.received)
            if len(found) < BATCH or found[-1].paid_at is None:
                return
            since = found[-1].paid_at + timedelta(milliseconds=1)


@dataclass(frozen=True)
class SignSettlement:
    settlements: Settlements
    clock: Clock

    async def __call__(self, settlement_id: str, by: str, remark: str | None) -> Settlement:
        """By another officer than the one who read it. Raises ``NotFound`` or ``Conflict``."""
        found = await self.settlements.find(settlement_id)
        if found is None:
            raise NotFound("Không tìm thấy lần đối soát này.")
        if found.by == by:
            detail = "Người tải tệp đối soát lên không được tự ký xác nhận."
            raise Conflict("own-settlement", "Cần người khác ký", detail)
        signed = await self.settlements.sign(settlement_id, by, self.clock.now(), remark)
        if signed is None:
            raise Conflict("illegal-step", "Không ký được", "Lần đối soát này chưa xong hoặc đã được ký.")
        return signed


def _reference(line: Line) -> str:
    """Zalo's files may hold the whole extradata around our name."""
    text = line.reference
    start = text.find("pay_")
    return text[start : start + 30] if start > 0 else text


def _difference(settlement: Settlement, line: Line, payment: Booked | None, verdict: Finding) -> Difference:
    return Difference(
        id=derived_id("dif", settlement.id, str(line.number)),
        settlement_id=settlement.id,
        verdict=verdict,
        line=line.number,
        reference=line.reference,
        transaction=line.transaction,
        amount_there=line.amount,
        amount_here=sum(payment.received().values()) if payment else None,
        payment_id=payment.id if payment else None,
        raw=line.raw,
    )


def _missing(settlement: Settlement, payment: Payment) -> Difference:
    return Difference(
        id=derived_id("dif", settlement.id, payment.id),
        settlement_id=settlement.id,
        verdict=Finding.MISSING_THERE,
        line=0,
        reference=payment.reference,
        transaction=payment.transactions()[0],
        amount_there=None,
        amount_here=payment.received,
        payment_id=payment.id,
        raw="",
    )


def _batches(lines: Iterator[Line]) -> Iterator[list[Line]]:
    batch: list[Line] = []
    for line in lines:
        batch.append(line)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
