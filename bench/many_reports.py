"""Years of reports from the field in MongoDB within minutes: made as svc-feedback keeps them, the same ones each time.

A larger collection has the same open reports and more finished ones, as a province has after some years. Half of them
lie in one town, for a map is read where many people live.
"""

import random
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache

from shared.mongo import Database, Document, WriteConcern
from shared.reference.calendar_file import shipped_calendar
from svc_feedback.catalogue.categories import load_catalogue
from svc_feedback.catalogue.handling import load_handling_table
from svc_feedback.domain.map_cells import COARSEST, FINEST, Cell, Tallies, Tally, added, cell_of
from svc_feedback.domain.parties import Act, Party
from svc_feedback.domain.place import Place, Point, rounded
from svc_feedback.domain.report import NewReport, new_report
from svc_feedback.domain.report_states import OPEN, PUBLIC_GROUPS, TABLE, Action, State
from svc_feedback.store.indexes import make_indexes
from svc_feedback.store.map_cells import CountedCell, MapCells
from svc_feedback.store.report_documents import report_document
from svc_feedback.store.words import found_by

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
OPEN_REPORTS = 5_000
REPORTS_A_CITIZEN = 4
BATCH = 2_000
SEED = 20_230_823

CATEGORIES = tuple(each for each in load_catalogue().categories.values() if not each.private)
COMMUNES = tuple(f"2{number:04d}" for number in range(96))
TOWN = (108.7923, 15.1214)
TOWN_DEGREES = 0.05
"""The side of a town's square in degrees, about five kilometres."""
IN_HAND = tuple(sorted(OPEN))
ENDED = (State.CLOSED,) * 85 + (State.RESOLVED,) * 5 + (State.REFUSED,) * 5 + (State.WITHDRAWN,) * 5
STREETS = ("phan đình phùng", "quang trung", "lê lợi", "hùng vương", "nguyễn nghiêm", "trần hưng đạo")


def report_id(number: int) -> str:
    return f"rep_{number:026d}"


def owner(number: int, count: int) -> str:
    return f"cit_{number % max(1, count // REPORTS_A_CITIZEN):026d}"


def commune(number: int) -> str:
    return COMMUNES[number % len(COMMUNES)]


def point_in(chance: random.Random) -> Point:
    """Half of them in the town, the others anywhere."""
    if chance.random() < 0.5:
        return Point(chance.gauss(TOWN[0], TOWN_DEGREES / 2), chance.gauss(TOWN[1], TOWN_DEGREES / 2))
    return Point(107.5 + chance.random() * 1.6, 14.0 + chance.random() * 1.4)


async def fill(database: Database, count: int) -> None:
    """``count`` reports with all indexes of the service, and the map counted; acknowledged by one node."""
    await make_indexes(database)
    reports = database["reports"].with_options(write_concern=WriteConcern(w=1, j=False))
    cells: dict[Cell, dict[str, Tally]] = {}
    batch: list[Document] = []
    for document in documents(count):
        batch.append(document)
        if public := document["public"]:
            _level, x, y = (int(part) for part in document["cell"].split("/"))
            tallies, key = cells.setdefault(Cell(FINEST, x, y), {}), f"{public['category']}/{public['group']}"
            tallies[key] = tallies.get(key, Tally()) + Tally(1, public["longitude"], public["latitude"])
        if len(batch) == BATCH:
            await reports.insert_many(batch, ordered=False)
            batch = []
    if batch:
        await reports.insert_many(batch, ordered=False)
    await _count_map(MapCells(database), cells)


async def _count_map(stored: MapCells, finest: Mapping[Cell, Tallies]) -> None:
    level: Mapping[Cell, Tallies] = finest
    for number in range(FINEST, COARSEST - 1, -1):
        counted = [CountedCell(cell, tallies) for cell, tallies in level.items()]
        for begin in range(0, len(counted), BATCH):
            await stored.put(counted[begin : begin + BATCH])
        if number > COARSEST:
            parents: dict[Cell, list[Tallies]] = {}
            for cell, tallies in level.items():
                if parent := cell.parent:
                    parents.setdefault(parent, []).append(tallies)
            level = {cell: added(children) for cell, children in parents.items()}


def documents(count: int) -> Iterator[Document]:
    """The first ``OPEN_REPORTS`` are open, the others ended over the last three years."""
    chance = random.Random(SEED)
    for number in range(count):
        yield _document(number, chance, count)


def _document(number: int, chance: random.Random, count: int) -> Document:
    is_open = number < OPEN_REPORTS
    state = chance.choice(IN_HAND if is_open else ENDED)
    at = NOW - timedelta(days=chance.random() * (20 if is_open else 1_095))
    at = at.replace(microsecond=at.microsecond // 1000 * 1000)
    due, point, where = at + timedelta(days=chance.choice((1, 3, 7, 20))), point_in(chance), commune(number)
    category, street = CATEGORIES[chance.randrange(len(CATEGORIES))].code, chance.choice(STREETS)
    ended = None if is_open else at + timedelta(days=chance.randrange(1, 10))
    title, group = f"Hư hỏng số {number} đường {street}", PUBLIC_GROUPS.get(state)
    is_public = group is not None and chance.random() < 0.9
    blank = _blank()
    return {
        **blank,
        "_id": report_id(number),
        "code": f"PA-{number:012d}",
        "citizen_id": owner(number, count),
        "title": title,
        "category": category,
        "place": {
            "point": {"type": "Point", "coordinates": [point.longitude, point.latitude]},
            "words": street,
            "commune": where,
        },
        "sent_at": at,
        "arrived_at": at,
        "changed_at": ended or at,
        "state": state.value,
        "clocks": {**blank["clocks"], "started_at": at, "received_by": due, "resolved_by": due, "resolved_at": ended},
        "agency_id": None if state is State.WAITING_TRIAGE else where,
        "alert": {"clock": "resolve", "level": "due_soon", "at": due, "due_at": due} if is_open else None,
        "open": is_open,
        "due_at": due,
        "cell": cell_of(rounded(point), FINEST).id,
        "public": _public(title, group, category, where, at, point) if is_public else None,
        "words": ["hu", "hong", str(number), *_FOLDED[street]] if is_public else [],
        "found_by": found_by(category, title, street, blank["description"]),
    }


_FOLDED = {
    "phan đình phùng": ("phan", "dinh", "phung"),
    "quang trung": ("quang", "trung"),
    "lê lợi": ("le", "loi"),
    "hùng vương": ("hung", "vuong"),
    "nguyễn nghiêm": ("nguyen", "nghiem"),
    "trần hưng đạo": ("tran", "hung", "dao"),
}


def _public(title: str, group: object, category: str, where: str, at: datetime, point: Point) -> Document:
    shown = rounded(point)
    return {
        "title": title,
        "text": "Mặt đường hư hỏng, đề nghị sửa.",
        "result": None,
        "files": [],
        "group": str(group),
        "category": category,
        "commune": where,
        "sent_at": at,
        "point": {"type": "Point", "coordinates": [shown.longitude, shown.latitude]},
        "longitude": shown.longitude,
        "latitude": shown.latitude,
    }


@cache
def _blank() -> Document:
    """One report as the service itself writes it, of which each takes what is alike."""
    sent = NewReport(
        title="Ổ gà",
        description="Ổ gà lớn giữa đường, xe máy dễ ngã khi trời mưa. " * 4,
        category=CATEGORIES[0].code,
        handling_class=CATEGORIES[0].handling_class,
        place=Place(Point(*TOWN), None, COMMUNES[0]),
        anonymous=False,
        hidden_from_agency=False,
        may_publish=True,
        attachments=(),
        flags=(),
    )
    act = Act(Party("citizen", "cit_1"), NOW, "cmd_1", "0" * 64)
    report = new_report(
        sent,
        TABLE.opening(Action.SEND),
        report_id="rep_1",
        code="PA-1",
        citizen_id="cit_1",
        declared_at=None,
        sent_at=NOW,
        act=act,
        times=load_handling_table(),
        calendar=shipped_calendar().calendar(),
    )
    contact = {"name": "k1:" + "x" * 60, "phone": "k1:" + "x" * 60}
    return {**report_document(report), "contact": contact, "taken": [], "file_ids": [], "outbox": []}
