"""Who was erased is forgotten here too."""

from shared.citizen_events import TOPIC

GROUP = "svc-feedback.erasure"
TOPICS = (TOPIC,)
