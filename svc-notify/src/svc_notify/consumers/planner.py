"""Event → what it means here, by its type."""

from collections.abc import Awaitable, Callable

from shared.crypto import FieldCipher
from shared.events import Event
from svc_notify import metrics
from svc_notify.consumers import appointment_events, citizen_events, dossier_events
from svc_notify.domain.milestones import TELLING, NotTold
from svc_notify.use_cases.complete_erasure import CompleteErasure
from svc_notify.use_cases.learn_contact import LearnContact
from svc_notify.use_cases.plan_message import PlanMessage

GROUP = "svc-notify.planner"
TOPICS = ("dossier.events.v1", "appointment.events.v1", "citizen.events.v1")
_TELLERS = {"dossier": dossier_events.tell_citizen, "appointment": appointment_events.tell_citizen}
"""By what the event is about, the third part of its type."""


def planner(
    plan: PlanMessage, learn_contact: LearnContact, complete_erasure: CompleteErasure, contact_cipher: FieldCipher
) -> Callable[[Event], Awaitable[None]]:
    async def handle(event: Event) -> None:
        if event.type in citizen_events.TYPES:
            await citizen_events.learn(event, contact_cipher, learn_contact)
            return
        if event.type == citizen_events.ERASED:
            await citizen_events.erased(event, complete_erasure)
            return
        telling = TELLING.get(event.type)
        if telling is None:
            metrics.not_told.labels("unknown_type").inc()
        elif isinstance(telling, NotTold):
            metrics.not_told.labels(telling).inc()
        else:
            await _TELLERS[event.type.split(".")[2]](event, telling, plan)

    return handle
