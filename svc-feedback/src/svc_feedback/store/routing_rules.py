"""The routing rules in force: one document, edited whole, each version kept beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.mongo import Database
from svc_feedback.domain.routing import RoutingRule
from svc_feedback.store.versions import current_version, replace_version


@dataclass(frozen=True)
class RoutingTable:
    """``version`` 0 is the shipped one, which nobody has changed."""

    version: int
    rules: tuple[RoutingRule, ...]
    changed_by: str | None = None
    changed_by_name: str = ""
    changed_at: datetime | None = None


class RoutingRules:
    def __init__(self, database: Database, shipped: Sequence[RoutingRule]) -> None:
        self._collection = database["routing_rules"]
        self._shipped = RoutingTable(0, tuple(shipped))

    async def current(self) -> RoutingTable:
        found = await current_version(self._collection)
        if found is None:
            return self._shipped
        rules = tuple(RoutingRule(**rule) for rule in found["rules"])
        changed = (found["changed_by"], found["changed_by_name"], found["changed_at"])
        return RoutingTable(found["version"], rules, *changed)

    async def replace(self, table: RoutingTable) -> None:
        """``table`` follows the version before. Raises ``VersionConflict``."""
        document = {**vars(table), "rules": [vars(rule) for rule in table.rules]}
        await replace_version(self._collection, document)
