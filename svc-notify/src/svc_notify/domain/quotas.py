"""What Zalo told by webhook of its limits and of templates: facts for the policy."""

from collections.abc import Mapping
from dataclasses import dataclass, field

USABLE = "ENABLE"
"""Source: contract section 5.4; Zalo refuses a template in another state (-131, -146)."""


@dataclass(frozen=True)
class QuotaFacts:
    """``daily_limit``: template messages by phone number that Zalo allows a day. ``None``, or nothing about a template:
    Zalo has not told of a change since we listen.
    """

    daily_limit: int | None = None
    template_limits: Mapping[str, int] = field(default_factory=dict)
    template_statuses: Mapping[str, str] = field(default_factory=dict)

    def template_usable(self, template_id: str) -> bool:
        """Unless Zalo said otherwise."""
        return self.template_statuses.get(template_id, USABLE) == USABLE
