"""A report as a document of MongoDB, and back."""

from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter

from shared.mongo import Document
from svc_feedback.domain.map_cells import FINEST, cell_of
from svc_feedback.domain.place import Point, rounded
from svc_feedback.domain.report import Report, TimelineEntry
from svc_feedback.domain.report_states import OPEN
from svc_feedback.store.plain import plain
from svc_feedback.store.words import found_by

_REPORTS = TypeAdapter(Report)
_ENTRIES = TypeAdapter(TimelineEntry)

NOT_IN_AGGREGATE = {
    "contact": 0,
    "taken": 0,
    "public": 0,
    "words": 0,
    "found_by": 0,
    "outbox": 0,
    "file_ids": 0,
    "alerted": 0,
}
"""What no step needs to see."""

_MOVING = (
    "state",
    "changed_at",
    "category",
    "handling_class",
    "clocks",
    "agency_id",
    "assignee",
    "result",
    "ratings",
    "merged_into",
    "publication",
    "taken_off_by",
    "alert",
    "reopened",
)


def report_document(report: Report) -> Document:
    """The whole of ``report``."""
    document: Document = _plain(report)
    document["_id"] = document.pop("id")
    document["place"] = {**document["place"], "point": _geo(report.place.point)}
    if report.place.point is None:
        del document["place"]["point"]  # a null would be no place for the index
    return {**document, **derived_parts(report)}


def moving_parts(report: Report) -> Document:
    """What a step may change, the timeline apart."""
    document = _plain(report)
    return {**{name: document[name] for name in _MOVING}, **derived_parts(report)}


def derived_parts(report: Report) -> Document:
    """What queries ask and the report itself knows only by thinking."""
    public = public_part(report)
    point, rating = report.place.point, report.ratings[-1] if report.ratings else None
    return {
        "open": report.state in OPEN,
        "due_at": report.due_at,
        "urgent": report.urgent or None,  # and never false: a queue ends with what has it not
        "lapses_at": report.lapses_at,
        "last_level": rating.level if rating else None,
        "rated_agency_id": rating.agency_id if rating else None,
        "cell": cell_of(rounded(point), FINEST).id if point else None,  # a cell says no more than the public point
        "public": public,
        # Beside it and not in it: an index over a list sorts by another field only where the two share no parent.
        "words": found_by(report.category, public["title"], public["text"]) if public else [],
        "found_by": found_by(report.category, report.title, report.place.words or "", report.description),
    }


def public_part(report: Report) -> Document | None:
    """What everybody may see, in the form in which it is searched; ``None`` when that is nothing."""
    group, publication = report.public_group, report.publication
    if group is None or publication is None:
        return None
    shown, point = publication.shown, report.place.point
    part: Document = {
        "title": shown.title,
        "text": shown.text,
        "result": shown.result if report.result and report.result.approved_at else None,
        "files": list(shown.files),
        "group": group.value,
        "category": report.category,
        "commune": report.place.commune,
        "sent_at": report.sent_at,
    }
    if point is not None:
        shown_at = rounded(point)
        # Twice: an index holds the numbers, and not the list that GeoJSON is.
        part |= {"point": _geo(shown_at), "longitude": shown_at.longitude, "latitude": shown_at.latitude}
    return part


def entry_document(entry: TimelineEntry) -> Document:
    document: Document = _ENTRIES.dump_python(entry, mode="python")
    kept: Document = plain(document)
    return kept


def report_of(document: Mapping[str, Any]) -> Report:
    place = document["place"]
    return _REPORTS.validate_python(
        {**document, "id": document["_id"], "place": {**place, "point": point_of(place.get("point"))}}
    )


def point_of(geo: Mapping[str, Any] | None) -> Point | None:
    return Point(*geo["coordinates"]) if geo else None


def _geo(point: Point | None) -> Document | None:
    return {"type": "Point", "coordinates": [point.longitude, point.latitude]} if point else None


def _plain(report: Report) -> Document:
    document: Document = _REPORTS.dump_python(report, mode="python")
    kept: Document = plain(document)
    return kept
