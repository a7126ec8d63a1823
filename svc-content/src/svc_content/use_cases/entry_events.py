"""What others are told of a row, and the search of svc-content itself."""

from shared.events import Event, new_event
from svc_content import SERVICE
from svc_content.catalogue.entry_kinds import KINDS, Agency, Content, Faq, Guide
from svc_content.domain.entry import Edit, Entry
from svc_content.domain.events import AgencyChanged, GuideChanged, event_type


def shipped_events(entry: Entry) -> list[Event]:
    """What is told of a row that came with the package. The offices every service has by itself."""
    return [] if entry.kind == "agencies" else entry_events(entry)


def entry_events(entry: Entry) -> list[Event]:
    """What is told of a row that an editor arranged: guides and questions, which can be searched for, and offices."""
    if (announcement := _announcement(entry, KINDS[entry.kind].model_validate(entry.content))) is None:
        return []
    name, payload = announcement
    kind, at = event_type(name), entry.changed_at
    return [new_event(kind, source=SERVICE, subject=entry.id, version=entry.version, at=at, payload=payload)]


def current_events(entry: Entry) -> list[Event]:
    """What is told of a row as it is, to those who were told nothing yet."""
    return shipped_events(entry) if entry.record[-1].edit is Edit.SHIPPED else entry_events(entry)


def _announcement(entry: Entry, content: Content) -> tuple[str, GuideChanged | AgencyChanged] | None:
    active, at = entry.active, entry.changed_at
    match content:
        case Guide():
            return "guide.changed", GuideChanged(
                topic=content.topic, title=content.title, active=active, occurred_at=at
            )
        case Faq():
            return "guide.changed", GuideChanged(
                topic=content.topic, title=content.question, active=active, occurred_at=at
            )
        case Agency():
            return "guide.agency_changed", AgencyChanged(
                agency_id=entry.key,
                name=content.name,
                address=content.address,
                hours=content.hours,
                office_phone=content.phone,
                latitude=content.latitude,
                longitude=content.longitude,
                active=active,
                occurred_at=at,
            )
        case _:
            return None
