"""Every query of a list, a queue, a map or a check goes through the index that it is for, and sorts by it."""

from datetime import UTC, datetime, timedelta
from typing import Any

from shared.mongo import Database
from shared.testing import check_query_plans
from shared.wakeup import Wakeup
from svc_feedback.domain.alerts import Level
from svc_feedback.domain.map_cells import Cell, CellRange
from svc_feedback.domain.place import Box, Place, Point, rounded
from svc_feedback.domain.report_states import PublicGroup, State
from svc_feedback.store.given_alerts import AlertsSeen, GivenAlerts
from svc_feedback.store.indexes import INDEXES, make_indexes
from svc_feedback.store.map_cells import MapCells
from svc_feedback.store.public_reports import PublicQuery, PublicReports
from svc_feedback.store.questions import QuestionQueue, Questions
from svc_feedback.store.reports import QueueQuery, Reports
from svc_feedback.store.scope import Scope
from svc_feedback.store.supports import Supports

AT = datetime(2026, 11, 25, tzinfo=UTC)
AFTER = (AT, "rep_1")
AGENCIES = Scope(agencies=frozenset({"21025", "21028"}))
COMMUNES = Scope(agencies=frozenset(), communes=frozenset({"21025"}))
ALL = Scope.everything()
PLACE = Place(Point(108.79, 15.12), None, "21025")
WORDS = Place(None, "Trước chợ", "21025")
BOX = Box(108.78, 15.11, 108.80, 15.13)
CELLS = CellRange(8, 204, 206, 116, 118)
FOUND = {"duong": ("o-ga",), "hong": ()}

REPORTS: dict[str, tuple[str, Any]] = {
    "own": ("ix_own", lambda r: r.own("cit_1", AFTER, 21)),
    "by code": ("ux_code", lambda r: r.by_code("PA-1", ALL)),
    "queue of the province": ("ix_queue_open", lambda r: r.queue(ALL, QueueQuery(), (0, *AFTER))),
    "queue, overdue": ("ix_queue_open", lambda r: r.queue(ALL, QueueQuery(overdue_at=AT))),
    "queue of agencies": ("ix_queue_open_of_agency", lambda r: r.queue(AGENCIES, QueueQuery(), (0, *AFTER))),
    "queue of a commune": ("ix_queue_open_in_commune", lambda r: r.queue(COMMUNES, QueueQuery())),
    "queue by state": (
        "ix_queue_state",
        lambda r: r.queue(ALL, QueueQuery(states=[State.WAITING_TRIAGE]), (1, *AFTER)),
    ),
    "queue of an agency by state": (
        "ix_queue_state_of_agency",
        lambda r: r.queue(AGENCIES, QueueQuery(states=[State.RESOLVED])),
    ),
    "found": ("ix_found", lambda r: r.found(FOUND, ALL, QueueQuery(), AFTER)),
    "found, of agencies": (
        "ix_found_of_agency",
        lambda r: r.found(FOUND, AGENCIES, QueueQuery(states=[State.RESOLVED]), AFTER),
    ),
    "found, in a commune": ("ix_found_in_commune", lambda r: r.found(FOUND, COMMUNES, QueueQuery(), AFTER)),
    "merged": ("ix_merged", lambda r: r.merged("rep_1", AFTER, 21)),
    "near": ("ix_near", lambda r: r.near("o-ga", PLACE, AT)),
    "near, by words": ("ix_commune_category", lambda r: r.near("o-ga", WORDS, AT)),
    "queue of an officer": ("ix_queue_open_of_officer", lambda r: r.queue(AGENCIES, QueueQuery(assignee_id="stf_1"))),
    "what nobody has": ("ix_queue_open_of_agency", lambda r: r.queue(AGENCIES, QueueQuery(unassigned=True))),
    "alerts": ("ix_alerts_due", lambda r: r.alerting(AT, 100)),
    "lapse": ("ix_lapse", lambda r: r.lapsing(AT, 100)),
    "supporters": ("ix_supporters_due", lambda r: r.with_supporters_due(100)),
    "attached": ("ux_files", lambda r: r.attached(["fil_1", "fil_2"])),
}
PUBLIC: dict[str, tuple[str, Any]] = {
    "list": ("ix_public", lambda p: p.latest(PublicQuery(after=AFTER))),
    "by category": ("ix_public_category", lambda p: p.latest(PublicQuery(categories=("o-ga", "rac"), after=AFTER))),
    "by commune": ("ix_public_commune", lambda p: p.latest(PublicQuery(commune="21025", after=AFTER))),
    "by group": ("ix_public_group", lambda p: p.latest(PublicQuery(group=PublicGroup.COMPLETED))),
    "by words": (
        "ix_public_words",
        lambda p: p.latest(PublicQuery(words=dict.fromkeys(("dinh", "tien", "hoang"), ()), after=AFTER)),
    ),
    "by words of categories": (
        "ix_public_words",
        lambda p: p.latest(PublicQuery(words={"ga": ("o-ga",), "duong": ("o-ga", "chieu-sang")}, after=AFTER)),
    ),
    "map": ("ix_public_map", lambda p: p.inside(BOX, PublicQuery(limit=300))),
}
CELL_QUERIES: dict[str, tuple[str, Any]] = {
    "cells": ("ix_range", lambda c: c.inside(CELLS)),
    "due": ("ix_map_due", lambda c: c.due(100)),
}
ALERTS: dict[str, tuple[str, Any]] = {
    "latest": (
        "ix_alerted",
        lambda a: a.latest(AGENCIES, AlertsSeen(frozenset(Level), waiting_for_agency=True), AFTER, 21),
    ),
}
SUPPORTS: dict[str, tuple[str, Any]] = {
    "joined": ("ix_joined", lambda s: s.joined("cit_1", AFTER, 21)),
    "uncounted": ("ix_uncounted", lambda s: s.uncounted(100)),
}
QUESTIONS: dict[str, tuple[str, Any]] = {
    "own": ("ix_own", lambda q: q.own("cit_1", AFTER, 21)),
    "queue": ("ix_open", lambda q: q.queue(ALL, QuestionQueue(after=AFTER))),
    "outdated": ("ix_outdated", lambda q: q.queue(AGENCIES, QuestionQueue(outdated=True, after=AFTER))),
    "queue of agencies": ("ix_open_of_agency", lambda q: q.queue(AGENCIES, QuestionQueue())),
    "queue of an officer": ("ix_open_of_officer", lambda q: q.queue(AGENCIES, QuestionQueue(assignee_id="stf_1"))),
    "found": ("ix_found", lambda q: q.found(["ket", "hon"], ALL, QuestionQueue(after=AFTER))),
    "found, of agencies": ("ix_found_of_agency", lambda q: q.found(["ket"], AGENCIES, QuestionQueue(after=AFTER))),
    "found, in a commune": ("ix_found_in_commune", lambda q: q.found(["ket"], COMMUNES, QuestionQueue())),
    "by code": ("ux_code", lambda q: q.by_code("HD-1", ALL)),
    "public": ("ix_public", lambda q: q.public(None, "", AFTER, 21)),
    "public by field": ("ix_public_field", lambda q: q.public("y-te", "", AFTER, 21)),
    "public by words": ("ix_public_words", lambda q: q.public(None, "ket hon", AFTER, 21)),
    "suggestions": ("ix_public_words", lambda q: q.candidates(["dang", "ket", "hon"])),
    "alerts": ("ix_alerts_due", lambda q: q.alerting(AT, 100)),
}


async def test_every_query_has_its_index(database: Database) -> None:
    await make_indexes(database)
    await fill(database)
    stores = (
        (REPORTS, Reports(database, Wakeup())),
        (PUBLIC, PublicReports(database)),
        (CELL_QUERIES, MapCells(database)),
        (QUESTIONS, Questions(database, Wakeup())),
        (ALERTS, GivenAlerts(database)),
        (SUPPORTS, Supports(database, Wakeup())),
    )
    for cases, store in stores:
        await check_query_plans(database, cases, store)


async def test_a_cell_of_the_map_is_counted_from_its_index_alone(database: Database) -> None:
    await make_indexes(database)
    here, there = Cell(14, 13_142, 7_484), Cell(14, 13_143, 7_484)
    shown = {"group": "completed", "category": "o-ga", "longitude": 108.79, "latitude": 15.12}
    cells = [here.id] * 30 + [there.id] * 70
    reports = [{"_id": f"rep_{n}", "code": f"PA-{n}", "cell": cell, "public": shown} for n, cell in enumerate(cells)]
    await database["reports"].insert_many(reports)
    await database["system.profile"].drop()
    await database.command("profile", 2)
    tallies = await MapCells(database).count(here)
    await database.command("profile", 0)
    [seen] = await database["system.profile"].find({"command.aggregate": "reports"}).to_list(20)
    tally = tallies["o-ga/completed"]
    assert (tally.count, rounded(tally.middle)) == (30, Point(108.79, 15.12))
    assert (seen["keysExamined"], seen["docsExamined"]) == (30, 0)


async def fill(database: Database) -> None:
    """Enough that the planner has something to choose between; whole only as far as the queries ask."""
    await database["reports"].insert_many([_row(n) for n in range(300)])
    await database["questions"].insert_many([_row(n) for n in range(300)])


def _row(number: int) -> dict[str, Any]:
    at = AT + timedelta(days=400 + number)  # nothing that the queries find: what counts is how they look
    return {
        "_id": f"rep_x{number}",
        "code": f"PA-x{number}",
        "citizen_id": f"cit_x{number % 7}",
        "agency_id": f"9{number % 5}",
        "category": f"x{number % 9}",
        "place": {"commune": f"8{number % 5}", "words": None},
        "state": f"X{number % 14}",
        "open": False,
        "arrived_at": at,
        "sent_at": at,
        "due_at": at,
        "file_ids": [],
        "public": {"sent_at": at, "at": at, "group": "x", "category": "x", "commune": "8"},
        "found_by": [f"w{number}", "w"],
        "merged_into": f"rep_y{number}",
        "words": [f"w{number}", "w"],  # a list: without one, an index does not know that it is over lists
    }


async def test_reports_without_files_do_not_meet_in_the_unique_index(database: Database) -> None:
    await make_indexes(database)
    await fill(database)


async def test_the_declared_indexes_are_those_there_are(database: Database) -> None:
    await make_indexes(database)
    for collection, indexes in INDEXES.items():
        made = await database[collection].index_information()
        assert {index.document["name"] for index in indexes} <= {*made}
