"""What is measured of messages planned and of webhooks received."""

from prometheus_client import Counter, Gauge

planned = Counter("notify_messages_planned_total", "Events that were to become a message", ["milestone", "outcome"])
shortened = Counter("notify_parameters_shortened_total", "Texts cut to Zalo's limit", ["milestone", "parameter"])
last_webhook = Gauge(
    "notify_last_webhook_timestamp_seconds", "When Zalo last told something that it had signed", ["source"]
)
uncertain_closed = Counter(
    "notify_send_uncertain_closed_total", "Uncertain calls of which a receipt told that they had arrived"
)
