"""Staff in MongoDB: one document each, with the record of all grants, and in its outbox what others are told of it."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

from gateway.domain.roles import StaffRoles
from gateway.domain.staff import RecordEntry, Staff
from gateway.store.role_file import InvalidRoles
from shared import outbox
from shared.errors import DuplicateValue
from shared.events import Event
from shared.mongo import ASCENDING, Database, Document, DuplicateKey, IndexModel, insert
from shared.versioned import update_version

INDEXES = [
    IndexModel(
        [("zalo_app_id", ASCENDING), ("zalo_user_id", ASCENDING)], name="ux_zalo_app_id_zalo_user_id", unique=True
    ),
    IndexModel([("record.grant_id", ASCENDING)], name="ix_grant_id"),
    IndexModel([("record.unit", ASCENDING), ("_id", ASCENDING)], name="ix_unit"),
    outbox.INDEX,
]


class StaffMembers:
    def __init__(self, database: Database, zalo_app_id: str) -> None:
        self._collection = database["staff"]
        self._zalo_app_id = zalo_app_id

    async def add(self, staff: Staff) -> None:
        """Raises ``DuplicateValue`` when the Zalo user is known already."""
        document = {
            "_id": staff.id,
            "version": 1,
            "zalo_app_id": self._zalo_app_id,
            "zalo_user_id": staff.zalo_user_id,
            "name": staff.name,
            "registered_at": staff.registered_at,
            "record": [],
            "announced": True,
            "outbox": [],
        }
        try:
            await insert(self._collection, document)
        except DuplicateKey:
            raise DuplicateValue("zalo_user_id") from None

    async def get(self, staff_id: str) -> Staff | None:
        return await self._one({"_id": staff_id})

    async def of_zalo_user(self, zalo_user_id: str) -> Staff | None:
        return await self._one({"zalo_app_id": self._zalo_app_id, "zalo_user_id": zalo_user_id})

    async def with_grant(self, grant_id: str) -> Staff | None:
        return await self._one({"record.grant_id": grant_id})

    async def unannounced(self) -> list[Staff]:
        """Who was granted something before other services were told of grants."""
        wanted = {"zalo_app_id": self._zalo_app_id, "announced": {"$exists": False}, "record.0": {"$exists": True}}
        return [_staff(document) async for document in self._collection.find(wanted)]

    async def announce_again(self, event: Callable[[Staff], Event]) -> int:
        """Have each person who was ever granted something told of once more; how many."""
        granted = {"zalo_app_id": self._zalo_app_id, "record.0": {"$exists": True}}
        return await outbox.announce_again(self._collection, granted, lambda found: [event(_staff(found))])

    async def save_name(self, staff: Staff, events: Sequence[Event]) -> None:
        """Save the name over the version before. Raises ``VersionConflict``."""
        await self._save(staff, {"$set": {"name": staff.name}}, events)

    async def save_entry(self, staff: Staff, events: Sequence[Event]) -> None:
        """The last entry of the record, over the version before; raises ``VersionConflict``."""
        await self._save(staff, {"$push": {"record": asdict(staff.record[-1])}}, events)

    async def _save(self, staff: Staff, update: Document, events: Sequence[Event]) -> None:
        update = {**update, "$set": {**update.get("$set", {}), "announced": True}}
        before = {"_id": staff.id, "version": staff.version - 1, **outbox.ROOM_LEFT}
        await update_version(self._collection, before, outbox.change(update, events))

    async def require_known_roles(self, roles: StaffRoles) -> None:
        """Raises ``InvalidRoles`` when a grant in force is of a role that ``roles`` does not list."""
        async for document in self._collection.find({"zalo_app_id": self._zalo_app_id}):
            for grant in _staff(document).grants():
                if grant.role not in roles:
                    raise InvalidRoles(f"roles.yaml: role {grant.role!r}, which {grant.grant_id} grants, is not in it")

    async def after(self, staff_id: str | None, limit: int, units: frozenset[str] | None) -> list[Staff]:
        """The next staff after ``staff_id`` in the order in which they came; of ``units``, those who were ever granted
        a role there.
        """
        query: dict[str, Any] = {"zalo_app_id": self._zalo_app_id}
        if units is not None:
            query["record.unit"] = {"$in": sorted(units)}
        if staff_id is not None:
            query["_id"] = {"$gt": staff_id}
        found = await self._collection.find(query).sort("_id", ASCENDING).limit(limit).to_list(limit)
        return [_staff(document) for document in found]

    async def _one(self, query: Document) -> Staff | None:
        found = await self._collection.find_one(query)
        return _staff(found) if found else None


def _staff(document: Document) -> Staff:
    return Staff(
        id=document["_id"],
        version=document["version"],
        zalo_user_id=document["zalo_user_id"],
        name=document["name"],
        registered_at=document["registered_at"],
        record=tuple(RecordEntry(**entry) for entry in document["record"]),
    )
