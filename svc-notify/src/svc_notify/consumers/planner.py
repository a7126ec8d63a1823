"""Event → what follows from it here, by its type."""

from collections.abc import Mapping

from shared.consumer import Handler
from shared.crypto import FieldCipher
from shared.events import Event
from shared.metrics import counter
from svc_notify.domain.milestones import SuppressedReason
from svc_notify.sources import article, citizen
from svc_notify.sources.catalogue import Catalogue
from svc_notify.sources.source import IncompleteSource
from svc_notify.use_cases.complete_erasure import CompleteErasure
from svc_notify.use_cases.draft_warning import DraftWarning
from svc_notify.use_cases.learn_contact import LearnContact
from svc_notify.use_cases.plan_message import PlanMessage
from svc_notify.use_cases.withdraw_warning import WithdrawWarning

GROUP = "svc-notify.planner"

_suppressed = counter(
    "notify_events_suppressed_total", "Events that make no message", reason=("unknown_type", *SuppressedReason)
)


def planner(catalogue: Catalogue, plan: PlanMessage, reactions: Mapping[str, Handler]) -> Handler:
    """``reactions``: what is done, by type, about events that change what is known here. Raises ``IncompleteSource``
    when one is missing.
    """
    if missing := sorted(catalogue.reactions - reactions.keys()):
        raise IncompleteSource(f"consumers/planner.py: nothing reacts to {', '.join(missing)}")

    async def handle(event: Event) -> None:
        if (react := reactions.get(event.type)) is not None:
            await react(event)
            return
        meaning = catalogue.event_milestones.get(event.type)
        if meaning is None:
            _suppressed.labels("unknown_type").inc()
        elif isinstance(meaning, SuppressedReason):
            _suppressed.labels(meaning).inc()
        else:
            notification = catalogue.notifications[event.type](event, meaning)
            if notification is not None:
                await plan(notification)

    return handle


def citizen_reactions(
    learn_contact: LearnContact, complete_erasure: CompleteErasure, contact_cipher: FieldCipher
) -> Mapping[str, Handler]:
    """``contact_cipher`` is shared with the gateway."""

    async def learn(event: Event) -> None:
        await learn_contact(citizen.contact_link(event, contact_cipher), event.version, event.time)

    async def erased(event: Event) -> None:
        await complete_erasure(citizen.erasure_proof(event))

    return {**dict.fromkeys(citizen.CONTACT_EVENTS, learn), citizen.ERASED: erased}


def article_reactions(draft_warning: DraftWarning, withdraw_warning: WithdrawWarning) -> Mapping[str, Handler]:
    async def published(event: Event) -> None:
        warning = article.published_warning(event)
        if warning is not None:
            await draft_warning(warning)

    async def withdrawn(event: Event) -> None:
        await withdraw_warning(article.news_of(event), event.time, event.id)

    return {article.PUBLISHED: published, article.WITHDRAWN: withdrawn}
