"""The routing table as an administrator writes it."""

from pydantic import Field

from shared.web import StrictModel
from svc_feedback.api.fields import CommuneCode, Slug
from svc_feedback.domain.routing import MAX_RULES, RoutingRule


class RuleIn(StrictModel):
    """``subject``: chuyên mục hoặc lĩnh vực; ``agency_id`` là ``commune`` thì chuyển UBND xã, phường nơi xảy ra."""

    subject: Slug | None = None
    commune: CommuneCode | None = None
    agency_id: Slug

    def rule(self) -> RoutingRule:
        return RoutingRule(self.subject, self.commune, self.agency_id)


class RoutingIn(StrictModel):
    rules: list[RuleIn] = Field(max_length=MAX_RULES + 1)
