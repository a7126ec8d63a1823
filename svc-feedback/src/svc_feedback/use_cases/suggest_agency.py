"""Where the routing rules in force send a report."""

from dataclasses import dataclass

from svc_feedback.domain.report import Report
from svc_feedback.domain.routing import route
from svc_feedback.store.routing_rules import RoutingRules
from svc_feedback.use_cases.rules import Rules


@dataclass(frozen=True)
class SuggestAgency:
    routing: RoutingRules
    rules: Rules

    async def __call__(self, report: Report) -> str | None:
        """``None`` for a report that has no commune, where the rules go by communes."""
        table = await self.routing.current()
        return route(table.rules, self.rules.category(report.category), report.place.commune)
