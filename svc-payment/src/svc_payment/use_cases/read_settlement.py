"""A provider's settlement file against what we have: streamed, judged line by line, safe to be read again.

It is read to its end before the first line is judged, so that a file that is refused leaves nothing behind.
"""

import asyncio
import hashlib
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping, Set
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta

from shared.clock import VIETNAM, Clock
from shared.errors import Conflict, FieldError, Invalid
from shared.ids import derived_id
from svc_payment.catalogue.settlement_formats import SettlementFormat
from svc_payment.domain.ledger import booked_name, past_provider
from svc_payment.domain.party import Party
from svc_payment.domain.payment import Payment, PaymentOutcome, Report
from svc_payment.domain.reconciliation import (
    MIDNIGHT,
    Booked,
    FileDays,
    Finding,
    LeftOut,
    Line,
    LineType,
    is_unknown_money,
    judge,
)
from svc_payment.domain.unmatched_sum import UnmatchedSum
from svc_payment.sheets.rows import read_rows
from svc_payment.store.payments import Payments
from svc_payment.store.settlements import Difference, Settlement, Settlements, SettlementState
from svc_payment.store.unmatched_sums import UnmatchedSums
from svc_payment.use_cases.take_in_callback import unmatched_sum
from svc_payment.use_cases.uploaded_file import Upload, refused_by_row

BATCH = 1_000
NAMED = 50
"""Rows that were left out, named with the settlement; the rest is counted."""


@dataclass
class _Tally:
    lines: int = 0
    gross: int = 0
    fee: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    sums: Counter[str] = field(default_factory=Counter)
    seen: set[bytes] = field(default_factory=set)
    """Eight bytes of a hash for each transaction: 100,000 of them take a few megabytes."""
    differing: set[tuple[str, str]] = field(default_factory=set)
    """Payment and transaction or refund of lines that say something else than we: they are named by their lines."""

    def repeated(self, line: Line) -> bool:
        key = hashlib.blake2b(f"{line.type}|{line.transaction}|{line.reference}".encode(), digest_size=8).digest()
        before = len(self.seen)
        self.seen.add(key)
        return len(self.seen) == before

    def add(self, finding: Finding, amount: int) -> None:
        self.counts[finding] += 1
        self.sums[finding] += amount


@dataclass(frozen=True)
class ReadSettlement:
    payments: Payments
    settlements: Settlements
    sums: UnmatchedSums
    formats: Mapping[str, SettlementFormat]
    clock: Clock

    async def __call__(
        self, provider: str, day: date, by: Party, upload: Upload, reason: str | None = None
    ) -> Settlement:
        """Once a file of the day is signed off, another needs a ``reason``.

        Raises ``Invalid`` (naming row and column) or ``Conflict`` when this one, or another without a reason, is.
        """
        form = self.formats.get(provider)
        if form is None:
            raise Invalid([FieldError("provider", "Chưa có mẫu tệp đối soát của đơn vị thanh toán này.")])
        if day > self.clock.now().astimezone(VIETNAM).date():
            raise Invalid([FieldError("day", "Ngày này chưa đến nên chưa có tệp đối soát.")])
        settlement_id = derived_id("set", provider, day.isoformat(), upload.sha256)
        beside = await self.settlements.signed_beside(provider, day.isoformat(), settlement_id)
        if beside is not None and reason is None:
            detail = f"Ngày này đã có tệp “{beside.file_name}” được ký. Muốn đối soát thêm một tệp thì phải ghi lý do."
            raise Conflict("day-signed", "Ngày này đã ký đối soát", detail, id=beside.id)
        left_out: list[LeftOut] = []
        # In a thread, here and below: a provider's call must not wait for a thousand lines to be read.
        await asyncio.to_thread(_read_through, form, upload.content, day, left_out)
        begun = await self.settlements.begin(
            Settlement(
                id=settlement_id,
                provider=provider,
                business_date=day.isoformat(),
                file_name=upload.name,
                sha256=upload.sha256,
                by=by.id,
                by_name=by.name,
                at=self.clock.now(),
                state=SettlementState.READING,
                reason=reason if beside else None,
            )
        )
        if begun.state is SettlementState.SIGNED:
            detail = "Tệp này đã được đối soát và ký xác nhận."
            raise Conflict("already-signed", "Đã đối soát", detail, id=begun.id)
        await self.settlements.forget_differences(begun.id)
        tally = _Tally()
        batches = _batches(form.lines(read_rows(upload.content), []))
        while batch := await asyncio.to_thread(next, batches, None):
            await self._judge(begun, batch, tally)
        await self._find_missing(begun, day, tally)
        read = replace(
            begun,
            state=SettlementState.OPEN,
            lines=tally.lines,
            left_out_count=len(left_out),
            left_out=tuple(left_out[:NAMED]),
            gross=tally.gross,
            fee=tally.fee,
            counts=dict(tally.counts),
            sums=dict(tally.sums),
        )
        await self.settlements.finish(read)
        return read

    async def _judge(self, settlement: Settlement, batch: list[Line], tally: _Tally) -> None:
        references = [line.booked_as for line in batch]
        payments = await self._booked(settlement.provider, batch, references)
        spoken_of: dict[str, tuple[Booked, set[str]]] = {}
        refunds: dict[str, set[str]] = {}
        differences: list[Difference] = []
        sums: list[UnmatchedSum] = []
        for line, reference in zip(batch, references, strict=True):
            payment = payments.get(reference) or payments.get(booked_name(settlement.provider, line.transaction))
            finding = judge(line, payment, seen_before=tally.repeated(line))
            tally.lines += 1
            tally.gross += line.signed * line.paid
            tally.fee += line.fee
            # What agrees adds up to what the provider has settled; elsewhere what is told counts, paid or not.
            tally.add(finding, line.signed if line.paid or finding is not Finding.MATCHED else 0)
            if finding is not Finding.MATCHED:
                money = _unknown_money(settlement, line) if is_unknown_money(line, payment, finding) else None
                sums += [money] if money else []
                differences.append(_difference(settlement, line, payment, finding, money))
            if payment is None or not (name := _ours(line, payment)):
                continue
            # Only what agrees is accounted for: a wrong file must not hide from the right one what is missing there.
            if finding is not Finding.MATCHED:
                tally.differing.add((payment.id, name))
            elif line.type is LineType.PAYMENT:
                spoken_of.setdefault(payment.id, (payment, set()))[1].add(name)
            else:
                refunds.setdefault(payment.id, set()).add(name)
        await self.payments.accounted(list(spoken_of.values()), settlement.id)
        await self.payments.accounted_refunds(refunds)
        await self.sums.keep_missing(sums)
        await self.settlements.add_differences(differences)

    async def _booked(self, provider: str, batch: list[Line], references: list[str]) -> Mapping[str, Booked]:
        """What we have, by our names of the payments and by the provider's where a line tells those."""
        payments = await self.payments.booked(provider, references)
        unknown = [line for line, reference in zip(batch, references, strict=True) if reference not in payments]
        if not unknown:
            return payments
        orders = [line.reference for line in unknown if line.reference]
        transactions = [booked_name(provider, line.transaction) for line in unknown if line.transaction]
        return {**await self.payments.booked_by_other_names(provider, orders, transactions), **payments}

    async def _find_missing(self, settlement: Settlement, day: date, tally: _Tally) -> None:
        """What was paid on that day and no file accounts for. The last hour of a day is asked about with the next
        one's file, since the provider's clock may put it there."""
        since = datetime.combine(day, time(), VIETNAM).astimezone(UTC) - MIDNIGHT
        until = since + timedelta(days=1)
        differences: list[Difference] = []
        async for missing in self._missing(settlement, since, until, tally.differing):
            amount = missing.amount_here or 0
            tally.add(Finding.MISSING_THERE, -amount if missing.type is LineType.REFUND else amount)
            differences.append(missing)
            if len(differences) == BATCH:
                await self.settlements.add_differences(differences)
                differences = []
        await self.settlements.add_differences(differences)

    async def _missing(
        self, settlement: Settlement, since: datetime, until: datetime, named: Set[tuple[str, str]]
    ) -> AsyncIterator[Difference]:
        async for payment, entry in self.payments.unaccounted(settlement.provider, since, until):
            # What was paid past the provider, no file of the provider will ever name.
            if (payment.id, entry.reference) not in named and not past_provider(entry.reference):
                yield _missing_there(settlement, payment, LineType.PAYMENT, entry.reference, entry.amount)
        async for payment, refund in self.payments.unaccounted_refunds(settlement.provider, since, until):
            if (payment.id, refund.id) not in named:
                name = refund.provider_reference or refund.sent_as or refund.reference
                yield _missing_there(settlement, payment, LineType.REFUND, name, refund.amount)


def _ours(line: Line, payment: Booked) -> str | None:
    """Which of ours ``line`` speaks of: a transaction, or the refund's id."""
    if line.type is LineType.PAYMENT:
        return line.transaction if line.transaction in payment.received() else None
    found = payment.refund(line)
    return found[0].id if found else None


def _unknown_money(settlement: Settlement, line: Line) -> UnmatchedSum | None:
    said = Report(PaymentOutcome.PAID, line.amount, line.transaction, line.at)
    return unmatched_sum(settlement.provider, line.booked_as, said, settlement.at, line.raw)


def _difference(
    settlement: Settlement, line: Line, payment: Booked | None, finding: Finding, money: UnmatchedSum | None
) -> Difference:
    return Difference(
        id=derived_id("dif", settlement.id, str(line.number)),
        settlement_id=settlement.id,
        finding=finding,
        line=line.number,
        reference=line.reference,
        transaction=line.transaction,
        amount_there=line.amount,
        amount_here=sum(payment.received().values()) if payment else None,
        payment_id=payment.id if payment else None,
        raw=line.raw,
        unmatched_id=money.id if money else None,
        type=line.type,
    )


def _missing_there(
    settlement: Settlement, payment: Payment, type: LineType, transaction: str, amount: int
) -> Difference:
    return Difference(
        id=derived_id("dif", settlement.id, payment.id, transaction),
        settlement_id=settlement.id,
        finding=Finding.MISSING_THERE,
        line=0,
        reference=payment.reference,
        transaction=transaction,
        amount_there=None,
        amount_here=amount,
        payment_id=payment.id,
        raw="",
        type=type,
    )


def _read_through(form: SettlementFormat, content: bytes, day: date, left_out: list[LeftOut]) -> None:
    """Every line can be read, and the file is of ``day``. Raises ``Invalid``, naming row and column, or the day."""
    days = FileDays(day)
    with refused_by_row():
        for line in form.lines(read_rows(content), left_out):
            days.add(line)
    if days.are_another:
        of_day = f"{day:%d/%m/%Y}"
        text = f"Tệp này của ngày khác: {days.strays} trong {days.dated} dòng có ngày giao dịch không phải {of_day}."
        raise Invalid([FieldError("day", text)])


def _batches(lines: Iterator[Line]) -> Iterator[list[Line]]:
    batch: list[Line] = []
    for line in lines:
        batch.append(line)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
