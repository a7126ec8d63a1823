"""Bills: one document each, with the events it causes.

Those of a school's file appear together. Each is written with the file's id in ``waits_for`` and its events set aside;
for whoever reads, it is not there until the file's own document says that all are. Then the events are let go.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shared import outbox
from shared.clock import BEGINNING
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
    aggregate,
    insert,
    insert_each,
)
from shared.outbox import ROOM_LEFT, change, entry
from shared.versioned import duplicate
from shared.wakeup import Wakeup
from svc_payment.domain.bill import OPEN, Bill
from svc_payment.domain.figures import BillFigure
from svc_payment.store.documents import DocumentOf
from svc_payment.store.group_commit import Lookup, VersionedUpdates

INDEXES: Sequence[IndexModel] = (
    IndexModel([("code", ASCENDING)], name="ux_code", unique=True),
    # What a citizen may pay, and what they have paid.
    IndexModel([("parties", ASCENDING), ("issued_at", DESCENDING), ("_id", DESCENDING)], name="ix_parties"),
    IndexModel(
        [("student_id", ASCENDING), ("period", ASCENDING)],
        name="ix_student",
        partialFilterExpression={"student_id": {"$gt": ""}},
    ),
    IndexModel(
        [("payment_request_id", ASCENDING)],
        name="ux_payment_request",
        unique=True,
        partialFilterExpression={"payment_request_id": {"$gt": ""}},
    ),
    IndexModel(
        [("dossier_id", ASCENDING), ("issued_at", DESCENDING), ("_id", DESCENDING)],
        name="ix_dossier_newest",
        partialFilterExpression={"dossier_id": {"$gt": ""}},
    ),
    IndexModel(
        [("payee_id", ASCENDING), ("state", ASCENDING), ("issued_at", DESCENDING), ("_id", DESCENDING)],
        name="ix_payee",
    ),
    IndexModel(
        [("payee_id", ASCENDING), ("state", ASCENDING), ("due_at", ASCENDING), ("_id", ASCENDING)],
        name="ix_payee_due",
    ),
    IndexModel([("issued_at", ASCENDING)], name="ix_issued"),
    IndexModel([("waits_for", ASCENDING)], name="ix_waiting", partialFilterExpression={"waits_for": {"$gt": ""}}),
    IndexModel([("remind_at", ASCENDING)], name="ix_remind", partialFilterExpression={"remind_at": {"$gt": BEGINNING}}),
    outbox.INDEX,
)

_UNSEEN = {"outbox": 0, "marks": 0, "events": 0}
_THERE = {"waits_for": None}
"""Bills that wait for no file."""
RELEASED_AT_ONCE = 1_000
_OWED = {"$elemMatch": {"mandatory": {"$ne": False}, "unit_price": {"$gt": 0}, "exemption": {"$lt": 100}}}
"""The query of a bill with an item that somebody can be late with."""
LONGEST_MS = 5_000


class BillOrder(StrEnum):
    NEWEST = "newest"
    DUE = "due"
    """Bills whose last day comes first are first."""


@dataclass(frozen=True)
class BillFilter:
    """Which of a payee's bills are wanted; ``overdue_at``: those that are late at that moment."""

    payee_id: str
    states: Sequence[str]
    student_ids: Sequence[str] | None = None
    period: str | None = None
    overdue_at: datetime | None = None
    order: BillOrder = BillOrder.NEWEST

    def moment_of(self, bill: Bill) -> datetime:
        """The place of a bill in the order. One without a due day is never that of a school."""
        return bill.issued_at if self.order is BillOrder.NEWEST else bill.due_at or BEGINNING


_ORDERS: Mapping[BillOrder, tuple[str, int]] = {
    BillOrder.NEWEST: ("issued_at", DESCENDING),
    BillOrder.DUE: ("due_at", ASCENDING),
}


def _chosen(chosen: BillFilter, after: tuple[datetime, str] | None) -> Document:
    states = [state for state in chosen.states if chosen.overdue_at is None or state in OPEN]
    wanted: Document = {"payee_id": chosen.payee_id, "state": {"$in": states}}
    if chosen.student_ids is not None:
        wanted["student_id"] = {"$in": list(chosen.student_ids)}
    if chosen.period is not None:
        wanted["period"] = chosen.period
    if chosen.overdue_at is not None:
        wanted |= {"due_at": {"$lt": chosen.overdue_at}, "items": _OWED}
    field, direction = _ORDERS[chosen.order]
    return {"$and": [wanted, after_key(field, after, direction=direction)]} if after else wanted


class Bills:
    def __init__(self, database: Database, wakeup: Wakeup) -> None:
        self._collection = database["bills"]
        self._imports = database["imports"]
        self._of = DocumentOf(Bill)
        self._update = VersionedUpdates(self._collection)
        self._by_id = Lookup(self._collection, ["_id"], _UNSEEN)
        self._wakeup = wakeup

    async def insert(self, bill: Bill, events: Sequence[Event]) -> None:
        """Raises ``DuplicateValue``."""
        try:
            await insert(self._collection, self._new(bill, events))
        except DuplicateKey as error:
            raise duplicate(error) from None
        self._wakeup.set()

    async def insert_missing(self, bills: Sequence[tuple[Bill, Sequence[Event]]], waits_for: str | None = None) -> None:
        """Those that are not there yet; a bill's id follows from what it is for. ``waits_for``: the file with which
        they are to be seen."""
        if not bills:
            return
        documents = [self._new(bill, events) for bill, events in bills]
        if waits_for is not None:
            documents = [
                {**document, "outbox": [], "events": document["outbox"], "waits_for": waits_for}
                for document in documents
            ]
        await insert_each(self._collection, documents)
        self._wakeup.set()

    async def release(self, import_id: str) -> None:
        """The file is issued: let the events of its bills go. Begun again after a crash, it goes on."""
        while found := await self._collection.find({"waits_for": import_id}, {"_id": 1}, hint="ix_waiting").to_list(
            RELEASED_AT_ONCE
        ):
            await self._collection.update_many(
                {"_id": {"$in": [document["_id"] for document in found]}, "waits_for": import_id},
                [{"$set": {"outbox": {"$concatArrays": ["$outbox", "$events"]}}}, {"$unset": ["waits_for", "events"]}],
            )
            self._wakeup.set()

    async def save(self, bill: Bill, events: Sequence[Event] = ()) -> None:
        """Write what made ``bill`` out of the version before. Raises ``VersionConflict``."""
        members = self._of.write(bill)
        before = {"_id": members.pop("_id"), "version": members.pop("version") - 1, **(ROOM_LEFT if events else {})}
        if not await self._update(before, change({"$set": members}, events)):
            raise VersionConflict
        if events:
            self._wakeup.set()

    async def find(self, bill_id: str) -> Bill | None:
        return self._read(await self._by_id(bill_id))

    async def by_code(self, code: str) -> Bill | None:
        found = await self._seen({"code": code}, "ux_code", [("code", ASCENDING)], 1)
        return found[0] if found else None

    async def of_ids(self, ids: Collection[str]) -> Mapping[str, Bill]:
        """Those there are, by id."""
        found = self._collection.find({"_id": {"$in": sorted(ids)}}, _UNSEEN, hint="_id_")
        return {bill.id: bill for bill in map(self._of.read, await found.to_list(None))}

    async def of_party(self, bill_id: str, citizen_id: str) -> Bill | None:
        found = await self._seen({"_id": bill_id, "parties": citizen_id}, "_id_", [("_id", ASCENDING)], 1)
        return found[0] if found else None

    async def at_payees(self, bill_id: str, payees: Sequence[str] | None) -> Bill | None:
        """``payees`` ``None``: of all of them."""
        at = {} if payees is None else {"payee_id": {"$in": list(payees)}}
        found = await self._seen({"_id": bill_id, **at}, "_id_", [("_id", ASCENDING)], 1)
        return found[0] if found else None

    async def of_students(self, student_ids: Sequence[str], periods: Sequence[str]) -> list[Bill]:
        """Also those that wait for their file."""
        wanted = {"student_id": {"$in": list(student_ids)}, "period": {"$in": list(periods)}}
        found = self._collection.find(wanted, _UNSEEN, hint="ix_student")
        return [self._of.read(document) for document in await found.to_list(None)]

    async def own(
        self, citizen_id: str, after: tuple[datetime, str] | None, limit: int, dossier_id: str | None = None
    ) -> list[Bill]:
        """The latest first, past ``after`` (issued_at, id); with ``dossier_id``, those of that dossier."""
        if dossier_id is None:
            return await self._page({"parties": citizen_id}, "ix_parties", after, limit)
        return await self._page({"parties": citizen_id, "dossier_id": dossier_id}, "ix_dossier_newest", after, limit)

    async def of_payee(self, chosen: BillFilter, after: tuple[datetime, str] | None, limit: int) -> list[Bill]:
        """The bills in the order that is asked for, past ``after`` (its moment, id)."""
        field, direction = _ORDERS[chosen.order]
        everybody = "ix_payee" if chosen.order is BillOrder.NEWEST else "ix_payee_due"
        hint = everybody if chosen.student_ids is None else "ix_student"
        return await self._seen(_chosen(chosen, after), hint, [(field, direction), ("_id", direction)], limit)

    async def payable(self, student_id: str, limit: int = 200) -> list[Bill]:
        """A student's, as everybody sees them."""
        return await self._seen({"student_id": student_id}, "ix_student", [("period", ASCENDING)], limit)

    async def of_student(self, student_id: str, limit: int = 200) -> list[Bill]:
        """Also those that wait for their file: who is a guardian now is a party of them too."""
        found = self._collection.find({"student_id": student_id}, _UNSEEN, hint="ix_student").limit(limit)
        return [self._of.read(document) for document in await found.to_list(limit)]

    async def of_dossier(self, dossier_id: str) -> list[Bill]:
        found = self._collection.find({"dossier_id": dossier_id}, _UNSEEN, hint="ix_dossier_newest").limit(20)
        return [self._of.read(document) for document in await found.to_list(20)]

    async def to_remind(self, now: datetime, limit: int) -> list[Bill]:
        wanted = {"remind_at": {"$gt": BEGINNING, "$lte": now}, **_THERE}
        found = self._collection.find(wanted, _UNSEEN, hint="ix_remind").sort("remind_at", ASCENDING).limit(limit)
        return [self._of.read(document) for document in await found.to_list(limit)]

    async def figures(self, since: datetime, until: datetime, payees: Sequence[str] | None) -> list[BillFigure]:
        """The bills issued then, by payee: how many, for how much, paid, paid on time."""
        wanted: Document = {"issued_at": {"$gte": since, "$lt": until}, **_THERE}
        wanted |= {} if payees is None else {"payee_id": {"$in": list(payees)}}
        paid = {"$eq": ["$state", "paid"]}
        on_time = {"$and": [paid, {"$or": [{"$eq": ["$due_at", None]}, {"$lte": ["$paid_at", "$due_at"]}]}]}
        group = {
            "_id": {"payee_id": "$payee_id", "payee_name": "$payee_name", "origin": "$origin"},
            "bills": {"$sum": 1},
            "paid": {"$sum": {"$cond": [paid, 1, 0]}},
            "on_time": {"$sum": {"$cond": [on_time, 1, 0]}},
            "received": {"$sum": {"$sum": "$receipts.amount"}},
        }
        rows = await aggregate(
            self._collection,
            [{"$match": wanted}, {"$group": group}, {"$limit": 2_000}],
            hint="ix_issued" if payees is None else "ix_payee",
            longest_ms=8_000,
        )
        named = [(row.pop("_id"), row) for row in rows]
        return [BillFigure(**payee, commune=payee["payee_id"], **counts) for payee, counts in named]

    def _new(self, bill: Bill, events: Sequence[Event]) -> Document:
        return {**self._of.write(bill), "outbox": [entry(event) for event in events]}

    def _read(self, document: Document | None) -> Bill | None:
        return self._of.read(document) if document else None

    async def _page(self, wanted: Document, hint: str, after: tuple[datetime, str] | None, limit: int) -> list[Bill]:
        return await self._seen(
            {**wanted, **after_key("issued_at", after)}, hint, [("issued_at", DESCENDING), ("_id", DESCENDING)], limit
        )

    async def _seen(self, wanted: Document, hint: str, order: list[tuple[str, int]], limit: int) -> list[Bill]:
        """Those of the bills ``wanted`` that can be seen: all of a file or none.

        Read first, then ask which files are issued: what was read before a file was complete is read again.
        """
        issued: set[str] = set()
        hidden: set[str] = set()
        while True:
            there = {**wanted, "waits_for": {"$nin": sorted(hidden)}} if hidden else wanted
            found = self._collection.find(there, _UNSEEN, hint=hint).sort(order).limit(limit)
            documents = await found.max_time_ms(LONGEST_MS).to_list(limit)
            waits = {document["waits_for"] for document in documents if document.get("waits_for")} - issued
            if not waits:
                return [self._of.read(document) for document in documents]
            done = self._imports.find({"_id": {"$in": sorted(waits)}, "issued_at": {"$ne": None}}, {"_id": 1})
            issued |= {document["_id"] for document in await done.to_list(None)}
            hidden |= waits - issued
