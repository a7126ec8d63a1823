"""The routing table in force."""

from typing import Self

from pydantic import BaseModel

from shared.web import Timestamp
from svc_feedback.store.routing_rules import RoutingTable


class RuleView(BaseModel):
    subject: str | None
    commune: str | None
    agency_id: str


class RoutingView(BaseModel):
    rules: list[RuleView]
    version: int
    changed_by: str | None
    changed_at: Timestamp | None

    @classmethod
    def of(cls, table: RoutingTable) -> Self:
        return cls(
            rules=[RuleView(**vars(rule)) for rule in table.rules],
            version=table.version,
            changed_by=table.changed_by,
            changed_at=table.changed_at,
        )
