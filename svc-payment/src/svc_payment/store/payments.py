"""Payments: one document each, with its ledger, its refunds and the events it causes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from shared import outbox
from shared.errors import VersionConflict
from shared.events import Event
from shared.mongo import ASCENDING, DESCENDING, Database, Document, DuplicateKey, IndexModel
from shared.outbox import ROOM_LEFT, change
from shared.wakeup import Wakeup
from svc_payment.domain.payment import Payment, State
from svc_payment.domain.reconciliation import Booked
from svc_payment.domain.refund import RefundState
from svc_payment.domain.transfer_token import token_of
from svc_payment.store.documents import DocumentOf, duplicate
from svc_payment.store.group_commit import Lookup, VersionedUpdates

BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
"""Before everything. Where a partial index holds a type instead of a range, MongoDB walks through all of it."""

_CARRIED_OUT = (RefundState.APPROVED, RefundState.SUBMITTED)
_FOR_OFFICERS = (RefundState.REQUESTED, RefundState.MANUAL, RefundState.FAILED)

INDEXES: Sequence[IndexModel] = (
    IndexModel([("provider", ASCENDING), ("reference", ASCENDING)], name="ux_reference", unique=True),
    IndexModel(
        [("provider", ASCENDING), ("order", ASCENDING)],
        name="ix_order",
        partialFilterExpression={"order": {"$gt": ""}},
    ),
    IndexModel([("token", ASCENDING)], name="ix_token"),
    IndexModel([("bill_id", ASCENDING), ("_id", DESCENDING)], name="ix_bill"),
    IndexModel([("payer", ASCENDING), ("_id", DESCENDING)], name="ix_payer"),
    IndexModel([("query_at", ASCENDING)], name="ix_query", partialFilterExpression={"query_at": {"$gt": BEGINNING}}),
    IndexModel([("changed_at", ASCENDING)], name="ix_allocation", partialFilterExpression={"allocation_due": True}),
    IndexModel([("changed_at", ASCENDING)], name="ix_order_update", partialFilterExpression={"order_update_due": True}),
    IndexModel([("changed_at", ASCENDING)], name="ix_refunds", partialFilterExpression={"refund_running": True}),
    IndexModel(
        [("payee_id", ASCENDING), ("_id", DESCENDING)],
        name="ix_for_officers",
        partialFilterExpression={"for_officers": True},
    ),
    IndexModel(
        [("provider", ASCENDING), ("paid_at", ASCENDING)],
        name="ix_paid",
        partialFilterExpression={"paid_at": {"$gt": BEGINNING}},
    ),
    outbox.INDEX,
)

_UNSEEN = {"outbox": 0, "messages": 0, "marks": 0}
_BOOKED = {"reference": 1, "entries": 1, "refunds": 1}
MESSAGES_KEPT = 20


@dataclass(frozen=True)
class RawMessage:
    """What a provider sent, as it came: the proof."""

    sha256: str
    body: bytes
    at: datetime


class Payments:
    def __init__(self, database: Database, wakeup: Wakeup, allocation: Wakeup) -> None:
        """``allocation`` is set when money waits for its bill."""
        self._collection = database["payments"]
        self._of = DocumentOf(Payment)
        self._booked = DocumentOf(Booked)
        self._update = VersionedUpdates(self._collection)
        self._by_id = Lookup(self._collection, ["_id"], _UNSEEN)
        self._by_reference = Lookup(self._collection, ["provider", "reference"], _UNSEEN)
        self._wakeup = wakeup
        self._allocation = allocation

    async def insert(self, payment: Payment) -> None:
        """Raises ``DuplicateValue``."""
        document = {**self._document(payment), "token": token_of(payment.id), "messages": [], "outbox": []}
        try:
            await self._collection.insert_one(document)
        except DuplicateKey as error:
            raise duplicate(error) from None

    async def save(self, payment: Payment, events: Sequence[Event] = (), message: RawMessage | None = None) -> None:
        """Write what made ``payment`` out of the version before. Raises ``VersionConflict``."""
        members = self._document(payment)
        before = {"_id": members.pop("_id"), "version": members.pop("version") - 1, **(ROOM_LEFT if events else {})}
        update = change({"$set": members}, events)
        if message is not None:
            raw = {"$each": [vars(message)], "$slice": -MESSAGES_KEPT}
            update.setdefault("$push", {})["messages"] = raw
        if not await self._update(before, update):
            raise VersionConflict
        if events:
            self._wakeup.set()
        if payment.allocation_due:
            self._allocation.set()

    async def find(self, payment_id: str) -> Payment | None:
        return self._read(await self._by_id(payment_id))

    async def own(self, payment_id: str, citizen_id: str) -> Payment | None:
        return await self._one({"_id": payment_id, "payer": citizen_id})

    async def at_payees(self, payment_id: str, payees: Sequence[str] | None) -> Payment | None:
        """``payees`` ``None``: of all of them."""
        return await self._one({"_id": payment_id, **_at(payees)})

    async def by_reference(self, provider: str, reference: str) -> Payment | None:
        return self._read(await self._by_reference(provider, reference))

    async def by_order(self, provider: str, order: str) -> Payment | None:
        return await self._one({"provider": provider, "order": order}, "ix_order")

    async def by_tokens(self, tokens: Sequence[str]) -> Payment | None:
        return await self._one({"token": {"$in": list(tokens)}}, "ix_token") if tokens else None

    async def booked(self, provider: str, references: Sequence[str]) -> Mapping[str, Booked]:
        """By our name of the payment."""
        found = self._collection.find(
            {"provider": provider, "reference": {"$in": list(references)}}, _BOOKED, hint="ux_reference"
        )
        return {document["reference"]: self._booked.read(document) for document in await found.to_list(None)}

    async def of_bill(self, bill_id: str, limit: int = 50) -> list[Payment]:
        return await self._some({"bill_id": bill_id}, "ix_bill", [("_id", DESCENDING)], limit)

    async def of_payer(self, citizen_id: str, before: str | None, limit: int) -> list[Payment]:
        wanted: Document = {"payer": citizen_id, **({"_id": {"$lt": before}} if before else {})}
        return await self._some(wanted, "ix_payer", [("_id", DESCENDING)], limit)

    async def to_query(self, now: datetime, limit: int) -> list[Payment]:
        wanted = {"query_at": {"$gt": BEGINNING, "$lte": now}}
        return await self._some(wanted, "ix_query", [("query_at", ASCENDING)], limit)

    async def to_allocate(self, limit: int) -> list[Payment]:
        return await self._some({"allocation_due": True}, "ix_allocation", [("changed_at", ASCENDING)], limit)

    async def to_update_orders(self, limit: int) -> list[Payment]:
        return await self._some({"order_update_due": True}, "ix_order_update", [("changed_at", ASCENDING)], limit)

    async def to_refund(self, limit: int) -> list[Payment]:
        return await self._some({"refund_running": True}, "ix_refunds", [("changed_at", ASCENDING)], limit)

    async def for_officers(self, payees: Sequence[str] | None, before: str | None, limit: int) -> list[Payment]:
        """Those that are held, or have a refund for somebody to decide on."""
        wanted: Document = {**_at(payees), "for_officers": True, **({"_id": {"$lt": before}} if before else {})}
        hint = "ix_for_officers" if payees is not None else "_id_"
        return await self._some(wanted, hint, [("_id", DESCENDING)], limit)

    async def unaccounted(self, provider: str, since: datetime, until: datetime, limit: int) -> list[Payment]:
        """Those paid then of which no settlement file has spoken."""
        wanted = {"provider": provider, "paid_at": {"$gte": since, "$lt": until}, "settled_with": None}
        return await self._some(wanted, "ix_paid", [("paid_at", ASCENDING)], limit)

    async def settled_with(self, payment_ids: Sequence[str], file: str) -> None:
        """The settlement ``file`` accounts for these. No version: it decides nothing."""
        if payment_ids:
            # One command: a thousand updates of one document each cost six times as much.
            await self._collection.update_many(
                {"_id": {"$in": list(payment_ids)}, "settled_with": {"$ne": file}}, {"$set": {"settled_with": file}}
            )

    async def oldest_unsettled(self) -> datetime | None:
        """Since when a payment has been waiting for its outcome or its bill."""
        waiting = await self._collection.find_one(
            {"query_at": {"$gt": BEGINNING}, "state": State.SUBMITTED.value}, {"created_at": 1}, sort=[("query_at", 1)]
        )
        money = await self._collection.find_one(
            {"allocation_due": True}, {"created_at": "$changed_at"}, sort=[("changed_at", 1)], hint="ix_allocation"
        )
        moments = [found["created_at"] for found in (waiting, money) if found]
        return min(moments, default=None)

    async def messages(self, payment_id: str) -> list[RawMessage]:
        found = await self._collection.find_one({"_id": payment_id}, {"messages": 1})
        return [RawMessage(**message) for message in (found or {}).get("messages", ())]

    def _document(self, payment: Payment) -> Document:
        document = self._of.write(payment)
        states = {refund.state for refund in payment.refunds}
        document["refund_running"] = not states.isdisjoint(_CARRIED_OUT)
        document["for_officers"] = payment.state is State.HELD or not states.isdisjoint(_FOR_OFFICERS)
        return document

    async def _one(self, wanted: Document, hint: str | None = None) -> Payment | None:
        return self._read(await self._collection.find_one(wanted, _UNSEEN, **({"hint": hint} if hint else {})))

    def _read(self, document: Document | None) -> Payment | None:
        return self._of.read(document) if document else None

    async def _some(self, wanted: Document, hint: str, order: list[tuple[str, int]], limit: int) -> list[Payment]:
        found = self._collection.find(wanted, _UNSEEN, hint=hint).sort(order).limit(limit)
        return [self._of.read(document) for document in await found.to_list(limit)]


def _at(payees: Sequence[str] | None) -> Document:
    return {} if payees is None else {"payee_id": {"$in": list(payees)}}
