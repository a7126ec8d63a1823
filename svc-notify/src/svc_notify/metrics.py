"""What is measured of messages: from the event, over the calls to the channels, to the work that goes by the clock."""

from prometheus_client import Counter, Gauge

from shared.metrics import MeasuredGauge, counter, histogram
from svc_notify.domain.delivery import Step
from svc_notify.domain.message import Lane, State
from svc_notify.domain.outcomes import OutcomeClass
from svc_notify.domain.policy import ORDER, Channel
from svc_notify.domain.reasons import Reason
from svc_notify.domain.template_versions import Templates

# Messages planned, and webhooks received.
planned = Counter("notify_messages_planned_total", "Events that were to become a message", ["milestone", "outcome"])
shortened = Counter("notify_parameters_shortened_total", "Texts cut to Zalo's limit", ["milestone", "parameter"])
last_webhook = Gauge(
    "notify_last_webhook_timestamp_seconds", "When Zalo last told something that it had signed", ["source"]
)
uncertain_closed = Counter(
    "notify_send_uncertain_closed_total", "Uncertain calls of which a receipt told that they had arrived"
)

# Calls to the channels, and the queues before them.
settled = counter(
    "notify_messages_settled_total",
    "Messages that need no further look",
    state=(State.ACCEPTED, State.INBOX_ONLY, State.UNDELIVERABLE),
    reason=("", *Reason),
)
attempts = counter(
    "notify_attempts_total", "Calls to a channel, by what came of them", channel=Channel, outcome=OutcomeClass
)
unknown_codes = counter("notify_unknown_codes_total", "Answers with a code that is not in the table", channel=Channel)
uncertain = counter(
    "notify_send_uncertain_total",
    "Calls after which the citizen may be told a second time: the claim was lost, no answer came, or the server failed",
    channel=Channel,
    cause=("claim_lost", "no_answer", "server_error", "unreadable"),
)
call_seconds = histogram(
    "notify_call_seconds",
    "Time of one call to a channel",
    (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
    channel=ORDER,
)
event_to_accepted = histogram(
    "notify_event_to_accepted_seconds",
    "From the event, or the end of the night or of coalescing that held it, to the provider's acceptance",
    (0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.5, 1, 2, 5, 10, 30, 60, 300, 3600, 86400),
    channel=ORDER,
    lane=Lane,
)
queue = MeasuredGauge(
    "notify_queue_messages", "Messages that somebody must still look at", ["channel", "lane", "state"]
)
oldest = MeasuredGauge(
    "notify_oldest_undelivered_seconds", "Since a message to one citizen could have gone, the first of them"
)
in_flight = Gauge("notify_calls_in_flight", "Calls under way", ["channel"])
rate = Gauge("notify_send_rate_per_minute", "How fast the channel may be called now", ["channel"])
quota_left = Gauge("notify_quota_left_ratio", "Share of its quota that the channel has left today", ["channel"])
closed = Gauge("notify_channel_closed", "1 while the channel is not called", ["channel", "cause"])

# Periodic work.
webhook_backlog = MeasuredGauge("notify_webhook_backlog", "Webhooks taken in and not yet worked off")
broadcasts_due = MeasuredGauge("notify_broadcasts_due", "Broadcasts being planned or stopped (counted to 20)")
erasures_open = MeasuredGauge("notify_erasures_open", "Erasures after a revoked consent whose proof has not come")
oldest_erasure = MeasuredGauge("notify_oldest_erasure_seconds", "Since the consent of the oldest of them was revoked")


def start_counting(templates: Templates) -> None:
    """Put what is planned of ``templates`` at 0, so that the first of each is seen."""
    for template in templates:
        for outcome in ("planned", "repeated"):
            planned.labels(template.milestone, outcome)


def count_settled(step: Step) -> None:
    """Count the message if ``step`` was its last."""
    if step.due_at is None:
        settled.labels(step.state, step.reason or "").inc()
