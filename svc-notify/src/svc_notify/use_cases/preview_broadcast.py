"""A broadcast as it will arrive, for whoever approves it: the same template and rules as when it is sent."""

from dataclasses import dataclass, replace

from shared.clock import Clock
from svc_notify.domain.broadcast import Broadcast
from svc_notify.domain.template_versions import Templates
from svc_notify.domain.templates import Rendered, render, rendered_within_limits
from svc_notify.sources.broadcast import MILESTONES, VALUES
from svc_notify.sources.source import template_values


@dataclass(frozen=True)
class BroadcastPreview:
    """``on_zalo`` with its texts cut to Zalo's limits."""

    in_app: Rendered
    on_zalo: Rendered


@dataclass(frozen=True)
class PreviewBroadcast:
    templates: Templates
    clock: Clock

    def __call__(self, broadcast: Broadcast) -> BroadcastPreview:
        """Render the broadcast before it is approved, as if it were now."""
        at = broadcast.begins_at or max(self.clock.now(), broadcast.content.send_from or self.clock.now())
        template = self.templates.at(MILESTONES[broadcast.content.kind], at)
        whole = render(template, template_values(VALUES, replace(broadcast, begins_at=at)))
        return BroadcastPreview(whole, rendered_within_limits(template, whole))
