"""What members of staff are called, as the gateway's administrators grant it."""

from shared.reference.staff_events import TOPIC

GROUP = "svc-notify.staff"
TOPICS = (TOPIC,)
