"""The events of dossiers, as other services get them."""

from datetime import datetime

from shared.events import Event, new_event
from svc_dossier.domain.announcements import announce, announce_alert, announce_rating
from svc_dossier.domain.dossier import Dossier
from svc_dossier.domain.events import DossierChanged, event_type
from svc_dossier.domain.rating import Rating
from svc_dossier.domain.transitions import Transition

SOURCE = "svc-dossier"


def step_event(dossier: Dossier, transition: Transition) -> Event:
    """The event of the last step of ``dossier``, which took ``transition``."""
    return _event(dossier, transition.event, dossier.version, dossier.changed_at, announce(dossier, transition.event))


def alert_event(dossier: Dossier, at: datetime) -> Event:
    """The event of the alert about its due date that ``dossier`` has just been given."""
    return _event(dossier, dossier.given_alerts[-1].kind, dossier.version, at, announce_alert(dossier, at))


def rating_event(dossier: Dossier, rating: Rating) -> Event:
    """The event of ``rating``, with which ``dossier`` will be at its next version."""
    payload = announce_rating(dossier, int(rating.level), rating.at)
    return _event(dossier, "rated", dossier.version + 1, rating.at, payload)


def _event(dossier: Dossier, name: str, version: int, at: datetime, payload: DossierChanged) -> Event:
    return new_event(event_type(name), source=SOURCE, subject=dossier.id, version=version, at=at, payload=payload)
