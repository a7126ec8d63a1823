"""Who works where, as the gateway's administrators grant it."""

from shared.reference.staff_events import TOPIC

GROUP = "svc-feedback.staff"
TOPICS = (TOPIC,)
