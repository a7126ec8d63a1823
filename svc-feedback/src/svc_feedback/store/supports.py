"""Who has joined which report: one document for each pair, so that nobody joins twice."""

from collections.abc import Sequence

from pydantic import TypeAdapter

from shared.events import Event
from shared.ids import derived_id
from shared.mongo import ASCENDING, Database, Document, DuplicateKey, IndexModel
from shared.outbox import INDEX as OUTBOX_INDEX
from shared.outbox import ROOM_LEFT, change, entry
from shared.wakeup import Wakeup
from svc_feedback.domain.support import Support

INDEXES: Sequence[IndexModel] = (
    IndexModel([("report_id", ASCENDING), ("notified_version", ASCENDING)], name="ix_report"),
    IndexModel([("citizen_id", ASCENDING), ("_id", ASCENDING)], name="ix_citizen"),
    OUTBOX_INDEX,
)
_SUPPORTS = TypeAdapter(Support)


def support_id(report_id: str, citizen_id: str) -> str:
    return derived_id("sup", report_id, citizen_id)


class Supports:
    def __init__(self, database: Database, wakeup: Wakeup) -> None:
        self._collection = database["supports"]
        self._wakeup = wakeup

    async def add(self, support: Support, event: Event | None) -> bool:
        """Whether it was not there yet. Without an event for who knows it already."""
        document: Document = _SUPPORTS.dump_python(support)
        document["_id"] = document.pop("id")
        try:
            await self._collection.insert_one({**document, "outbox": [entry(event)] if event else []})
        except DuplicateKey:
            return False
        self._wakeup.set()
        return True

    async def has(self, report_id: str, citizen_id: str) -> bool:
        wanted = {"_id": support_id(report_id, citizen_id)}
        return await self._collection.find_one(wanted, {"_id": 1}) is not None

    async def count(self, report_id: str) -> int:
        return await self._collection.count_documents({"report_id": report_id}, hint="ix_report")

    async def to_tell(self, report_id: str, version: int, limit: int) -> list[Support]:
        """Supporters of the report who were not told of its result at ``version``."""
        wanted = {"report_id": report_id, "notified_version": {"$lt": version}}
        found = self._collection.find(wanted, {"outbox": 0}, hint="ix_report").limit(limit)
        return [_SUPPORTS.validate_python({**each, "id": each["_id"]}) for each in await found.to_list(limit)]

    async def tell(self, support: Support, version: int, event: Event) -> bool:
        """Once for one version, whoever else tries; whether it was written now."""
        wanted = {"_id": support.id, "notified_version": {"$lt": version}, **ROOM_LEFT}
        outcome = await self._collection.update_one(wanted, change({"$set": {"notified_version": version}}, [event]))
        self._wakeup.set()
        return outcome.matched_count == 1

    async def forget(self, citizen_id: str) -> None:
        """They follow nothing any more; how many have joined a report stays counted."""
        await self._collection.delete_many({"citizen_id": citizen_id}, hint="ix_citizen")

    async def of(self, report_id: str, after: str, limit: int) -> list[Support]:
        """Supporters of the report in the order of their ids, past ``after``."""
        wanted = {"report_id": report_id, "_id": {"$gt": after}}
        found = self._collection.find(wanted, {"outbox": 0}).sort("_id", ASCENDING).limit(limit)
        return [_SUPPORTS.validate_python({**each, "id": each["_id"]}) for each in await found.to_list(limit)]
