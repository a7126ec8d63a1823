"""Every index, and the query it is for."""

from collections.abc import Mapping, Sequence

from shared import access_log, outbox
from shared.clock import BEGINNING
from shared.files import store as files
from shared.mongo import ASCENDING, DESCENDING, Database, IndexModel, ensure_indexes
from shared.reference import staff_directory
from shared.schema import Schema
from svc_feedback.store import evidence, given_alerts, map_cells, supports

_OPEN: Mapping[str, object] = {"open": True}
_PUBLIC: Mapping[str, object] = {"public.sent_at": {"$gt": BEGINNING}}
_ANSWERED: Mapping[str, object] = {"public.at": {"$gt": BEGINNING}}
_LATEST = [("public.sent_at", DESCENDING), ("_id", DESCENDING)]
_LATEST_ANSWERS = [("public.at", DESCENDING), ("_id", DESCENDING)]


def _found(at: str, commune: str) -> tuple[IndexModel, ...]:
    """The indexes of a search, for the province, an agency and a commune apart: who searches walks past nothing of
    others.
    """
    found: list[tuple[str, int]] = [("found_by", ASCENDING), (at, DESCENDING), ("_id", DESCENDING)]
    return (
        IndexModel(found, name="ix_found"),
        IndexModel([("agency_id", ASCENDING), *found], name="ix_found_of_agency"),
        IndexModel([(commune, ASCENDING), *found], name="ix_found_in_commune"),
    )


def _urgent(field: str, due: str) -> list[tuple[str, int]]:
    return [(field, ASCENDING), (due, ASCENDING), ("_id", ASCENDING)]


_QUEUE = [("urgent", DESCENDING), ("due_at", ASCENDING), ("_id", ASCENDING)]


def _queue(name: str, *fields: str, of_open: bool = False) -> IndexModel:
    keys = [*((field, ASCENDING) for field in fields), *_QUEUE]
    return IndexModel(keys, name=name, **({"partialFilterExpression": dict(_OPEN)} if of_open else {}))


INDEXES: Mapping[str, Sequence[IndexModel]] = {
    "reports": (
        IndexModel([("citizen_id", ASCENDING), ("arrived_at", DESCENDING), ("_id", DESCENDING)], name="ix_own"),
        IndexModel([("code", ASCENDING)], name="ux_code", unique=True),
        IndexModel(
            [("merged_into", ASCENDING), ("arrived_at", DESCENDING), ("_id", DESCENDING)],
            name="ix_merged",
            partialFilterExpression={"merged_into": {"$gt": ""}},
        ),
        # A file belongs to one report: the write itself takes it, so no other can.
        IndexModel(
            [("file_ids", ASCENDING)],
            name="ux_files",
            unique=True,
            partialFilterExpression={"file_ids": {"$gt": ""}},
        ),
        # What is open stays small; what is ended piles up for years.
        _queue("ix_queue_open", of_open=True),
        _queue("ix_queue_open_of_agency", "agency_id", of_open=True),
        _queue("ix_queue_open_in_commune", "place.commune", of_open=True),
        _queue("ix_queue_open_of_officer", "assignee.id", of_open=True),
        _queue("ix_queue_state_of_agency", "agency_id", "state"),
        _queue("ix_queue_state_in_commune", "place.commune", "state"),
        _queue("ix_queue_state", "state"),
        *_found("arrived_at", "place.commune"),
        IndexModel([("category", ASCENDING), ("place.point", "2dsphere"), ("sent_at", DESCENDING)], name="ix_near"),
        IndexModel(
            [("place.commune", ASCENDING), ("category", ASCENDING), ("sent_at", DESCENDING)],
            name="ix_commune_category",
        ),
        IndexModel(
            [("alert.at", ASCENDING)], name="ix_alerts_due", partialFilterExpression={"alert.at": {"$gt": BEGINNING}}
        ),
        IndexModel(
            [("lapses_at", ASCENDING)], name="ix_lapse", partialFilterExpression={"lapses_at": {"$gt": BEGINNING}}
        ),
        IndexModel(
            [("supporters_due", ASCENDING)],
            name="ix_supporters_due",
            partialFilterExpression={"supporters_due": True},
        ),
        IndexModel([("map_due", ASCENDING)], name="ix_map_due", partialFilterExpression={"map_due": True}),
        IndexModel(
            [
                (field, ASCENDING)
                for field in ("cell", "public.group", "public.category", "public.longitude", "public.latitude")
            ],
            name="ix_cell_points",
            partialFilterExpression={"public.group": {"$gt": ""}},
        ),
        IndexModel(_LATEST, name="ix_public", partialFilterExpression=dict(_PUBLIC)),
        *(
            IndexModel([(f"public.{field}", ASCENDING), *_LATEST], name=name, partialFilterExpression=dict(_PUBLIC))
            for field, name in (
                ("category", "ix_public_category"),
                ("commune", "ix_public_commune"),
                ("group", "ix_public_group"),
            )
        ),
        IndexModel([("words", ASCENDING), *_LATEST], name="ix_public_words", partialFilterExpression=dict(_PUBLIC)),
        IndexModel([("public.point", "2dsphere")], name="ix_public_map"),
        # All that figures ask, so that they need not fetch a single report.
        IndexModel(
            [
                (field, ASCENDING)
                for field in (
                    "sent_at",
                    "place.commune",
                    "agency_id",
                    "category",
                    "state",
                    "open",
                    "due_at",
                    "clocks.received_at",
                    "clocks.resolved_at",
                    "clocks.resolved_by",
                    "reopened",
                    "last_level",
                )
            ],
            name="ix_figures",
        ),
        # And all that those of ratings ask.
        IndexModel(
            [
                (field, ASCENDING)
                for field in (
                    "sent_at",
                    "place.commune",
                    "rated_agency_id",
                    "agency_id",
                    "category",
                    "last_level",
                )
            ],
            name="ix_rated_figures",
            partialFilterExpression={"last_level": {"$gt": 0}},
        ),
        given_alerts.INDEX,
        outbox.INDEX,
    ),
    "questions": (
        IndexModel([("citizen_id", ASCENDING), ("asked_at", DESCENDING), ("_id", DESCENDING)], name="ix_own"),
        IndexModel([("code", ASCENDING)], name="ux_code", unique=True),
        IndexModel(
            [("file_ids", ASCENDING)],
            name="ux_files",
            unique=True,
            partialFilterExpression={"file_ids": {"$gt": ""}},
        ),
        *_found("asked_at", "commune"),
        IndexModel([("answer_by", ASCENDING), ("_id", ASCENDING)], name="ix_open", partialFilterExpression=dict(_OPEN)),
        IndexModel(_urgent("agency_id", "answer_by"), name="ix_open_of_agency", partialFilterExpression=dict(_OPEN)),
        IndexModel(_urgent("assignee.id", "answer_by"), name="ix_open_of_officer", partialFilterExpression=dict(_OPEN)),
        IndexModel([("agency_id", ASCENDING), *_urgent("state", "answer_by")], name="ix_state_of_agency"),
        IndexModel(_urgent("state", "answer_by"), name="ix_state"),
        IndexModel(
            [("answer_by", ASCENDING), ("_id", ASCENDING)],
            name="ix_outdated",
            partialFilterExpression={"outdated": {"$gt": 0}},
        ),
        IndexModel(
            [("alert.at", ASCENDING)], name="ix_alerts_due", partialFilterExpression={"alert.at": {"$gt": BEGINNING}}
        ),
        IndexModel(_LATEST_ANSWERS, name="ix_public", partialFilterExpression=dict(_ANSWERED)),
        IndexModel(
            [("field", ASCENDING), *_LATEST_ANSWERS], name="ix_public_field", partialFilterExpression=dict(_ANSWERED)
        ),
        IndexModel(
            [("words", ASCENDING), *_LATEST_ANSWERS],
            name="ix_public_words",
            partialFilterExpression=dict(_ANSWERED),
        ),
        given_alerts.INDEX,
        outbox.INDEX,
    ),
    "outdated_answers": (
        IndexModel([("question_id", ASCENDING), ("answered_at", ASCENDING), ("_id", DESCENDING)], name="ix_question"),
    ),
    "supports": supports.INDEXES,
    "map_cells": map_cells.INDEXES,
    "evidence": evidence.INDEXES,
    access_log.COLLECTION: access_log.INDEXES,
    staff_directory.COLLECTION: staff_directory.INDEXES,
    **files.INDEXES,
}


async def make_indexes(database: Database) -> None:
    for collection, indexes in INDEXES.items():
        await ensure_indexes(database[collection], indexes)


SCHEMA = Schema(version=1, compatible_since=1, make=make_indexes)
