"""Payments: one document each, with its ledger, its refunds and the events it causes."""

from collections import defaultdict
from collections.abc import AsyncIterator, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from shared import outbox
from shared.clock import BEGINNING
from shared.crypto import FieldCipher
from shared.errors import VersionConflict
from shared.events import Event
from shared.keyset import after_key
from shared.mongo import (
    ASCENDING,
    DESCENDING,
    Database,
    Document,
    DuplicateKey,
    IndexModel,
    UpdateMany,
    UpdateOne,
    aggregate,
    insert,
    write_in_bulk,
)
from shared.outbox import ROOM_LEFT, change, entry
from shared.versioned import duplicate
from shared.wakeup import Wakeup
from svc_payment.domain.bill import Bill
from svc_payment.domain.ledger import Entry, EntryType, unique_name
from svc_payment.domain.payment import BY_CASH, MOST_WAITING, WAITING, Paid, Payment, State
from svc_payment.domain.reconciliation import Booked
from svc_payment.domain.refund import Refund, RefundState
from svc_payment.domain.transfer_token import token_of
from svc_payment.store.documents import DocumentOf, open_bytes, seal_bytes
from svc_payment.store.group_commit import Lookup, VersionedUpdates

_CARRIED_OUT = (RefundState.APPROVED, RefundState.SUBMITTED)
_FOR_OFFICERS = (RefundState.REQUESTED, RefundState.RETRY_REQUESTED, RefundState.MANUAL, RefundState.FAILED)

INDEXES: Sequence[IndexModel] = (
    IndexModel([("provider", ASCENDING), ("reference", ASCENDING)], name="ux_reference", unique=True),
    IndexModel(
        [("provider", ASCENDING), ("order", ASCENDING)],
        name="ix_order",
        partialFilterExpression={"order": {"$gt": ""}},
    ),
    IndexModel([("token", ASCENDING)], name="ix_token"),
    IndexModel(
        [("transfers", ASCENDING)],
        name="ux_transfers",
        unique=True,
        partialFilterExpression={"transfers": {"$gt": ""}},
    ),
    IndexModel(
        [("given_back_by", ASCENDING)],
        name="ux_given_back_by",
        unique=True,
        partialFilterExpression={"given_back_by": {"$gt": ""}},
    ),
    IndexModel(
        [("provider", ASCENDING), ("made_as", ASCENDING)],
        name="ux_made_as",
        unique=True,
        partialFilterExpression={"made_as": {"$gt": ""}},
    ),
    IndexModel(
        [("bill_id", ASCENDING), ("created_at", DESCENDING), ("_id", DESCENDING)],
        name="ix_bill_newest",
    ),
    # As many requests at once as there may be cannot begin more payments of a bill than there are places.
    IndexModel(
        [("place", ASCENDING), ("bill_id", ASCENDING)],
        name="ux_place",
        unique=True,
        partialFilterExpression={"place": {"$gte": 0}},
    ),
    IndexModel([("payer", ASCENDING), ("created_at", DESCENDING), ("_id", DESCENDING)], name="ix_payer_newest"),
    IndexModel(
        [("receipt_number", ASCENDING)],
        name="ux_receipt",
        unique=True,
        partialFilterExpression={"receipt_number": {"$gt": ""}},
    ),
    IndexModel(
        [("unsettled_since", ASCENDING), ("_id", ASCENDING)],
        name="ix_unsettled_oldest",
        partialFilterExpression={"unsettled_since": {"$gt": BEGINNING}},
    ),
    IndexModel(
        [("payee_id", ASCENDING), ("unsettled_since", ASCENDING), ("_id", ASCENDING)],
        name="ix_unsettled_of_payee",
        partialFilterExpression={"unsettled_since": {"$gt": BEGINNING}},
    ),
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
        [("for_officers", ASCENDING), ("_id", DESCENDING)],
        name="ix_for_officers_of_province",
        partialFilterExpression={"for_officers": True},
    ),
    IndexModel(
        [("payee_id", ASCENDING), ("created_at", DESCENDING), ("_id", DESCENDING)],
        name="ix_cash",
        partialFilterExpression={"provider": BY_CASH},
    ),
    IndexModel(
        [("provider", ASCENDING), ("entries.paid_at", ASCENDING)],
        name="ix_transactions",
        partialFilterExpression={"paid_at": {"$gt": BEGINNING}},
    ),
    IndexModel(
        [("provider", ASCENDING), ("refunds.changed_at", ASCENDING)],
        name="ix_refunded",
        partialFilterExpression={"refunds.state": RefundState.DONE.value},
    ),
    IndexModel([("created_at", ASCENDING)], name="ix_created"),
    outbox.INDEX,
)

_FOR_FOLLOWERS: Sequence[Document] = (
    {"payer": None, "paid_at": {"$gt": BEGINNING}},
    {"entries.type": EntryType.ALLOCATED.value},
)
"""What whoever follows a bill may see of it, whoever paid: money without a name, and what the bill has taken."""
_NEWEST = [("created_at", DESCENDING), ("_id", DESCENDING)]
_UNSEEN = {"outbox": 0, "messages": 0, "marks": 0, "accounted": 0, "accounted_refunds": 0}
_RECEIVED = {
    "$map": {
        "input": {"$filter": {"input": "$entries", "as": "e", "cond": {"$eq": ["$$e.type", EntryType.RECEIVED.value]}}},
        "as": "e",
        "in": "$$e.reference",
    }
}
"""The transactions of a payment, in the order in which they came."""
_ACCOUNTED = {"$ifNull": ["$accounted", []]}
"""Those of which a settlement file has spoken."""
_BOOKED = {"reference": 1, "provider": 1, "order": 1, "entries": 1, "refunds": 1}
MESSAGES_KEPT = 20


UNSETTLED_COUNTED = 10_000


@dataclass(frozen=True)
class UnsettledSum:
    """``count`` to 10,000; ``amount``: what those are about, in dong."""

    count: int
    amount: int


@dataclass(frozen=True)
class RawMessage:
    """What a provider sent, as it came: the proof. Sealed at rest: it may say who paid, and with what words."""

    sha256: str
    body: bytes
    at: datetime


def message_context(sha256: str) -> str:
    return f"message:{sha256}"


@dataclass(frozen=True)
class Reach:
    """Which payments an officer works with: those of ``payees``, or of all where it is ``None``, and what was taken in
    cash for ``collects_for``."""

    payees: Sequence[str] | None
    collects_for: Sequence[str] = ()


EVERYTHING = Reach(None)


def _reached(reach: Reach) -> Document:
    cash: Document = {"provider": BY_CASH, "payee_id": {"$in": list(reach.collects_for)}}
    return {} if reach.payees is None else {"$or": [_at(reach.payees), cash]}


class Payments:
    def __init__(self, database: Database, cipher: FieldCipher, wakeup: Wakeup, allocation: Wakeup) -> None:
        """``allocation`` is set when money waits for its bill."""
        self._cipher = cipher
        self._collection = database["payments"]
        self._of = DocumentOf(Payment)
        self._booked = DocumentOf(Booked)
        self._update = VersionedUpdates(self._collection)
        self._by_id = Lookup(self._collection, ["_id"], _UNSEEN)
        self._by_reference = Lookup(self._collection, ["provider", "reference"], _UNSEEN)
        self._wakeup = wakeup
        self._allocation = allocation

    async def insert(self, payment: Payment, events: Sequence[Event] = ()) -> None:
        """Raises ``DuplicateValue``."""
        document = {
            **self._document(payment),
            "token": token_of(payment.id),
            "messages": [],
            "outbox": [entry(event) for event in events],
        }
        try:
            await insert(self._collection, document)
        except DuplicateKey as error:
            raise duplicate(error) from None
        if events:
            self._wakeup.set()

    async def save(self, payment: Payment, events: Sequence[Event] = (), message: RawMessage | None = None) -> None:
        """Write what made ``payment`` out of the version before.

        Raises ``VersionConflict``, or ``DuplicateValue`` when another payment has a transaction or booked refund of it.
        """
        members = self._document(payment)
        del members["settled_with"]  # only ``accounted`` says it
        before = {"_id": members.pop("_id"), "version": members.pop("version") - 1, **(ROOM_LEFT if events else {})}
        update = change({"$set": members}, events)
        if message is not None:
            body = seal_bytes(message.body, message_context(message.sha256), self._cipher)
            raw = {"$each": [{**vars(message), "body": body}], "$slice": -MESSAGES_KEPT}
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

    async def for_followers(self, payment_id: str) -> Payment | None:
        """Money of which nobody knows who has paid it, or which its bill has taken."""
        return await self._one({"_id": payment_id, "$or": _FOR_FOLLOWERS})

    async def of_receipt(self, number: str) -> Payment | None:
        return await self._one({"receipt_number": number}, "ux_receipt")

    async def at_payees(self, payment_id: str, payees: Sequence[str] | None) -> Payment | None:
        """``payees`` ``None``: of all of them."""
        return await self._one({"_id": payment_id, **_at(payees)})

    async def within(self, payment_id: str, reach: Reach) -> Payment | None:
        return await self._one({"_id": payment_id, **_reached(reach)})

    async def in_cash(self, payees: Sequence[str], after: tuple[datetime, str] | None, limit: int) -> list[Payment]:
        """What was taken in cash for ``payees``, the newest first, past ``after`` (created_at, id)."""
        wanted = {"provider": BY_CASH, "payee_id": {"$in": list(payees)}, **after_key("created_at", after)}
        return await self._some(wanted, "ix_cash", _NEWEST, limit)

    async def paid_of(self, bills: Iterable[Bill]) -> Mapping[str, Sequence[Paid]]:
        """What each of ``bills`` took, by its id, in the order in which it was paid."""
        ids = {receipt.payment_id for bill in bills for receipt in bill.receipts}
        found = self._collection.find({"_id": {"$in": sorted(ids)}}, _UNSEEN, hint="_id_")
        paid: dict[str, list[Paid]] = defaultdict(list)
        for payment in map(self._of.read, await found.to_list(None) if ids else []):
            paid[payment.bill_id] += payment.paid()
        return defaultdict(list, {bill: sorted(each, key=lambda one: one.paid_at) for bill, each in paid.items()})

    async def by_reference(self, provider: str, reference: str) -> Payment | None:
        return self._read(await self._by_reference(provider, reference))

    async def by_order(self, provider: str, order: str) -> Payment | None:
        """The only one of which a payer says that it is this order: what two of them say is nobody's word."""
        found = await self._some({"provider": provider, "order": order}, "ix_order", [("order", ASCENDING)], 2)
        return found[0] if len(found) == 1 else None

    async def by_tokens(self, tokens: Sequence[str]) -> Payment | None:
        """The one that they name; ``None`` where they name none, or several."""
        wanted = {"token": {"$in": list(tokens)}}
        found = await self._some(wanted, "ix_token", [("token", ASCENDING)], 2) if tokens else []
        return found[0] if len(found) == 1 else None

    async def booked_as(self, name: str) -> Payment | None:
        """The one that has the money of this name (``booked_name``) in its ledger."""
        return await self._one({"transfers": {"$eq": name, "$gt": ""}}, "ux_transfers")

    async def given_back_by(self, transfer: str) -> Payment | None:
        """The one of which a refund was confirmed with this number of the bank."""
        return await self._one({"given_back_by": {"$eq": unique_name(transfer), "$gt": ""}}, "ux_given_back_by")

    async def booked(self, provider: str, references: Sequence[str]) -> Mapping[str, Booked]:
        """What we have, by our name of the payment."""
        wanted = {"provider": provider, "reference": {"$in": list(references)}}
        return {one.reference: one for one in await self._booked_where(wanted, "ux_reference")}

    async def booked_by_other_names(
        self, provider: str, orders: Sequence[str], transactions: Sequence[str]
    ) -> Mapping[str, Booked]:
        """What we have, by each of its ``names``: of payments that have one of the provider's ``orders``, or one of
        the ``transactions`` by its ``booked_name``."""
        of_orders: Document = {"provider": provider, "order": {"$in": list(orders), "$gt": ""}}
        of_transactions: Document = {"transfers": {"$in": list(transactions), "$gt": ""}}
        found = await self._booked_where(of_orders, "ix_order")
        found += await self._booked_where(of_transactions, "ux_transfers")
        return {name: one for one in found for name in one.names}

    async def _booked_where(self, wanted: Document, hint: str) -> list[Booked]:
        found = self._collection.find(wanted, _BOOKED, hint=hint)
        return [self._booked.read(document) for document in await found.to_list(None)]

    async def of_bill(self, bill_id: str, limit: int = 50) -> list[Payment]:
        return await self._some({"bill_id": bill_id}, "ix_bill_newest", _NEWEST, limit)

    async def places(self, bill_id: str) -> list[int | None]:
        """Those of its payments that wait."""
        wanted = {"bill_id": bill_id, "state": {"$in": sorted(WAITING)}}
        found = self._collection.find(wanted, {"place": 1}, hint="ix_bill_newest").limit(2 * MOST_WAITING)
        return [document.get("place") for document in await found.to_list(2 * MOST_WAITING)]

    async def of_payer(
        self, citizen_id: str, after: tuple[datetime, str] | None, limit: int, bill: Bill | None = None
    ) -> list[Payment]:
        """The newest first, past ``after`` (created_at, id); those of one bill, or all. Of a bill that they follow,
        also what others have paid."""
        past = after_key("created_at", after)
        if bill is None:
            return await self._some({"payer": citizen_id, **past}, "ix_payer_newest", _NEWEST, limit)
        whose = [{"payer": citizen_id}, *(_FOR_FOLLOWERS if citizen_id in bill.parties else [])]
        of_bill = {"bill_id": bill.id, "$or": whose, **past}
        return await self._some(of_bill, "ix_bill_newest", _NEWEST, limit)

    async def to_query(self, now: datetime, limit: int) -> list[Payment]:
        wanted = {"query_at": {"$gt": BEGINNING, "$lte": now}}
        return await self._some(wanted, "ix_query", [("query_at", ASCENDING)], limit)

    async def to_allocate(self, limit: int) -> list[Payment]:
        return await self._some({"allocation_due": True}, "ix_allocation", [("changed_at", ASCENDING)], limit)

    async def to_update_orders(self, limit: int) -> list[Payment]:
        return await self._some({"order_update_due": True}, "ix_order_update", [("changed_at", ASCENDING)], limit)

    async def to_refund(self, now: datetime, limit: int) -> list[Payment]:
        """Those with a refund that waits to be asked for, or to be asked after."""
        # Those written before there was a time for it have none, and are due.
        wanted = {"refund_running": True, "refund_due_at": {"$not": {"$gt": now}}}
        return await self._some(wanted, "ix_refunds", [("changed_at", ASCENDING)], limit)

    async def for_officers(self, payees: Sequence[str] | None, before: str | None, limit: int) -> list[Payment]:
        """Those that are held, or have a refund for somebody to decide on."""
        wanted: Document = {**_at(payees), "for_officers": True, **({"_id": {"$lt": before}} if before else {})}
        hint = "ix_for_officers" if payees is not None else "ix_for_officers_of_province"
        return await self._some(wanted, hint, [("_id", DESCENDING)], limit)

    async def unsettled(
        self, payees: Sequence[str] | None, now: datetime, after: tuple[datetime, str] | None, limit: int
    ) -> list[Payment]:
        """Those whose outcome is late, or whose money is without a place: what has waited longest first, past ``after``
        (unsettled_since, id)."""
        late: Document = {"unsettled_since": {"$gt": BEGINNING, "$lte": now}}
        wanted = {"$and": [{**_at(payees), **late}, after_key("unsettled_since", after, direction=ASCENDING)]}
        hint = "ix_unsettled_of_payee" if payees is not None else "ix_unsettled_oldest"
        return await self._some(wanted, hint, [("unsettled_since", ASCENDING), ("_id", ASCENDING)], limit)

    async def unaccounted(
        self, provider: str, since: datetime, until: datetime
    ) -> AsyncIterator[tuple[Payment, Entry]]:
        """What was paid then and no settlement file has spoken of, with its payment."""
        moment = {"$gte": since, "$lt": until}
        wanted = {
            "provider": provider,
            "paid_at": {"$gt": BEGINNING},
            "entries": {"$elemMatch": {"type": EntryType.RECEIVED.value, "paid_at": moment}},
            "$expr": {"$gt": [{"$size": {"$setDifference": [_RECEIVED, _ACCOUNTED]}}, 0]},
        }
        fields = {name: 0 for name in _UNSEEN if name != "accounted"}
        async for document in self._collection.find(wanted, fields, hint="ix_transactions"):
            accounted, payment = document.get("accounted", ()), self._of.read(document)
            for each in payment.entries:
                then = each.paid_at is not None and since <= each.paid_at < until
                if each.type is EntryType.RECEIVED and then and each.reference not in accounted:
                    yield payment, each

    async def unaccounted_refunds(
        self, provider: str, since: datetime, until: datetime
    ) -> AsyncIterator[tuple[Payment, Refund]]:
        """What the provider gave back then, as it told us, and no settlement file has spoken of."""
        moment = {"$gte": since, "$lt": until}
        wanted = {
            "provider": provider,
            "refunds.state": RefundState.DONE.value,
            # Of one refund: the two ends of a time that several may meet would bound no search of the index.
            "refunds": {"$elemMatch": {"changed_at": moment}},
        }
        fields = {name: 0 for name in _UNSEEN if name != "accounted_refunds"}
        async for document in self._collection.find(wanted, fields, hint="ix_refunded"):
            accounted, payment = document.get("accounted_refunds", ()), self._of.read(document)
            for refund in payment.refunds:
                if refund.by_provider and since <= refund.changed_at < until and refund.id not in accounted:
                    yield payment, refund

    async def accounted_refunds(self, spoken_of: Mapping[str, Collection[str]]) -> None:
        """A settlement file speaks of these refunds, by payment."""
        writes = [
            UpdateOne({"_id": payment}, {"$addToSet": {"accounted_refunds": {"$each": list(refunds)}}})
            for payment, refunds in spoken_of.items()
        ]
        if writes:
            await write_in_bulk(self._collection, writes)

    async def accounted(self, spoken_of: Sequence[tuple[Booked, Collection[str]]], file: str) -> None:
        """The settlement ``file`` speaks of these transactions of these payments. No version: it decides nothing."""
        whole: dict[int, list[str]] = defaultdict(list)
        writes: list[UpdateOne | UpdateMany] = []
        for payment, transactions in spoken_of:
            if payment.received().keys() <= set(transactions):
                whole[len(payment.received())].append(payment.id)
            else:
                added = {"$set": {"settled_with": file}, "$addToSet": {"accounted": {"$each": list(transactions)}}}
                writes.append(UpdateOne({"_id": payment.id}, added))
        # One command for all whose every transaction is spoken of: a thousand updates of one document each cost six
        # times as much. As many as were read; one that came since is not spoken of.
        for count, ids in whole.items():
            mark = {"settled_with": file, "accounted": {"$slice": [_RECEIVED, count]}}
            writes.append(UpdateMany({"_id": {"$in": ids}}, [{"$set": mark}]))
        if writes:
            await write_in_bulk(self._collection, writes)

    async def oldest_unsettled(self, now: datetime) -> datetime | None:
        """The earliest moment since when a payment has been waiting for its outcome, an officer or its bill."""
        found = await self._collection.find_one(
            {"unsettled_since": {"$gt": BEGINNING, "$lte": now}},
            {"unsettled_since": 1},
            sort=[("unsettled_since", ASCENDING)],
            hint="ix_unsettled_oldest",
        )
        return found["unsettled_since"] if found else None

    async def unsettled_sum(self, now: datetime) -> UnsettledSum:
        late: Document = {"unsettled_since": {"$gt": BEGINNING, "$lte": now}}
        total: Document = {"_id": None, "count": {"$sum": 1}, "amount": {"$sum": "$amount"}}
        found = await aggregate(
            self._collection,
            [{"$match": late}, {"$limit": UNSETTLED_COUNTED}, {"$group": total}],
            hint="ix_unsettled_oldest",
        )
        return UnsettledSum(found[0]["count"], found[0]["amount"]) if found else UnsettledSum(0, 0)

    async def messages(self, payment_id: str) -> list[RawMessage]:
        found = await self._collection.find_one({"_id": payment_id}, {"messages": 1})
        return [
            RawMessage(
                message["sha256"],
                open_bytes(message["body"], message_context(message["sha256"]), self._cipher),
                message["at"],
            )
            for message in (found or {}).get("messages", ())
        ]

    def _document(self, payment: Payment) -> Document:
        document = self._of.write(payment)
        states = {refund.state for refund in payment.refunds}
        if names := payment.booked_names():
            document["transfers"] = names
        if by_hand := [unique_name(refund.transferred_as) for refund in payment.refunds if refund.transferred_as]:
            document["given_back_by"] = by_hand
        if any(refund.made_as for refund in payment.refunds):
            # Without those that were rejected, so that what was booked wrongly can be booked where it belongs.
            booked = [one.made_as for one in payment.refunds if one.made_as and one.state is not RefundState.REJECTED]
            document["made_as"] = booked
        if payment.state not in WAITING:
            document["place"] = None
        document["unsettled_since"] = payment.unsettled_since
        running = payment.open_refunds(*_CARRIED_OUT)
        document["refund_running"] = bool(running)
        asked = [refund.ask_at if refund.state is RefundState.SUBMITTED else None for refund in running]
        document["refund_due_at"] = None if None in asked else min(filter(None, asked), default=None)
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
