"""What Zalo told of its limits and of templates: facts for the policy."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from svc_notify.domain.outcomes import Quota

REPLIES_BOUGHT = "replies_bought"
"""The fact's name, beside those of the webhooks."""
USABLE = "ENABLE"
"""Source: contract section 5.4; Zalo refuses a template in another state (-131, -146)."""


@dataclass(frozen=True)
class QuotaFacts:
    """What is known of each template: its state, and how many messages of it Zalo allows a day. Nothing about one: Zalo
    has not told of a change since we listen. ``replies_bought``: what was left when a worker last asked.
    """

    template_statuses: Mapping[str, str] = field(default_factory=dict)
    template_limits: Mapping[str, int] = field(default_factory=dict)
    replies_bought: Quota | None = None

    @property
    def of_templates(self) -> bool:
        """Whether Zalo told anything of any template."""
        return bool(self.template_statuses or self.template_limits)

    def template_usable(self, template_id: str) -> bool:
        """Whether the template can be used, which it can unless Zalo said otherwise."""
        enabled = self.template_statuses.get(template_id, USABLE) == USABLE
        return enabled and self.template_limits.get(template_id) != 0
