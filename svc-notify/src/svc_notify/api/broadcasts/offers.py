"""The steps that an officer may take with a broadcast, each with the request that takes it."""

from collections.abc import Mapping

from shared.identity import PROVINCE, Caller
from shared.offers import Offer, OffersOf
from svc_notify.api.broadcasts.words import ACTIONS
from svc_notify.domain.broadcast import Action, Actor, Broadcast

_PATHS: Mapping[Action, str] = {
    Action.APPROVE: "/approval",
    Action.STOP: "/stop",
    Action.RESUME: "/resume",
    Action.DISCARD: "/discard",
}
_BY_VERSION = frozenset({Action.EDIT, Action.APPROVE})
"""They hold for the text that was seen."""


def broadcast_offers(broadcast: Broadcast, officer: Caller) -> list[Offer]:
    here = {broadcast.unit, PROVINCE}
    roles = frozenset(actor for actor in (Actor.WRITER, Actor.APPROVER) if officer.units(actor.value) & here)
    return [
        Offer.of(
            action.value,
            ACTIONS[action],
            f"/v1/staff/broadcasts/{broadcast.id}{_PATHS.get(action, '')}",
            version=broadcast.version,
            needs_if_match=action in _BY_VERSION,
            method="PUT" if action is Action.EDIT else "POST",
        )
        for action in broadcast.allowed(officer.id, roles)
    ]


OFFERS: OffersOf = {Broadcast: broadcast_offers}
