"""How each channel's stream was found; a change of its mark and the event of it are one write."""

from collections.abc import Mapping, Sequence

from shared.events import Event
from shared.mongo import Database, Document, DuplicateKey
from shared.outbox import ROOM_LEFT, entry
from shared.wakeup import Wakeup
from svc_content.domain.channel_health import ChannelHealth, Finding


class ChannelHealths:
    def __init__(self, database: Database, wakeup: Wakeup) -> None:
        self._collection = database["channel_health"]
        self._wakeup = wakeup

    async def all(self) -> Mapping[str, ChannelHealth]:
        found = await self._collection.find({}, {"outbox": 0}).to_list(1_000)
        return {document["_id"]: _health(document) for document in found}

    async def version(self, code: str) -> int:
        found = await self._collection.find_one({"_id": code}, {"version": 1})
        return int(found["version"]) if found else 0

    async def save(self, code: str, health: ChannelHealth, version: int, events: Sequence[Event]) -> bool:
        """Save it as ``version`` over the one before; ``False`` when another process was faster."""
        document: Document = {**vars(health), "finding": health.finding.value if health.finding else None}
        update = {
            "$set": {**document, "version": version},
            "$push": {"outbox": {"$each": [entry(event) for event in events]}},
        }
        before: Document = {"_id": code, "version": version - 1, **ROOM_LEFT}
        try:
            written = await self._collection.update_one(before, update, upsert=version == 1)
        except DuplicateKey:
            return False
        if events:
            self._wakeup.set()
        return bool(written.matched_count or written.upserted_id)


def _health(document: Document) -> ChannelHealth:
    return ChannelHealth(
        up=document["up"],
        in_a_row=document["in_a_row"],
        since=document["since"],
        finding=Finding(document["finding"]) if document["finding"] else None,
        sequences=document.get("sequences", {}),
        seen_at=document["seen_at"],
    )
