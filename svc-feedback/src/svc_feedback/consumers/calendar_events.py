"""The working calendar, as svc-dossier's administrators change it."""

from shared.reference.calendar_events import TOPIC

GROUP = "svc-feedback.calendar"
TOPICS = (TOPIC,)
