"""Every query of a list, a detail or a job goes through an index."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from shared.mongo import Database
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
SEARCHED = {"IXSCAN", "IDHACK"}

CASES: dict[str, tuple[str, str, Any]] = {
    "news": ("articles", "ix_news", lambda a, *_: a.news(None, NOW, None, 21)),
    "news, further": ("articles", "ix_news", lambda a, *_: a.news(None, NOW, AFTER, 21, ["art_2"])),
    "news of a category": ("articles", "ix_news_of_category", lambda a, *_: a.news("y-te", NOW, AFTER, 21)),
    "pinned": ("articles", "ix_pinned", lambda a, *_: a.pinned(NOW, 5)),
    "file of what is shown": ("articles", "ix_shown_files", lambda a, *_: a.shows("fil_1", NOW)),
    "files that are named": ("articles", "ix_files", lambda a, *_: a.attached(["fil_1"])),
    "file of a unit": ("articles", "ix_files", lambda a, *_: a.names("fil_1", UNITS)),
    "desk": ("articles", "ix_desk", lambda a, *_: a.for_editors(UNITS, None, AFTER, 21)),
    "desk by state": ("articles", "ix_desk_by_state", lambda a, *_: a.for_editors(UNITS, State.REVIEW, None, 21)),
    "desk of the province": ("articles", "ix_desk_of_province", lambda a, *_: a.for_editors(None, None, AFTER, 21)),
    "to release": ("articles", "ix_to_release", lambda a, *_: a.to_release(NOW, 100)),
    "to expire": ("articles", "ix_to_expire", lambda a, *_: a.to_expire(NOW, 100)),
    "rows of a kind": ("entries", "ix_kind", lambda _, e, *__: e.of_kind("guides", (10, "a"), 21)),
    "days of a channel": ("programme_days", "ux_channel_day", lambda _, __, p, ___: p.days("qngtv1", DAY, DAY)),
    "days of all channels": ("programme_days", "ix_day", lambda _, __, p, ___: p.all_channels(DAY, DAY)),
    "own reminders": ("reminders", "ix_own", lambda _, __, ___, r: r.own("cit_1", NOW, 50)),
    "reminders due": ("reminders", "ix_due", lambda _, __, ___, r: r.due(NOW, 50)),
    "reminders of a day": ("reminders", "ix_channel", lambda _, __, ___, r: anext(r.waiting("qngtv1", NOW, NOW))),
}


def stages(plan: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield plan
    for inner in [plan.get("inputStage"), *plan.get("inputStages", [])]:
        if inner:
            yield from stages(inner)


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
    stores = (
        Articles(database, Wakeup()),
        Entries(database, Wakeup()),
        ProgrammeDays(database),
        Reminders(database, Wakeup()),
    )
    for case, (collection, index, ask) in CASES.items():
        await database.command("profile", 0)
        await database["system.profile"].drop()
        await database.command("profile", 2)
        try:
            await ask(*stores)
        except (KeyError, StopAsyncIteration):  # the rows above are not whole; what counts is how they were looked for
            pass
        await database.command("profile", 0)
        [seen, *_] = (
            await database["system.profile"].find({"op": "query", "ns": f"{database.name}.{collection}"}).to_list(20)
        )
        asked = ("find", "filter", "sort", "limit", "projection", "hint")
        command = {name: value for name, value in seen["command"].items() if name in asked}
        explained = await database.command("explain", command, verbosity="queryPlanner")
        plan = list(stages(explained["queryPlanner"]["winningPlan"]))
        names = {stage["stage"] for stage in plan}
        assert "COLLSCAN" not in names, (case, names)
        used = {stage.get("indexName", "_id_") for stage in plan if stage["stage"] in SEARCHED}
        assert used == {index}, (case, used)


@pytest.mark.parametrize("database", ["pymongo"], indirect=True)
async def test_the_declared_indexes_are_those_there_are(database: Database) -> None:
    await make_indexes(database)
    for collection in ("articles", "entries", "reminders"):
        made = await database[collection].index_information()
        assert {index.document["name"] for index in INDEXES[collection]} | {"_id_"} == {*made}
