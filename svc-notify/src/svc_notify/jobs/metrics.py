"""What is measured of the periodic work."""

from prometheus_client import Counter

from shared.metrics import MeasuredGauge

webhooks_done = Counter("notify_webhooks_worked_total", "Webhooks worked off", ["kind", "outcome"])
webhook_backlog = MeasuredGauge("notify_webhook_backlog", "Webhooks taken in and not yet worked off")
broadcasts_due = MeasuredGauge("notify_broadcasts_due", "Broadcasts being planned or stopped (counted to 20)")
erasures_open = MeasuredGauge("notify_erasures_open", "Erasures after a revoked consent whose proof has not come")
oldest_erasure = MeasuredGauge("notify_oldest_erasure_seconds", "Since the consent of the oldest of them was revoked")
