"""Who has joined which report: one document for each pair, so that nobody joins twice.

Whoever leaves is marked and not removed: who joins again is not told once more of what they know, and the ids of what
they are told go on. ``counted`` says whether the number in the report knows of the last change; one who was brought by
a merge has its id in ``brought_by``.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from pydantic import TypeAdapter

from shared.events import Event
from shared.ids import derived_id
from shared.keyset import after_key
from shared.mongo import ASCENDING, DESCENDING, Database, Document, DuplicateKey, IndexModel, insert
from shared.outbox import INDEX as OUTBOX_INDEX
from shared.outbox import ROOM_LEFT, change, entry
from shared.wakeup import Wakeup
from svc_feedback.domain.support import Support
from svc_feedback.store.forgotten import Forgotten

INDEXES: Sequence[IndexModel] = (
    IndexModel([("report_id", ASCENDING), ("notified_version", ASCENDING)], name="ix_report"),
    IndexModel([("citizen_id", ASCENDING), ("at", DESCENDING), ("_id", DESCENDING)], name="ix_joined"),
    IndexModel([("counted", ASCENDING)], name="ix_uncounted", partialFilterExpression={"counted": False}),
    OUTBOX_INDEX,
)
_SUPPORTS = TypeAdapter(Support)
_STAYS: Mapping[str, object] = {"left": {"$ne": True}}


def support_id(report_id: str, citizen_id: str) -> str:
    return derived_id("sup", report_id, citizen_id)


class Supports:
    def __init__(self, database: Database, wakeup: Wakeup) -> None:
        self._collection = database["supports"]
        self._forgotten = Forgotten(database)
        self._wakeup = wakeup

    async def join(self, support: Support, event: Event) -> None:
        """They want to. Who had left knows already what ``event`` says."""
        if not await self._insert(support, [entry(event)], []):
            await self._change({"_id": support.id, "left": True}, {"left": False, "at": support.at})
        await self._forget_again(support)

    async def bring(self, support: Support, merge: str) -> None:
        """Bring a citizen in because the report that they sent or joined was merged, which is known by ``merge``: once,
        so that who leaves afterwards is not brought back.
        """
        if not await self._insert(support, [], [merge]):
            once = {"_id": support.id, "brought_by": {"$ne": merge}}
            await self._change(once, {"left": False}, {"$addToSet": {"brought_by": merge}})
            if support.own_report_id:
                own = {"own_report_id": support.own_report_id, "own_code": support.own_code}
                await self._change({"_id": support.id, "own_report_id": None}, own)
        await self._forget_again(support)

    async def _insert(self, support: Support, outbox: Sequence[Document], brought_by: Sequence[str]) -> bool:
        """Whether it was not there yet."""
        document: Document = _SUPPORTS.dump_python(support)
        document["_id"] = document.pop("id")
        beside = {"outbox": list(outbox), "brought_by": list(brought_by), "counted": False}
        try:
            await insert(self._collection, {**document, **beside})
        except DuplicateKey:
            return False
        self._wakeup.set()
        return True

    async def _change(self, wanted: Document, members: Document, operators: Document | None = None) -> bool:
        """Whether there was such a one. The number in the report is to follow."""
        update = {"$set": {**members, "counted": False}, **(operators or {})}
        outcome = await self._collection.update_one(wanted, change(update, []))
        return outcome.matched_count == 1

    async def _forget_again(self, support: Support) -> None:
        """What they had done before they were erased is not brought back; what they do when they are here again is."""
        if await self._forgotten.since(support.citizen_id, support.at):
            await self._collection.delete_one({"_id": support.id})

    async def has(self, report_id: str, citizen_id: str) -> bool:
        wanted = {"_id": support_id(report_id, citizen_id), **_STAYS}
        return await self._collection.find_one(wanted, {"_id": 1}) is not None

    async def count(self, report_id: str) -> int:
        return await self._collection.count_documents({"report_id": report_id, **_STAYS}, hint="ix_report")

    async def joined(self, citizen_id: str, after: tuple[datetime, str] | None, limit: int) -> list[Support]:
        """What they have joined themselves, the last first, past ``after`` (at, id); not what their own reports were
        merged into.
        """
        wanted: Document = {"citizen_id": citizen_id, "own_report_id": None, **_STAYS, **after_key("at", after)}
        found = self._collection.find(wanted, {"outbox": 0}, hint="ix_joined").sort({"at": -1, "_id": -1})
        return [_support(each) for each in await found.limit(limit).to_list(limit)]

    async def leave(self, report_id: str, citizen_id: str) -> bool:
        """Whether they had joined it themselves and leave it now."""
        wanted = {"_id": support_id(report_id, citizen_id), "own_report_id": None, **_STAYS}
        return await self._change(wanted, {"left": True})

    async def move(self, support: Support) -> None:
        """They follow the report that this one was merged into."""
        await self._change({"_id": support.id, **_STAYS}, {"left": True})

    async def uncounted(self, limit: int) -> list[Support]:
        """Those who came or went since their report was last counted."""
        found = self._collection.find({"counted": False}, {"outbox": 0}, hint="ix_uncounted").limit(limit)
        return [_support(each) for each in await found.to_list(limit)]

    async def counted(self, support: Support) -> None:
        """Note that they are counted, unless they have come or gone again."""
        wanted = {"_id": support.id, "version": support.version}
        await self._collection.update_one(wanted, {"$set": {"counted": True}})

    async def to_tell(self, report_id: str, version: int, limit: int) -> list[Support]:
        """Supporters of the report who were not told of its result at ``version``."""
        wanted = {"report_id": report_id, "notified_version": {"$lt": version}, **_STAYS}
        found = self._collection.find(wanted, {"outbox": 0}, hint="ix_report").limit(limit)
        return [_support(each) for each in await found.to_list(limit)]

    async def tell(self, support: Support, version: int, event: Event) -> bool:
        """Once for one version, whoever else tries; whether it was written now."""
        wanted = {"_id": support.id, "notified_version": {"$lt": version}, **_STAYS, **ROOM_LEFT}
        outcome = await self._collection.update_one(wanted, change({"$set": {"notified_version": version}}, [event]))
        self._wakeup.set()
        return outcome.matched_count == 1

    async def forget(self, citizen_id: str) -> None:
        """They follow nothing any more, whatever is merged later; a report counts them until somebody else joins or
        leaves it.
        """
        await self._collection.delete_many({"citizen_id": citizen_id}, hint="ix_joined")

    async def of(self, report_id: str, after: str, limit: int) -> list[Support]:
        """Supporters of the report in the order of their ids, past ``after``."""
        wanted = {"report_id": report_id, "_id": {"$gt": after}, **_STAYS}
        found = self._collection.find(wanted, {"outbox": 0}).sort("_id", ASCENDING).limit(limit)
        return [_support(each) for each in await found.to_list(limit)]


def _support(document: Mapping[str, object]) -> Support:
    return _SUPPORTS.validate_python({**document, "id": document["_id"]})
