"""Settlement files of providers: what each said, what differs, and who signed it off."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from shared.crypto import FieldCipher
from shared.keyset import after_key
from shared.mongo import (
    ASCENDING,
    DESCENDING,
    Database,
    Document,
    DuplicateKey,
    IndexModel,
    ReturnDocument,
    UpdateOne,
    insert,
    write_in_bulk,
)
from svc_payment.domain.party import Party
from svc_payment.domain.reconciliation import Finding, LeftOut, LineType
from svc_payment.store.documents import DocumentOf, SealedDocumentOf, text_context

INDEXES: Sequence[IndexModel] = (
    IndexModel(
        [("provider", ASCENDING), ("business_date", ASCENDING), ("signed_at", DESCENDING)],
        name="ix_signed",
        partialFilterExpression={"state": "signed"},
    ),
    IndexModel([("at", DESCENDING), ("_id", DESCENDING)], name="ix_latest"),
    IndexModel([("provider", ASCENDING), ("at", DESCENDING), ("_id", DESCENDING)], name="ix_provider_latest"),
)
DIFFERENCE_INDEXES: Sequence[IndexModel] = (
    IndexModel([("settlement_id", ASCENDING), ("_id", ASCENDING)], name="ix_settlement"),
)


class SettlementState(StrEnum):
    READING = "reading"
    OPEN = "open"
    SIGNED = "signed"


@dataclass(frozen=True)
class Settlement:
    """``id`` follows from the hash of the file: the same file again is the same settlement, read again.

    ``counts`` and ``sums`` by finding; ``gross`` is the sum of the file's payments less its refunds, ``fee`` what the
    provider keeps. ``left_out``: the first of its rows that were taken for no line.
    """

    id: str
    provider: str
    business_date: str
    file_name: str
    sha256: str
    by: str
    at: datetime
    state: SettlementState
    lines: int = 0
    gross: int = 0
    fee: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    sums: Mapping[str, int] = field(default_factory=dict)
    left_out_count: int = 0
    left_out: tuple[LeftOut, ...] = ()
    reason: str | None = None
    """Why it was read although another file of the same day was signed."""
    signed_by: str | None = None
    signed_at: datetime | None = None
    remark: str | None = None
    by_name: str = ""
    """What officers were called when they acted."""
    signed_by_name: str = ""

    @property
    def differs(self) -> bool:
        return any(count for finding, count in self.counts.items() if finding != Finding.MATCHED)


@dataclass(frozen=True)
class Difference:
    """``line`` 0: no line of the file speaks of it. ``finding`` is a ``Finding``, stored and public under this name.
    ``unmatched_id``: money that waits for an officer to say where it belongs.
    """

    id: str
    settlement_id: str
    finding: str
    line: int
    reference: str
    transaction: str
    amount_there: int | None
    amount_here: int | None
    payment_id: str | None
    raw: str
    unmatched_id: str | None = None
    type: LineType = LineType.PAYMENT


class _SettlementDocument(DocumentOf[Settlement]):
    """A settlement, its left out rows sealed: they are a provider's text, as those are that differ."""

    def __init__(self, cipher: FieldCipher) -> None:
        super().__init__(Settlement)
        self._cipher = cipher

    def write(self, value: Settlement) -> Document:
        document = super().write(value)
        context = text_context("left_out", document)
        rows = [{**row, "text": self._cipher.encrypt(row["text"], context)} for row in document["left_out"]]
        return {**document, "left_out": rows}

    def read(self, document: Document) -> Settlement:
        context = text_context("left_out", document)
        rows = [{**row, "text": self._cipher.decrypt(row["text"], context)} for row in document.get("left_out", ())]
        return super().read({**document, "left_out": rows})


class Settlements:
    def __init__(self, database: Database, cipher: FieldCipher) -> None:
        self._collection = database["settlements"]
        self._differences = database["settlement_differences"]
        self._of = _SettlementDocument(cipher)
        self._difference = SealedDocumentOf(Difference, "raw", cipher)

    async def begin(self, settlement: Settlement) -> Settlement:
        """Ready to be read, for the first time or again; one that is signed stays as it is."""
        try:
            await insert(self._collection, self._of.write(settlement))
            return settlement
        except DuplicateKey:
            found = await self._collection.find_one_and_update(
                {"_id": settlement.id, "state": {"$ne": SettlementState.SIGNED.value}},
                {"$set": {"state": SettlementState.READING.value, "reason": settlement.reason}},
                return_document=ReturnDocument.AFTER,
            )
            return self._of.read(found) if found else (await self.find(settlement.id) or settlement)

    async def finish(self, settlement: Settlement) -> None:
        members = self._of.write(settlement)
        wanted = {"_id": members.pop("_id"), "state": SettlementState.READING.value}
        await self._collection.update_one(wanted, {"$set": members})

    async def sign(self, settlement_id: str, by: Party, at: datetime, remark: str | None) -> Settlement | None:
        """``None`` when it is not there or not open."""
        signed = {
            "state": SettlementState.SIGNED.value,
            "signed_by": by.id,
            "signed_by_name": by.name,
            "signed_at": at,
            "remark": remark,
        }
        found = await self._collection.find_one_and_update(
            {"_id": settlement_id, "state": SettlementState.OPEN.value},
            {"$set": signed},
            return_document=ReturnDocument.AFTER,
        )
        return self._of.read(found) if found else None

    async def find(self, settlement_id: str) -> Settlement | None:
        found = await self._collection.find_one({"_id": settlement_id})
        return self._of.read(found) if found else None

    async def signed_beside(self, provider: str, business_date: str, settlement_id: str) -> Settlement | None:
        """Another file of the same provider and day that is signed off, the last of them."""
        wanted = {
            "provider": provider,
            "business_date": business_date,
            "state": SettlementState.SIGNED.value,
            "_id": {"$ne": settlement_id},
        }
        found = self._collection.find(wanted, hint="ix_signed").sort("signed_at", DESCENDING).limit(1)
        return next((self._of.read(document) for document in await found.to_list(1)), None)

    async def latest(self, provider: str | None, after: tuple[datetime, str] | None, limit: int) -> list[Settlement]:
        """Those read last first, past ``after`` (at, id)."""
        wanted: Document = {"provider": provider} if provider else {}
        wanted |= after_key("at", after)
        order = [("at", DESCENDING), ("_id", DESCENDING)]
        hint = "ix_provider_latest" if provider else "ix_latest"
        found = self._collection.find(wanted, hint=hint).sort(order).limit(limit)
        return [self._of.read(document) for document in await found.to_list(limit)]

    async def forget_differences(self, settlement_id: str) -> None:
        """Remove those of a reading before this one."""
        await self._differences.delete_many({"settlement_id": settlement_id})

    async def add_differences(self, differences: Sequence[Difference]) -> None:
        """A repeat replaces what it finds."""
        if differences:
            writes = []
            for difference in differences:
                document = self._difference.write(difference)
                writes.append(UpdateOne({"_id": document.pop("_id")}, {"$set": document}, upsert=True))
            await write_in_bulk(self._differences, writes)

    async def differences(self, settlement_id: str, after: str | None, limit: int) -> list[Difference]:
        wanted: Document = {"settlement_id": settlement_id, **({"_id": {"$gt": after}} if after else {})}
        found = self._differences.find(wanted, hint="ix_settlement").sort("_id", ASCENDING).limit(limit)
        return [self._difference.read(document) for document in await found.to_list(limit)]
