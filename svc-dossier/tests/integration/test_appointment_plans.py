"""Every query of appointments goes through an index and sorts by it."""

from datetime import UTC, datetime
from typing import Any

from shared.mongo import Database
from shared.testing import check_query_plans
from shared.wakeup import Wakeup
from svc_dossier.domain.appointment import State
from svc_dossier.store.appointments import Appointments, OfCitizen
from svc_dossier.store.indexes import make_indexes

AT = datetime(2026, 11, 25, tzinfo=UTC)
DAY = "2026-11-25"
OFFICES = frozenset({"21025", "21028"})

CASES: dict[str, tuple[str, Any]] = {
    "places taken": ("ux_number", lambda a: a.taken("21025", [DAY, "2026-11-26"])),
    "own": ("ix_own", lambda a: a.own("cit_1", None, 21)),
    "open for a procedure": ("ux_open_of_procedure", lambda a: a.open_for("cit_1", "1.001193")),
    "own, further": ("ix_own", lambda a: a.own("cit_1", (AT, "apt_1"), 21)),
    "day of offices": ("ix_day", lambda a: a.of_day(OFFICES, DAY, None, None, 21)),
    "day, further, by state": ("ix_day", lambda a: a.of_day(OFFICES, DAY, State.APPROVED, (3, "apt_1"), 21)),
    "next to call": ("ix_queue", lambda a: a.next_waiting("21025", DAY)),
    "called by a command": ("ix_day", lambda a: a.called_by("21025", DAY, "cmd_1")),
    "number now served": ("ix_last_called", lambda a: a.now_served("21025", DAY)),
    "to remind": ("ix_reminders", lambda a: a.to_remind(AT, 100)),
    "to close": ("ix_lapse", lambda a: a.to_lapse(AT, 100)),
    "one": ("_id_", lambda a: a.load("apt_1", OfCitizen("cit_1"))),
}


async def test_plans(database: Database) -> None:
    await make_indexes(database)
    await check_query_plans(database, CASES, Appointments(database, Wakeup()))
