"""The routing table in force."""

from collections.abc import Iterator
from typing import Self

from pydantic import BaseModel, Field

from shared.web import Timestamp
from svc_feedback.domain.routing import COMMUNE_ITSELF, RoutingRule
from svc_feedback.store.routing_rules import RoutingTable
from svc_feedback.use_cases.rules import Rules

_COMMUNE_ITSELF = "Ủy ban nhân dân xã, phường nơi xảy ra"


class RuleView(BaseModel):
    """A rule as it is written, so that a table that was read can be sent back."""

    subject: str | None
    commune: str | None
    agency_id: str


class RoutingView(BaseModel):
    rules: list[RuleView]
    names: dict[str, str] = Field(description="Tên của mỗi mã có trong các quy tắc: chuyên mục, địa bàn, đơn vị")
    version: int
    changed_by: str | None
    changed_by_name: str
    changed_at: Timestamp | None

    @classmethod
    def of(cls, table: RoutingTable, rules: Rules) -> Self:
        return cls(
            rules=[RuleView(**vars(rule)) for rule in table.rules],
            names=dict(name for rule in table.rules for name in _names(rule, rules)),
            version=table.version,
            changed_by=table.changed_by,
            changed_by_name=table.changed_by_name,
            changed_at=table.changed_at,
        )


def _names(rule: RoutingRule, rules: Rules) -> Iterator[tuple[str, str]]:
    if rule.subject:
        yield rule.subject, rules.catalogue.name_of(rule.subject)
    if rule.commune:
        yield rule.commune, rules.commune_name(rule.commune) or rule.commune
    agency = _COMMUNE_ITSELF if rule.agency_id == COMMUNE_ITSELF else rules.agency_name(rule.agency_id)
    yield rule.agency_id, agency or rule.agency_id
