"""What the gateway counts. Times by route are in ``timing``, figures read off the running proxy in ``figures``."""

from shared.metrics import counter

REASONS = (
    "connections",
    "daily_quota",
    "forbidden",
    "invalid_token",
    "limit",
    "no_route",
    "refresh_reused",
    "unauthenticated",
    "unreadable",
)

refused = counter("gateway_refused_total", "Requests that reached no service, by why", reason=REASONS)
