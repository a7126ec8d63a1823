"""A service's own copy of who works where, kept current by the gateway's events.

Give ``handle`` to a consumer of ``staff_events.TOPIC``. Names are as they are now: what somebody does is recorded under
the name that they had then.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shared.crypto import FieldCipher
from shared.events import Event
from shared.keyset import after_key
from shared.mongo import ASCENDING, Database, Document, DuplicateKey, IndexModel
from shared.reference.staff_events import CHANGED, read_staff
from shared.text import search_key

COLLECTION = "staff_directory"
INDEXES: Sequence[IndexModel] = (
    IndexModel([("roles", ASCENDING), ("sorts_as", ASCENDING), ("_id", ASCENDING)], name="ix_role"),
)


@dataclass(frozen=True)
class StaffMember:
    """``sorts_as``: where they stand among others, by their given name first as Vietnamese lists do. ``roles`` are
    those of the units that were asked for, by which two of one name can be told apart.
    """

    id: str
    name: str
    sorts_as: str
    roles: tuple[str, ...]


class StaffDirectory:
    def __init__(self, database: Database, cipher: FieldCipher) -> None:
        """``cipher`` holds the staff keys."""
        self._collection = database[COLLECTION]
        self._cipher = cipher

    async def handle(self, event: Event) -> None:
        """Keep what ``event`` tells, if it is news. Raises ``InvalidEvent``."""
        if event.type != CHANGED:
            return
        staff_id, name, roles = read_staff(event, self._cipher)
        kept = {"version": event.version, "name": name, "roles": list(roles), "sorts_as": _sorts_as(name)}
        try:
            older = {"_id": staff_id, "version": {"$lt": event.version}}
            await self._collection.update_one(older, {"$set": kept}, upsert=True)
        except DuplicateKey:  # what is kept is as new, or newer
            return

    async def find(self, staff_id: str, unit: str, roles: Collection[str]) -> StaffMember | None:
        """``staff_id``, if they hold any of ``roles`` in ``unit``."""
        found = await self._collection.find_one({"_id": staff_id, "roles": {"$in": _held(unit, roles)}})
        return _member(found, {unit}) if found else None

    async def names(self, staff_ids: Collection[str]) -> Mapping[str, str]:
        """What each of ``staff_ids`` is called, as far as it is known."""
        found = self._collection.find({"_id": {"$in": sorted(staff_ids)}}, {"name": 1})
        return {document["_id"]: document["name"] for document in await found.to_list(None) if document["name"]}

    async def of_units(
        self, units: Collection[str], roles: Collection[str], after: tuple[str, str] | None, limit: int
    ) -> list[StaffMember]:
        """Who holds any of ``roles`` in any of ``units``, each once, by name, past ``after`` (``sorts_as``, id)."""
        wanted: Document = {
            "roles": {"$in": [grant for unit in sorted(units) for grant in _held(unit, roles)]},
            **after_key("sorts_as", after, direction=ASCENDING),
        }
        found = self._collection.find(wanted, hint="ix_role").sort({"sorts_as": 1, "_id": 1}).limit(limit)
        return [_member(document, units) for document in await found.to_list(limit)]


def _held(unit: str, roles: Collection[str]) -> list[str]:
    return [f"{role}@{unit}" for role in sorted(roles)]


def _sorts_as(name: str) -> str:
    *before, given = name.split() or [""]
    return search_key(" ".join((given, *before)))


def _member(document: Mapping[str, Any], units: Collection[str]) -> StaffMember:
    held = (grant.partition("@") for grant in sorted(document["roles"]))
    roles = tuple(dict.fromkeys(role for role, _, where in held if where in units))
    return StaffMember(document["_id"], document["name"], document["sorts_as"], roles)
