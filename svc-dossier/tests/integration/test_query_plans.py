"""Every query of a list, an inbox, a detail or a check goes through an index and sorts by it."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, NamedTuple

from shared.access_log import AccessLog
from shared.crypto import FieldCipher, generate_key
from shared.mongo import Database
from shared.reference.staff_directory import StaffDirectory
from shared.testing import check_query_plans, query_plans
from shared.wakeup import Wakeup
from svc_dossier.domain.procedure_version import Stage
from svc_dossier.domain.transitions import OFFICER, State
from svc_dossier.store.calendar_revisions import CalendarRevisions
from svc_dossier.store.documents import inbox_key
from svc_dossier.store.dossiers import NOBODY, Dossiers, EndedFilter, InboxFilter
from svc_dossier.store.drafts import Drafts
from svc_dossier.store.files import Files
from svc_dossier.store.indexes import INDEXES, make_indexes
from svc_dossier.store.payments import Payments
from svc_dossier.store.procedure_versions import ProcedureVersions
from svc_dossier.store.scope import Scope

CIPHER = FieldCipher.parse(generate_key())
AFTER = (datetime(2026, 11, 1, tzinfo=UTC), "dos_1")
KEY = inbox_key(*AFTER)
ENDED = EndedFilter(datetime(2026, 10, 1, tzinfo=UTC), datetime(2026, 11, 2, tzinfo=UTC))
OFFICES = frozenset({"21025", "21028"})
ALL_OFFICES = frozenset(str(number) for number in range(100))


def _in(*states: State, **more: Any) -> InboxFilter:
    return InboxFilter(frozenset(states), **more)


CASES: dict[str, tuple[str, Any]] = {
    "own list": ("ix_own", lambda s: s.dossiers.own("cit_1", None, None, 21)),
    "own list, by state": ("ix_own", lambda s: s.dossiers.own("cit_1", State.ACCEPTED, None, 21)),
    "own list, further": ("ix_own", lambda s: s.dossiers.own("cit_1", None, AFTER, 21)),
    "inbox": ("ix_inbox_open", lambda s: s.dossiers.inbox(OFFICES, InboxFilter(), None, 21)),
    "inbox, further": ("ix_inbox_open", lambda s: s.dossiers.inbox(OFFICES, InboxFilter(), KEY, 21)),
    "inbox, due soon": (
        "ix_inbox_open",
        lambda s: s.dossiers.inbox(OFFICES, InboxFilter(due_before=AFTER[0]), None, 21),
    ),
    "inbox, by state": ("ix_inbox_by_state", lambda s: s.dossiers.inbox(OFFICES, _in(State.ACCEPTED), None, 21)),
    "inbox, by state, due, further": (
        "ix_inbox_by_state",
        lambda s: s.dossiers.inbox(OFFICES, _in(State.PROCESSING, due_before=AFTER[0]), KEY, 21),
    ),
    "inbox of the province": ("ix_inbox_open", lambda s: s.dossiers.inbox(ALL_OFFICES, InboxFilter(), KEY, 21)),
    "inbox of the province, by state": (
        "ix_inbox_by_state",
        lambda s: s.dossiers.inbox(ALL_OFFICES, _in(State.RETURNED), KEY, 21),
    ),
    "inbox, overdue": (
        "ix_running_due",
        lambda s: s.dossiers.inbox(OFFICES, InboxFilter(overdue_at=AFTER[0]), KEY, 21),
    ),
    "inbox of the province, overdue": (
        "ix_running_due",
        lambda s: s.dossiers.inbox(ALL_OFFICES, InboxFilter(overdue_at=AFTER[0]), None, 21),
    ),
    "inbox, several states": (
        "ix_inbox_open",
        lambda s: s.dossiers.inbox(OFFICES, _in(State.ACCEPTED, State.PROCESSING), KEY, 21),
    ),
    "inbox of the province, several states": (
        "ix_inbox_open",
        lambda s: s.dossiers.inbox(ALL_OFFICES, _in(State.ACCEPTED, State.PROCESSING), KEY, 21),
    ),
    "inbox, of a procedure and nobody's": (
        "ix_inbox_open",
        lambda s: s.dossiers.inbox(OFFICES, InboxFilter(procedure_code="1.001193", assignee=NOBODY), None, 21),
    ),
    "ended in a month": ("ix_ended", lambda s: s.dossiers.ended(OFFICES, ENDED, None, 21)),
    "ended in a month, of a procedure, further": (
        "ix_ended",
        lambda s: s.dossiers.ended(OFFICES, replace(ENDED, procedure_code="1.001193", assignee=NOBODY), AFTER, 21),
    ),
    "ended in a month in the province, by state": (
        "ix_ended",
        lambda s: s.dossiers.ended(ALL_OFFICES, replace(ENDED, states=frozenset({State.RETURNED})), AFTER, 21),
    ),
    "inbox, overdue in several states": (
        "ix_running_due",
        lambda s: s.dossiers.inbox(OFFICES, _in(State.ACCEPTED, State.PROCESSING, overdue_at=AFTER[0]), None, 21),
    ),
    "inbox of one officer, several states": (
        "ix_assigned",
        lambda s: s.dossiers.inbox(OFFICES, _in(State.ACCEPTED, State.PROCESSING, assignee="stf_1"), None, 21),
    ),
    "inbox of one officer": (
        "ix_assigned",
        lambda s: s.dossiers.inbox(OFFICES, InboxFilter(assignee="stf_1"), KEY, 21),
    ),
    "inbox of one officer, by state": (
        "ix_assigned",
        lambda s: s.dossiers.inbox(OFFICES, _in(State.PROCESSING, assignee="stf_1"), KEY, 21),
    ),
    "progress by code": ("ux_legal_code", lambda s: s.dossiers.by_code("000.01.99.H48-261123-0001")),
    "followed at the national portal": ("ix_followed", lambda s: s.dossiers.followed_under("H48-261123-0001", 10)),
    "progress by reference": ("ux_submission_reference", lambda s: s.dossiers.by_reference("HS-7K3M-Q9WX-52TA")),
    "result of a dossier": ("_id_", lambda s: s.dossiers.has_result("dos_1", "fil_1", Scope(citizen_id="cit_1"))),
    "notes": ("_id_", lambda s: s.dossiers.notes("dos_1", Scope(agencies=OFFICES))),
    "found by number": ("ix_found_by_number", lambda s: s.dossiers.found_by_person("number", "x", OFFICES, AFTER, 21)),
    "found by phone": ("ix_found_by_phone", lambda s: s.dossiers.found_by_person("phone", "x", ALL_OFFICES, None, 21)),
    "found by name": ("ix_found_by_words", lambda s: s.dossiers.found_by_name(["tran"], OFFICES, None, 21)),
    "found by name, further": (
        "ix_found_by_words",
        lambda s: s.dossiers.found_by_name(["tran", "a", "van"], ALL_OFFICES, AFTER, 21),
    ),
    "detail": ("_id_", lambda s: s.dossiers.detail("dos_1", Scope(citizen_id="cit_1"))),
    "load": ("_id_", lambda s: s.dossiers.load("dos_1", Scope(agencies=OFFICES))),
    "file of a dossier": ("_id_", lambda s: s.dossiers.has_file("dos_1", "fil_1", Scope(agencies=OFFICES))),
    "alerts to give": ("ix_alerts_due", lambda s: s.dossiers.alerting(AFTER[0], 100)),
    "attached files": ("ux_file_ids", lambda s: s.dossiers.attached(["fil_1", "fil_2"])),
    "files of a citizen": ("_id_", lambda s: s.files.of("cit_1", ["fil_1", "fil_2"], AFTER[0])),
    "file": ("_id_", lambda s: s.files.find("fil_1", owner="cit_1")),
    "file of a command": ("ux_command", lambda s: s.files.brought_by("cmd_1")),
    "unattached files": ("ix_unattached", lambda s: s.files.unattached(AFTER[0], 100)),
    "orphans": ("files_id_1_n_1 _id_", lambda s: s.files.orphans("fil_1", "fil_2", 100)),
}


class Stores(NamedTuple):
    dossiers: Dossiers
    files: Files
    versions: ProcedureVersions
    revisions: CalendarRevisions

    @classmethod
    def of(cls, database: Database) -> "Stores":
        revisions = CalendarRevisions(database, Wakeup())
        return cls(Dossiers(database, Wakeup()), Files(database), ProcedureVersions(database), revisions)


async def test_plans(database: Database) -> None:
    await make_indexes(database)
    await database["files.chunks"].create_index([("files_id", 1), ("n", 1)], unique=True)  # GridFS makes it
    await fill(database)
    await check_query_plans(database, CASES, Stores.of(database), looks_through={"own list, by state"})


async def test_a_name_is_looked_for_by_its_rarest_word(database: Database) -> None:
    await make_indexes(database)
    await fill(database)
    await database["dossiers"].update_one({"_id": "dos_5"}, {"$push": {"found_by.words": "an"}})
    dossiers = Dossiers(database, Wakeup())
    [found] = await dossiers.found_by_name(["tran", "mau", "an"], OFFICES, None, 21)
    *_, plan = await query_plans(database, lambda: dossiers.found_by_name(["tran", "mau", "an"], OFFICES, None, 21))
    assert (found.id, plan.examined) == ("dos_5", 1)


RULES: dict[str, tuple[str, Any]] = {
    "versions, changed": ("ix_changed", lambda s: collect(s.versions.changed_since(AFTER[0]))),
    "versions, listed": ("ux_code_number", lambda s: s.versions.listed(None, None, None, 21)),
    "versions, listed further": ("ux_code_number", lambda s: s.versions.listed(None, Stage.DRAFT, ("1.1", 2), 21)),
    "versions of one procedure": ("ux_code_number", lambda s: s.versions.published_of("1.1")),
    "last number": ("ux_code_number", lambda s: s.versions.last_number("1.1")),
    "version of a command": ("ux_command", lambda s: s.versions.made_by("cmd_1")),
    "calendar, newer": ("_id_", lambda s: s.revisions.newer_than(3)),
    "calendar, history": ("_id_", lambda s: s.revisions.history(9, 21)),
    "calendar of a command": ("ux_command", lambda s: s.revisions.made_by("cmd_1")),
}


async def collect(found: AsyncIterator[Any]) -> list[Any]:
    return [item async for item in found]


async def test_plans_of_the_rules(database: Database) -> None:
    await make_indexes(database)
    old = datetime(2026, 1, 1, tzinfo=UTC)
    versions = [
        {"_id": n, "code": f"2.{n % 9}", "number": n, "changed_at": old, "record": [{"command_id": str(n)}]}
        for n in range(200)
    ]
    await database["procedure_versions"].insert_many(versions)
    await database["calendar_revisions"].insert_many([{"_id": -n, "command_id": str(n)} for n in range(50)])
    narrowed = {"versions, listed further"}
    await check_query_plans(
        database, RULES, Stores.of(database), looks_through=narrowed, lists_all={"versions, listed"}
    )


async def fill(database: Database) -> None:
    """Enough that the planner has something to choose between."""
    at = datetime(2026, 10, 1, tzinfo=UTC)
    rows = [
        {
            "_id": f"dos_{n}",
            "version": 1,
            "citizen_id": f"cit_{n % 7}",
            "procedure": {"code": "1.001193", "version": 1, "name": "Đăng ký khai sinh"},
            "agency": {"id": str(21025 + n % 5), "name": "UBND phường"},
            "applicant": {"name": "Trần Thị Mẫu", "personal_number": "051*****0123", "phone": "09*****123"},
            "state": 1 + n % 10,
            "submitted_at": at,
            "changed_at": at,
            "accepted_at": None,
            "inbox_key": inbox_key(at, str(n)),
            "due_at": at,
            "alert": {"at": datetime(2027, 1, 1, tzinfo=UTC)} if n % 10 in (1, 3) else None,
            "code": None,
            "submission_reference": f"HS-{n}",
            "papers": [{"files": [{"id": f"fil_x{n}"}]}],
            "file_ids": [f"fil_x{n}"],
            "found_by": {"words": ["m", "ma", "mau", "t", "th", "thi", "tr", "tra", "tran"]},
        }
        for n in range(300)
    ]
    await database["dossiers"].insert_many(rows[2:])  # the queries ask for dos_1, which nobody has


OTHERS: dict[str, tuple[str, Any]] = {
    "flagged payments": ("ix_flagged", lambda db: Payments(db).flagged(["21025", None], "pay_9", 21)),
    "accesses to a dossier": ("ix_subject", lambda db: _accesses(db, dossier_id="dos_1")),
    "accesses of an officer": ("ix_officer", lambda db: _accesses(db, officer="stf_1")),
    "accesses of all": ("_id_", lambda db: _accesses(db)),
    "own drafts": ("ix_own", lambda db: Drafts(db, CIPHER).own("cit_1", AFTER[0], 20)),
    "a draft": ("_id_", lambda db: Drafts(db, CIPHER).find("dft_1", "cit_1", AFTER[0])),
    "officers of a unit": (
        "ix_role",
        lambda db: _staff(db).of_units({"21025", "21548"}, OFFICER, ("an nguyen", "stf_1"), 21),
    ),
}


def _staff(database: Database) -> StaffDirectory:
    return StaffDirectory(database, FieldCipher.parse(generate_key()))


def _accesses(database: Database, dossier_id: str | None = None, officer: str | None = None) -> Any:
    return AccessLog(database).of(subject=dossier_id, officer=officer, before="acc_9", limit=21)


async def test_plans_beside_the_dossiers(database: Database) -> None:
    await make_indexes(database)
    await check_query_plans(database, OTHERS, database, lists_all={"accesses of all"})


async def test_the_counts_of_an_inbox_come_from_the_index_alone(database: Database) -> None:
    await make_indexes(database)
    await fill(database)
    await database.command("profile", 0)
    await database["system.profile"].drop()
    await database.command("profile", 2)
    await Dossiers(database, Wakeup()).counts(OFFICES, AFTER[0], AFTER[0])
    await database.command("profile", 0)
    seen = await database["system.profile"].find({"op": "command", "command.aggregate": "dossiers"}).to_list(20)
    assert len(seen) == 3
    for query in seen:
        assert "COLLSCAN" not in query["planSummary"]
        assert query.get("docsExamined", 0) == 0, query["planSummary"]


async def test_a_thousand_dossiers_without_files_do_not_meet_in_the_unique_index(database: Database) -> None:
    await make_indexes(database)
    await database["dossiers"].insert_many(
        [{"_id": f"dos_{n}", "submission_reference": str(n), "papers": [], "code": None} for n in range(1000)]
    )


async def test_the_declared_indexes_are_those_there_are(database: Database) -> None:
    await make_indexes(database)
    made = await database["dossiers"].index_information()
    assert {index.document["name"] for index in INDEXES["dossiers"]} | {"_id_"} == {*made}
