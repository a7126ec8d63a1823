"""Payments that came in: each once, with what became of it, whatever it was for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.mongo import ASCENDING, DESCENDING, Database, Document, DuplicateKey, IndexModel, ReturnDocument, insert
from svc_dossier.domain.payment import PaymentDecision

INDEXES: Sequence[IndexModel] = (
    IndexModel(
        [("agency_id", ASCENDING), ("_id", DESCENDING)],
        name="ix_flagged",
        partialFilterExpression={"flagged": True},
    ),
)


@dataclass(frozen=True)
class ReceivedPayment:
    """``decision`` is ``None`` until it was decided on; ``agency_id`` where the dossier is known, ``collected_by``
    the id of who took cash.
    """

    id: str
    dossier_id: str
    payment_request_id: str
    amount: int
    paid_at: datetime
    received_at: datetime
    decision: PaymentDecision | None = None
    agency_id: str | None = None
    collected_by: str | None = None


class Payments:
    def __init__(self, database: Database) -> None:
        self._collection = database["payments"]

    async def keep(self, received: ReceivedPayment) -> ReceivedPayment:
        """The payment as it first came: a repeat changes nothing of it. One that was told with an amount which settled
        nothing may be told again with another, once the rest is there: then it is to be decided on anew.
        """
        try:
            await insert(self._collection, {"_id": received.id, **_members(received), "flagged": False})
            return received
        except DuplicateKey:
            corrected = await self._collection.find_one_and_update(
                {
                    "_id": received.id,
                    "decision": PaymentDecision.WRONG_AMOUNT.value,
                    "amount": {"$ne": received.amount},
                },
                {"$set": {"amount": received.amount, "paid_at": received.paid_at, "decision": None}},
                return_document=ReturnDocument.AFTER,
            )
            found = corrected or await self._collection.find_one({"_id": received.id})
            return _received(found) if found else received

    async def decided(self, payment_id: str, decision: PaymentDecision, agency_id: str | None) -> None:
        outcome = {"decision": decision.value, "flagged": decision.flagged, "agency_id": agency_id}
        await self._collection.update_one({"_id": payment_id}, {"$set": outcome})

    async def flagged(self, agencies: Sequence[str | None], before: str | None, limit: int) -> list[ReceivedPayment]:
        """Those that somebody must look at, of these agencies; ``None`` among them for dossiers nobody knows."""
        wanted: Document = {"agency_id": {"$in": list(agencies)}, "flagged": True}
        wanted |= {"_id": {"$lt": before}} if before else {}
        found = self._collection.find(wanted, hint="ix_flagged").sort("_id", DESCENDING).limit(limit)
        return [_received(document) for document in await found.to_list(limit)]


def _members(received: ReceivedPayment) -> Document:
    members = {name: value for name, value in vars(received).items() if name not in ("id", "decision")}
    return {**members, "decision": None}


def _received(document: Document) -> ReceivedPayment:
    members = {name: value for name, value in document.items() if name not in ("_id", "flagged", "decision")}
    decision = PaymentDecision(document["decision"]) if document["decision"] else None
    return ReceivedPayment(id=document["_id"], decision=decision, **members)
