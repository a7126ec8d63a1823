"""Every query of a list, a job or a lookup goes through the index that it is for, and sorts by it.

What is counted of everybody (``people_figures``, ``visitors``) reads everybody, by one scan, and is not among them.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from gateway.domain.session import Session
from gateway.store.indexes import INDEXES, make_indexes
from gateway.store.login_states import digest
from gateway.store.stores import Stores
from shared.crypto import FieldCipher, generate_key
from shared.mongo import Database
from shared.testing import FakeClock, check_query_plans

AT = datetime(2026, 11, 25, tzinfo=UTC)
ROWS = 300
APP = "2000000000000000002"
DAY = timedelta(days=1)
UNITS = frozenset({"21021", "21022"})

CASES: dict[str, tuple[str, Any]] = {
    "citizen": ("_id_", lambda s: s.citizens.get("row_010")),
    "citizen of a Zalo user": ("ux_zalo_app_id_zalo_user_id", lambda s: s.citizens.of_zalo_user("zalo_1")),
    "next token of a session": ("_id_", lambda s: next_token(s)),
    "session ended": ("_id_", lambda s: s.sessions.end("row_010", AT, "signed out")),
    "sessions of a person ended": ("ix_subject", lambda s: s.sessions.end_all("cit_1", AT, AT, "revoked")),
    "last ended": ("ix_subject_ended", lambda s: s.sessions.last_ended("cit_2")),
    "ended lately": ("ix_ended", lambda s: s.sessions.ended_since(AT - timedelta(minutes=30))),
    "staff member": ("_id_", lambda s: s.staff.get("row_010")),
    "staff member of a Zalo user": ("ux_zalo_app_id_zalo_user_id", lambda s: s.staff.of_zalo_user("zalo_1")),
    "staff member with a grant": ("ix_grant_id", lambda s: s.staff.with_grant("grt_1")),
    "staff": ("_id_", lambda s: s.staff.after(None, 5, None)),
    "staff, further": ("_id_", lambda s: s.staff.after("row_010", 5, None)),
    "staff of units": ("ix_unit", lambda s: s.staff.after(None, 5, UNITS)),
    "staff of units, further": ("ix_unit", lambda s: s.staff.after("row_010", 5, UNITS)),
    "staff not announced": ("ux_zalo_app_id_zalo_user_id", lambda s: s.staff.unannounced()),
    "roles of all staff": ("ux_zalo_app_id_zalo_user_id", lambda s: s.staff.require_known_roles({})),
    "login under way": ("_id_", lambda s: s.login_states.take("state", "browser", AT)),
    "login code": ("_id_", lambda s: s.login_codes.take("code", AT)),
    "picked picture": ("_id_", lambda s: s.picked_pictures.find("name", AT)),
    "look-ups of a day": ("_id_", lambda s: s.daily_quotas.take("search", "cit_1", 10)),
    "gateways alive": ("_id_ ttl_seen_at", lambda s: s.live_gateways.count("row_010")),
    "figures of people": ("_id_", lambda s: s.people_figures.last()),
}
LOOKED_THROUGH = {
    "staff not announced",  # once, before a gateway starts: all staff, as their roles are
}
LISTED_FROM_THE_START = {"staff"}
"""A page of everything: the order of the index, and a limit."""


async def next_token(stores: Stores) -> None:
    begun = Session("ses_1", "citizen", "cit_1", AT, DAY, AT + 9 * DAY, AT + 9 * DAY)
    await stores.sessions.rotate(await stores.sessions.begin(begun), AT)


@pytest.mark.parametrize("database", ["pymongo"], indirect=True)
async def test_every_query_has_its_index(database: Database) -> None:
    await make_indexes(database)
    await fill(database)
    stores = Stores(database, APP, FieldCipher.parse(generate_key()), FakeClock(AT))
    await check_query_plans(database, CASES, stores, looks_through=LOOKED_THROUGH, lists_all=LISTED_FROM_THE_START)


async def fill(database: Database) -> None:
    """Enough that the planner has something to choose between; whole only as far as the queries ask."""
    for collection, row in (
        ("citizens", lambda n: {"zalo_app_id": APP, "contact": {"zalo_user_id": f"zalo_{n}"}}),
        ("sessions", _session),
        ("staff", _staff),
        ("live_gateways", lambda n: {"seen_at": AT - timedelta(minutes=n)}),
        ("counted_figures", lambda n: {}),
    ):
        await database[collection].insert_many([{"_id": f"row_{n:03}", **row(n)} for n in range(ROWS)])
    for collection in ("login_states", "login_codes", "picked_pictures"):
        rows = [{"_id": digest(str(n)), "expires_at": AT + 9_999 * DAY} for n in range(ROWS)]
        await database[collection].insert_many(rows)


def _session(n: int) -> Mapping[str, Any]:
    at = AT - timedelta(minutes=n)
    ended = {"ended_at": at, "good": None} if n % 2 == 0 else {}
    return {"subject": f"cit_{n % 20}", "began_at": at, "expires_at": AT + 9_999 * DAY, **ended}


def _staff(n: int) -> Mapping[str, Any]:
    return {
        "zalo_app_id": APP,
        "zalo_user_id": f"zalo_{n}",
        "announced": True,
        "record": [
            {"grant_id": f"grt_{n}", "unit": f"21{n % 60:03}"},
            {"grant_id": f"grt_x{n}", "unit": f"21{n % 7:03}"},
        ],
    }


@pytest.mark.parametrize("database", ["pymongo"], indirect=True)
async def test_the_declared_indexes_are_those_there_are(database: Database) -> None:
    await make_indexes(database)
    for collection, indexes in INDEXES.items():
        made = await database[collection].index_information()
        assert {index.document["name"] for index in indexes} | {"_id_"} == {*made}
