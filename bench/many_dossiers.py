"""Years of dossiers in MongoDB within minutes: made like real ones, the same ones each time.

An office works on what is open, which stays about as much as its people can do; what is finished piles up. So a
larger collection has the same open dossiers and more finished ones, as a province has after some years.
"""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from shared.mongo import Database, Document, WriteConcern
from svc_dossier.catalogue.rules import agencies
from svc_dossier.catalogue.shipped import compiler_for, shipped_files
from svc_dossier.domain.procedure import Agency
from svc_dossier.domain.submission_reference import submission_reference
from svc_dossier.domain.transitions import OPEN, State
from svc_dossier.store.documents import inbox_key
from svc_dossier.store.indexes import make_indexes
from svc_dossier.store.sealed_form import beginnings

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
OPEN_DOSSIERS = 5_000
"""How many dossiers are open: about fifty an office."""
DOSSIERS_A_CITIZEN = 4
BATCH = 2_000
SEED = 20_230_823

OFFICES = tuple(agencies("H48").values())
PROCEDURES = tuple(
    (file.code, file.name, file.submission_mode.value) for file in shipped_files(compiler_for(agencies("H48")))
)
FINISHED = (State.RETURNED,) * 90 + (State.REFUSED,) * 4 + (State.WITHDRAWN,) * 3 + (State.STOPPED,) * 3
IN_HAND = tuple(sorted(OPEN))


def dossier_id(number: int) -> str:
    return f"dos_{number:026d}"


def owner(number: int, count: int) -> str:
    return f"cit_{number % max(1, count // DOSSIERS_A_CITIZEN):026d}"


def office(number: int) -> Agency:
    return OFFICES[number % len(OFFICES)]


def code(number: int) -> str:
    return f"{office(number).identifier}-26{number // 10_000 % 12 + 1:02d}01-{number:07d}"


def index_of(number: int) -> str:
    """A key that stands in place of the keyed hash of a personal number or a phone."""
    return f"{number // DOSSIERS_A_CITIZEN:064x}"


def name_of(number: int) -> str:
    """Names begin alike, as names do: one in a thousand with the same four words."""
    return f"nguyen van mau {number * 7919 % 1000:03d} {number}"


async def fill(database: Database, count: int) -> None:
    """``count`` dossiers with all indexes of the service; acknowledged by one node, for a measurement needs no more."""
    await make_indexes(database)
    dossiers = database["dossiers"].with_options(write_concern=WriteConcern(w=1, j=False))
    batch: list[Document] = []
    for document in documents(count):
        batch.append(document)
        if len(batch) == BATCH:
            await dossiers.insert_many(batch, ordered=False)
            batch = []
    if batch:
        await dossiers.insert_many(batch, ordered=False)


def documents(count: int) -> Iterator[Document]:
    """The first ``OPEN_DOSSIERS`` are open, the others finished over the last three years."""
    chance = random.Random(SEED)
    for number in range(count):
        yield _document(number, chance, count)


def _document(number: int, chance: random.Random, count: int) -> Document:
    is_open = number < OPEN_DOSSIERS
    state = chance.choice(IN_HAND if is_open else FINISHED)
    age = timedelta(days=chance.random() * (20 if is_open else 1_095), seconds=chance.random())
    at = NOW - age
    at = at.replace(microsecond=at.microsecond // 1000 * 1000)
    accepted = state not in (State.REGISTERED, State.REFUSED)
    due = at + timedelta(days=chance.choice((1, 3, 5, 7, 10))) if accepted else None
    (procedure, name, mode), its_office = chance.choice(PROCEDURES), office(number)
    online = mode != "INFO_ONLY" and chance.random() < 0.3
    steps = 2 if is_open else 4
    finished = at + timedelta(days=chance.randrange(10)) if accepted and not is_open else None
    return {
        "_id": dossier_id(number),
        "version": steps,
        "citizen_id": owner(number, count),
        "submission_reference": submission_reference(dossier_id(number)),
        "procedure": {"code": procedure, "version": 1, "name": name},
        "agency": {"id": its_office.id, "name": its_office.name},
        "channel": 2 if online else 1,
        "source_app": "mini_app" if online else "counter",
        "mode": mode,
        "allowed": {"value": 5, "unit": "working_day", "cutoff": None},
        "clock_policy": "RESTART",
        "submitted_at": at,
        "state": int(state),
        "changed_at": at,
        "accepted_at": at if accepted else None,
        "code": code(number) if accepted else None,
        "national_code": None,
        "due_at": due,
        "finished_at": finished,
        "inbox_key": None if mode == "DVCQG_HANDOFF" else inbox_key(due or at, dossier_id(number)),
        "clock": [{"start": at, "stop": finished, "reason": "complete" if finished else None, "due_at": due}],
        "asked": [],
        "alert": {"kind": "due_soon", "at": due, "due_at": due} if is_open and due else None,
        "payments": [],
        "upstream": None,
        "seen_papers": [],
        "papers": [_paper(number, file, at) for file in range(2)],
        "timeline": [_entry(version, state, at) for version in range(1, steps + 1)],
        "results": [],
        "file_ids": [_file_id(number, file) for file in range(2)],
        "assignee": None,
        "assignee_name": "",
        "assignments": [],
        "applicant": {"name": f"Nguyễn Văn Mẫu {number}", "personal_number": "051*****0123", "phone": "090****001"},
        "form": {"nguoi_yeu_cau": {"ho_ten": f"Nguyễn Văn Mẫu {number}", "so_dinh_danh": "k1:" + "x" * 60}},
        "found_by": {"words": beginnings(name_of(number)), "number": index_of(number), "phone": index_of(number)},
        "outbox": [],
    }


def _file_id(number: int, file: int) -> str:
    return f"fil_{number:024d}{file:02d}"


def _paper(number: int, file: int, at: datetime) -> Document:
    stored = {"id": _file_id(number, file), "name": "giấy tờ.jpg", "media_type": "image/jpeg", "size": 250_000}
    return {
        "code": f"giay-to-{file}", "name": "Giấy tờ", "files": [stored], "added_at": at, "unavailable": None,
        "copy_kind": None,
    }  # fmt: skip


def _entry(version: int, state: State, at: datetime) -> Document:
    return {
        "version": version, "action": "transfer", "state": int(state), "at": at,
        "by": {"kind": "staff", "id": "stf_1", "name": "Phạm Thị Một Cửa", "role": "one_stop"},
        "text": None, "documents": (), "command_id": f"cmd_{version}", "fingerprint": "0" * 64,
        "code": None, "due_at": None, "reason_code": None, "notes": (), "answer_by": None,
    }  # fmt: skip
