"""The routing rules that come with the package."""

from svc_feedback.catalogue.data_files import read
from svc_feedback.domain.routing import RoutingRule


def shipped_rules() -> tuple[RoutingRule, ...]:
    """Raises ``KeyError`` where the file is wrong."""
    rows = read("routing.yaml")["rules"]
    return tuple(RoutingRule(row.get("subject"), row.get("commune"), row["agency"]) for row in rows)
