"""Every query of a list, a detail or a job goes through an index."""

from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

import pytest

from shared.mongo import Database
from shared.testing import check_query_plans
from shared.wakeup import Wakeup
from svc_content.domain.article import State
from svc_content.store.articles import Articles
from svc_content.store.entries import Entries
from svc_content.store.indexes import INDEXES, make_indexes
from svc_content.store.programme_days import ProgrammeDays
from svc_content.store.reminders import Reminders

NOW = datetime(2026, 11, 27, tzinfo=UTC)
AFTER = (NOW, "art_1")
UNITS = frozenset({"21025", "21028"})
DAY = date(2026, 11, 27)

CASES: dict[str, tuple[str, Any]] = {
    "news": ("ix_news", lambda s: s.articles.news(None, NOW, None, 21)),
    "news, further": ("ix_news", lambda s: s.articles.news(None, NOW, AFTER, 21, ["art_2"])),
    "news of a category": ("ix_news_of_category", lambda s: s.articles.news("y-te", NOW, AFTER, 21)),
    "pinned": ("ix_pinned", lambda s: s.articles.pinned(NOW, 5)),
    "file of what is shown": ("ix_shown_files", lambda s: s.articles.shows("fil_1", NOW)),
    "files that are named": ("ix_files", lambda s: s.articles.attached(["fil_1"])),
    "file of a unit": ("ix_files", lambda s: s.articles.names("fil_1", UNITS)),
    "desk": ("ix_desk", lambda s: s.articles.for_editors(UNITS, None, AFTER, 21)),
    "desk by state": ("ix_desk_by_state", lambda s: s.articles.for_editors(UNITS, State.REVIEW, None, 21)),
    "desk of the province": ("ix_desk_of_province", lambda s: s.articles.for_editors(None, None, AFTER, 21)),
    "desk by words": ("ix_found_of_unit", lambda s: s.articles.for_editors(UNITS, None, AFTER, 21, "cầu mới")),
    "desk of the province by words": (
        "ix_found",
        lambda s: s.articles.for_editors(None, State.REVIEW, AFTER, 21, "cầu mới"),
    ),
    "to release": ("ix_to_release", lambda s: s.articles.to_release(NOW, 100)),
    "to expire": ("ix_to_expire", lambda s: s.articles.to_expire(NOW, 100)),
    "rows of a kind": ("ix_kind", lambda s: s.entries.of_kind("guides", (10, "a"), 21)),
    "days of a channel": ("ux_channel_day", lambda s: s.days.days("qngtv1", DAY, DAY)),
    "days of all channels": ("ix_day", lambda s: s.days.all_channels(DAY, DAY)),
    "own reminders": ("ix_own", lambda s: s.reminders.own("cit_1", NOW, 50)),
    "reminders due": ("ix_due", lambda s: s.reminders.due(NOW, 50)),
    "reminders of a day": ("ix_channel", lambda s: anext(s.reminders.waiting("qngtv1", NOW, NOW), None)),
}


class Stores(NamedTuple):
    articles: Articles
    entries: Entries
    days: ProgrammeDays
    reminders: Reminders


async def fill(database: Database) -> None:
    """Enough that the planner has something to choose between."""
    shown: dict[str, object] = {
        "first_at": NOW - timedelta(days=1),
        "expires_at": None,
        "pinned_until": None,
        "files": [],
    }
    await database["articles"].insert_many(
        [
            {
                "_id": f"art_x{n}",
                "unit": str(21025 + n % 5),
                "state": ["draft", "review", "published"][n % 3],
                "changed_at": NOW - timedelta(minutes=n),
                "files": [],
                "found_by": [f"w{n}", "cau"],
                "plan": None,
                "shown": {**shown, "first_at": NOW - timedelta(minutes=n), "content": {"category": f"c{n}", "tags": []}}
                if n % 3 == 2
                else None,
            }
            for n in range(300)
        ]
    )
    await database["entries"].insert_many(
        [{"_id": f"k:{n}", "kind": f"k{n % 4}", "position": n, "key": str(n)} for n in range(100)]
    )


@pytest.mark.parametrize("database", ["pymongo"], indirect=True)
async def test_plans(database: Database) -> None:
    await make_indexes(database)
    await fill(database)
    stores = Stores(
        Articles(database, Wakeup()),
        Entries(database, Wakeup()),
        ProgrammeDays(database),
        Reminders(database, Wakeup()),
    )
    await check_query_plans(database, CASES, stores)


@pytest.mark.parametrize("database", ["pymongo"], indirect=True)
async def test_the_declared_indexes_are_those_there_are(database: Database) -> None:
    await make_indexes(database)
    for collection in ("articles", "entries", "reminders"):
        made = await database[collection].index_information()
        assert {index.document["name"] for index in INDEXES[collection]} | {"_id_"} == {*made}
