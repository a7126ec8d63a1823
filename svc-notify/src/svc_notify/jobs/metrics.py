"""What is measured of the periodic work."""

from prometheus_client import Counter, Gauge

webhooks_done = Counter("notify_webhooks_worked_total", "Webhooks worked off", ["kind", "outcome"])
webhook_backlog = Gauge("notify_webhook_backlog", "Webhooks taken in and not yet worked off")
broadcasts_due = Gauge("notify_broadcasts_due", "Broadcasts being planned or stopped (counted to 20)")
erasures_open = Gauge("notify_erasures_open", "Erasures after a revoked consent whose proof has not come")
oldest_erasure = Gauge("notify_oldest_erasure_seconds", "Since the consent of the oldest of them was revoked")
