"""Every query of a list, a queue, a job or a figure goes through the index that it is for, and sorts by it."""

from collections.abc import Awaitable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from pydantic import SecretStr

from shared.crypto import generate_key
from shared.mongo import Database
from shared.testing import check_query_plans
from svc_notify.domain.broadcast import PROVINCE, News
from svc_notify.domain.message import Lane, State
from svc_notify.domain.policy import Channel
from svc_notify.domain.reasons import Reason
from svc_notify.settings import Settings
from svc_notify.store.administered import EVERYTHING, Administered
from svc_notify.store.indexes import make_indexes
from svc_notify.wiring.stores import Stores, make_stores

AT = datetime(2026, 11, 25, tzinfo=UTC)
HOUR = timedelta(hours=1)
ROWS = 300
AFTER = (AT - timedelta(minutes=30), "row_030")
OURS = Administered(frozenset({"21001", "21002"}))
CHANNELS = (Channel.ZALO_OA_CS, Channel.ZNS, None)
COMMUNES = tuple(str(21000 + number) for number in range(96))
UNITS = frozenset({"21001", "21002"})
UNDELIVERED = (AT - HOUR, AT + HOUR)

MESSAGES: dict[str, tuple[str, Any]] = {
    "inbox": ("ix_inbox", lambda s: s.messages.inbox("cit_1", None, 5)),
    "inbox, further": ("ix_inbox", lambda s: s.messages.inbox("cit_1", AFTER, 5)),
    "unread": ("ix_unread", lambda s: s.messages.unread("cit_1")),
    "message": ("_id_", lambda s: s.messages.get("row_010")),
    "message read": ("_id_", lambda s: s.messages.mark_read("cit_10", "row_010", AT)),
    "latest push": ("ix_subject", lambda s: s.messages.latest_push("dos_1")),
    "pushes that wait": ("ix_subject", lambda s: s.messages.pending_pushes(["dos_1", "dos_2"])),
    "due": ("ix_queue", lambda s: s.messages.due(CHANNELS, Lane.DIRECT, AT, 5)),
    "due of many": ("ix_queue", lambda s: s.messages.due(CHANNELS, Lane.BULK, AT, 5)),
    "lost": ("ix_queue", lambda s: s.messages.lost(AT, HOUR, 5)),
    "queue": ("ix_queue", lambda s: total(s.messages.queue(AT))),
    "strays": ("ix_queue", lambda s: s.messages.strays([Channel.ZALO_OA_CS, Channel.ZNS], AT)),
    "planned too far": ("ix_queue", lambda s: s.messages.bring_forward(AT)),
    "expired": ("ix_expires", lambda s: s.messages.expire(AT)),
    "released": ("ix_unread", lambda s: s.messages.release("cit_1", AT)),
    "all read": ("ix_unread", lambda s: s.messages.mark_all_read("cit_1", AT)),
}
OF_STAFF: dict[str, tuple[str, Any]] = {
    "messages of a subject": ("ix_subject", lambda s: s.staff_messages.of_subject("dos_1", EVERYTHING)),
    "messages of a subject, of agencies": ("ix_subject", lambda s: s.staff_messages.of_subject("dos_1", OURS)),
    "message of agencies": ("_id_", lambda s: s.staff_messages.get("row_001", OURS)),
    "concern": ("ix_inbox", lambda s: s.staff_messages.concern("cit_1", OURS)),
    "undeliverable": ("ix_undeliverable", lambda s: total(s.staff_messages.undeliverable(*UNDELIVERED, EVERYTHING))),
    "undeliverable, of agencies": (
        "ix_undeliverable",
        lambda s: total(s.staff_messages.undeliverable(*UNDELIVERED, OURS)),
    ),
    "undeliverable by agency": (
        "ix_undeliverable",
        lambda s: total(s.staff_messages.undeliverable_by_agency(*UNDELIVERED)),
    ),
    "receipts": ("ix_provider", lambda s: s.receipts.note("seen_at", ["prv_1", "prv_2"], None, AT)),
    "receipt of ours": ("_id_", lambda s: s.receipts.note("seen_at", [], "row_010", AT)),
    "receipt that settles": ("_id_", lambda s: s.receipts.settle("row_010")),
}
BROADCASTS: dict[str, tuple[str, Any]] = {
    "counts of a broadcast": ("ix_broadcast_state", lambda s: s.broadcast_messages.counts("brd_1")),
    "open of a broadcast": ("ix_broadcast_state", lambda s: s.broadcast_messages.open("brd_1")),
    "awaits contact": ("ix_broadcast_state", lambda s: s.broadcast_messages.awaits_contact("brd_1")),
    "held": ("ix_broadcast_state", lambda s: s.broadcast_messages.held("brd_1", 5)),
    "hold": ("ix_broadcast_state", lambda s: s.broadcast_messages.hold("brd_1")),
    "broadcast": ("_id_", lambda s: s.broadcasts.get("row_001", UNITS)),
    "broadcasts of the province": ("ix_created", lambda s: s.broadcasts.page(frozenset({PROVINCE}), AFTER, 5)),
    "all broadcasts": ("ix_created", lambda s: s.broadcasts.page(frozenset({PROVINCE}), None, 5)),
    "broadcasts of units": ("ix_unit_created", lambda s: s.broadcasts.page(UNITS, AFTER, 5)),
    "broadcasts of an article": ("ix_news_version", lambda s: s.broadcasts.of_news(News("art_1", 100))),
    "broadcasts due": ("ix_due", lambda s: s.broadcasts.due(AT)),
    "progress": ("_id_", lambda s: s.broadcasts.progress("row_010")),
}
PEOPLE: dict[str, tuple[str, Any]] = {
    "preferences": ("_id_", lambda s: s.preferences.of(["row_010", "row_011"])),
    "citizens of communes": ("ix_communes", lambda s: s.preferences.in_communes(("21010", "21020"), "row_005", 5)),
    "citizens of all communes": ("ix_communes", lambda s: s.preferences.in_communes(COMMUNES, "", 5)),
    "citizens of communes counted": (
        "ix_communes",
        lambda s: s.preferences.count_in_communes(("21010", "21020"), 10_000),
    ),
    "contacts": ("_id_ ix_app_user", lambda s: s.links.of(["row_010", "row_011"])),
    "all contacts": ("_id_", lambda s: s.links.page("row_010", 5)),
    "contacts counted": ("ix_app_user_index", lambda s: s.links.count(10_000)),
    "citizens of a person": ("ix_app_user_index ix_oa_user_index", lambda s: s.links.citizens("app_1", "oa_1")),
    "citizens known until": ("ix_app_user_index", lambda s: s.links.known_until("app_1", AT)),
    "contact forgotten": ("ix_app_user_index ix_app_user", lambda s: s.links.forget("app_1", AT)),
    "people of the account": ("ix_app_user _id_", lambda s: s.people.of(["app_1"], ["row_010"])),
    "person forgotten": ("ix_app_user", lambda s: s.people.forget("app_1")),
}
RECORDS: dict[str, tuple[str, Any]] = {
    "digests made": ("_id_", lambda s: s.digests.made([date(2026, 11, 1)])),
    "digests": ("_id_", lambda s: s.digests.page(date(2026, 11, 20), 5)),
    "erasures": ("ix_requested", lambda s: s.erasures.page(None, 5)),
    "erasures, further": ("ix_requested", lambda s: s.erasures.page(AFTER, 5)),
    "open erasures": ("ix_open", lambda s: first(s.erasures.open_since())),
    "tokens": ("_id_", lambda s: s.tokens.load()),
    "journal": ("ix_generation", lambda s: s.tokens.read_journal(7)),
    "webhook to claim": ("ix_due", lambda s: s.zalo_events.claim(AT, HOUR)),
    "backlog of webhooks": ("ix_due", lambda s: s.zalo_events.backlog()),
    "sources of webhooks": ("_id_", lambda s: s.webhook_sources.last()),
    "facts of Zalo": ("_id_", lambda s: s.zalo_facts.all()),
}

LOOKED_THROUGH = {
    # What was told of one subject, to one citizen or of one person is little.
    "latest push",
    "pushes that wait",
    "messages of a subject, of agencies",
    "concern",
    "released",
    "citizens known until",
    "expired",  # what is being sent just then is not settled
    "undeliverable, of agencies",  # of a time that the officer asks for
}
LISTED_FROM_THE_START = {"all broadcasts", "erasures", "sources of webhooks", "facts of Zalo"}
"""A page of everything: the order of the index, and a limit."""


async def total(counts: Awaitable[Sequence[Any]]) -> int:
    """How many documents stand behind the figures."""
    return sum(each.count for each in await counts)


async def first(counted: Awaitable[tuple[int, Any]]) -> int:
    return (await counted)[0]


@pytest.mark.parametrize("database", ["pymongo"], indirect=True)
@pytest.mark.parametrize("cases", [MESSAGES, OF_STAFF, BROADCASTS, PEOPLE, RECORDS])
async def test_every_query_has_its_index(database: Database, cases: dict[str, tuple[str, Any]]) -> None:
    await make_indexes(database)
    stores = _stores(database)
    await fill(database, stores)
    await check_query_plans(database, cases, stores, looks_through=LOOKED_THROUGH, lists_all=LISTED_FROM_THE_START)


def _stores(database: Database) -> Stores:
    settings = Settings(
        mongo_url=SecretStr("mongodb://unused"),
        kafka_bootstrap_servers="127.0.0.1:1",
        zalo_oa_id="1000000000000000001",
        zalo_app_id="2000000000000000002",
        zalo_app_secret=SecretStr("secret"),
        contact_keys=SecretStr(generate_key()),
        staff_keys=SecretStr(generate_key()),
        field_keys=SecretStr(generate_key()),
    )
    return make_stores(settings, database)


async def fill(database: Database, stores: Stores) -> None:
    """Enough that the planner has something to choose between; whole only as far as the queries ask."""
    for collection, row in (
        ("messages", _message),
        ("broadcasts", _broadcast),
        (
            "preferences",
            lambda n: {"communes": [COMMUNES[n % 96], COMMUNES[n * 7 % 96]] if n % 10 == 0 else [], "version": 1},
        ),
        (
            "links",
            lambda n: {
                "ids": "x",
                "app_user_index": stores.links.index_of(f"app_{n}"),
                "oa_user_index": f"o{n}",
                "updated_at": AT,
            },
        ),
        ("oa_people", lambda n: {"app_user_index": f"app_{n}"}),
        ("erasures", _erasure),
        ("token_journal", lambda n: {"oa_id": "1000000000000000001", "generation": n % 20, "fence": n, "at": AT}),
        (
            "zalo_events",
            lambda n: {"due_at": AT - timedelta(minutes=n)} if n % 10 == 0 else {"gone_at": AT + 99_999 * HOUR},
        ),
        ("tokens", lambda n: {"generation": n}),
        ("webhook_sources", lambda n: {"last_at": AT}),
        ("zalo_facts", lambda n: {"before": None, "after": None, "at": AT}),
    ):
        await database[collection].insert_many([{"_id": f"row_{n:03}", **row(n)} for n in range(ROWS)])
    days = [(date(2026, 1, 1) + timedelta(days=n)).isoformat() for n in range(ROWS)]
    await database["digests"].insert_many([{"_id": day, "made_at": AT, "rows": []} for day in days])


def _message(n: int) -> dict[str, Any]:
    """One in ten waits, one in ten reached nobody; the others have arrived."""
    at, bulk = AT - timedelta(minutes=n), n % 2 == 0
    waits = {
        "state": (State.PLANNED, State.DEFERRED, State.SENDING)[n // 10 % 3],
        "channel": (Channel.ZALO_OA_CS, Channel.ZNS)[n % 20 // 10],
        "due_at": at if n < 150 else AT + 30 * HOUR,
    }
    failed = {"state": State.UNDELIVERABLE, "reason": Reason.EXPIRED}
    state = waits if n % 10 in (3, 4) else failed if n % 10 in (5, 6) else {"state": State.ACCEPTED}
    return {
        "citizen_id": f"cit_{n % 25}",
        "subject_id": f"brd_{n % 20 // 2}" if bulk else f"dos_{n % 30}",
        "agency_id": f"2100{n % 5}",
        "lane": Lane.BULK if bulk else Lane.DIRECT,
        "milestone": "accepted",
        "at": at,
        "expires_at": AT - HOUR if n % 7 == 0 else AT + 48 * HOUR,
        "attempts": [{"provider_id": f"prv_{n}"}],
        **({"unread": True} if n % 3 == 0 else {}),
        **state,
    }


def _broadcast(n: int) -> dict[str, Any]:
    return {
        "unit": f"2100{n % 5}",
        "created_at": AT - timedelta(minutes=n),
        "news": {"article_id": f"art_{n % 20}", "version": n},
        **({"due_at": AT - timedelta(minutes=n)} if n % 10 == 0 else {}),
    }


def _erasure(n: int) -> dict[str, Any]:
    at = AT - timedelta(minutes=n)
    return {"revoked_at": at, "requested_at": at, **({"open": True} if n % 10 == 0 else {})}
