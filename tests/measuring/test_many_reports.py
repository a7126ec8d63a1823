"""The reports that `make bench` makes by the million are such as svc-feedback itself keeps."""

import random

import pytest

from bench.many_reports import NOW, documents, fill
from bench.rows.many_reports import QUERIES, Feedback
from shared.mongo import Database
from shared.testing import FakeClock
from svc_feedback.domain.map_cells import COARSEST
from svc_feedback.domain.report_states import OPEN, State
from svc_feedback.store.report_documents import report_document, report_of
from svc_feedback.use_cases.read_map import MapPart

COUNT = 5_200
"""The open ones and two hundred that have ended."""
ELSEWHERE = {"contact", "taken", "public", "words", "file_ids", "outbox"}
"""What is beside the aggregate, and what follows from steps that these reports never had."""


def test_each_made_report_is_kept_as_the_service_keeps_it() -> None:
    states = set()
    for made in documents(COUNT):
        kept = report_document(report_of(made))
        assert kept.keys() | ELSEWHERE == made.keys() | ELSEWHERE
        assert {name for name in kept.keys() - ELSEWHERE if kept[name] != made[name]} <= {"lapses_at", "due_at"}
        states.add(State(made["state"]))
    assert states > set(OPEN)


@pytest.mark.parametrize("database", ["pymongo"], indirect=True)
async def test_each_query_that_is_measured_finds_something(database: Database) -> None:
    await fill(database, COUNT)
    feedback, chance = Feedback.on(database, FakeClock(NOW)), random.Random(1)
    for name, ask in QUERIES.items():
        for _ in range(300):
            if _found(await ask(feedback, COUNT, chance)):
                break
        else:
            pytest.fail(f"{name} finds nothing")


@pytest.mark.parametrize("database", ["pymongo"], indirect=True)
async def test_the_map_counts_every_public_report_once_on_each_level(database: Database) -> None:
    await fill(database, COUNT)
    public = await database["reports"].count_documents({"public.group": {"$gt": ""}})
    cells = await database["map_cells"].find({"level": COARSEST}).to_list(None)
    assert sum(row["count"] for cell in cells for row in cell["counts"]) == public > 0


def _found(answer: object) -> bool:
    return bool(answer.points or answer.clusters) if isinstance(answer, MapPart) else bool(answer)
