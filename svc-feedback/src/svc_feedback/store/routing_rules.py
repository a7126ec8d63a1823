"""The routing rules in force: one document, edited whole, each version kept beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.errors import VersionConflict
from shared.mongo import Database, DuplicateKey
from svc_feedback.domain.routing import RoutingRule

_ID = "current"


@dataclass(frozen=True)
class RoutingTable:
    """``version`` 0 is the shipped one, which nobody has changed."""

    version: int
    rules: tuple[RoutingRule, ...]
    changed_by: str | None = None
    changed_at: datetime | None = None


class RoutingRules:
    def __init__(self, database: Database, shipped: Sequence[RoutingRule]) -> None:
        self._collection = database["routing_rules"]
        self._shipped = RoutingTable(0, tuple(shipped))

    async def current(self) -> RoutingTable:
        found = await self._collection.find_one({"_id": _ID})
        if found is None:
            return self._shipped
        rules = tuple(RoutingRule(**rule) for rule in found["rules"])
        return RoutingTable(found["version"], rules, found["changed_by"], found["changed_at"])

    async def replace(self, table: RoutingTable) -> None:
        """``table`` follows the version before. Raises ``VersionConflict``."""
        document = {**vars(table), "rules": [vars(rule) for rule in table.rules]}
        before = table.version - 1
        if before:
            # The version that goes out of force is kept; who comes too late finds it there, and changes nothing.
            old = await self._collection.find_one({"_id": _ID, "version": before})
            if old is None:
                raise VersionConflict
            kept = {**old, "_id": f"{_ID}-{before}"}
            await self._collection.replace_one({"_id": kept["_id"]}, kept, upsert=True)
            outcome = await self._collection.replace_one({"_id": _ID, "version": before}, document)
            if not outcome.matched_count:
                raise VersionConflict
            return
        try:
            await self._collection.insert_one({"_id": _ID, **document})
        except DuplicateKey:
            raise VersionConflict from None
