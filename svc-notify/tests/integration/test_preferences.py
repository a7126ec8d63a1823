"""What a citizen wants to be told: as the app sees it, and as it is kept."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
import pytest_asyncio

from shared.clock import SystemClock
from shared.errors import VersionConflict
from shared.identity import TokenVerifier
from shared.mongo import Database
from shared.testing import TokenMint
from shared.web import create_app
from svc_notify.domain.preferences import ContactMethod, Preferences, Purpose
from svc_notify.store.indexes import make_indexes
from svc_notify.store.preferences import CHANGES_KEPT, CitizenPreferences
from svc_notify.wiring.api import make_routers

from .test_webhooks_in import settings

PATH = "/v1/me/notification-preferences"
NOW = SystemClock().now().replace(microsecond=0)


@pytest_asyncio.fixture(loop_scope="session")
async def store(database: Database) -> CitizenPreferences:
    await make_indexes(database)
    return CitizenPreferences(database["preferences"])


class App:
    def __init__(self, http: httpx.AsyncClient, mint: TokenMint) -> None:
        self.http = http
        self.mint = mint

    async def get(self, citizen_id: str = "cit_1") -> httpx.Response:
        return await self.http.get(PATH, headers=self.mint.citizen(citizen_id))

    async def put(self, body: Any, seen: str | None, citizen_id: str = "cit_1") -> httpx.Response:
        headers = self.mint.citizen(citizen_id) | ({"If-Match": seen} if seen else {})
        return await self.http.put(PATH, json=body, headers=headers)


@pytest_asyncio.fixture(loop_scope="session")
async def app(store: CitizenPreferences, database: Database) -> AsyncIterator[App]:
    clock = SystemClock()
    mint = TokenMint(clock)
    routers = make_routers(settings(), database, clock)
    made = create_app(title="Thông báo", routers=routers)
    made.state.verifier = TokenVerifier(mint.keys, clock)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(made), base_url="http://notify") as http:
        yield App(http, mint)


def wanted(purpose: str = "dossiers", way: str = "zns", on: bool = False, communes: tuple[str, ...] = ()) -> Any:
    return {"choices": [{"purpose": purpose, "way": way, "on": on}], "communes": list(communes)}


def is_on(shown: Any, purpose: str, way: str) -> bool:
    (row,) = (row for row in shown["purposes"] if row["purpose"] == purpose)
    return bool(next(one["on"] for one in row["ways"] if one["way"] == way))


async def test_a_citizen_sees_every_choice_and_changes_one(app: App) -> None:
    first = await app.get()
    assert is_on(first.json(), "dossiers", "zns")
    assert not is_on(first.json(), "news", "zns")
    assert all(
        row["ways"][0] == {**row["ways"][0], "way": "inbox", "changeable": False} for row in first.json()["purposes"]
    )
    answer = await app.put(wanted(communes=("21025", "21028", "21025")), first.headers["etag"])
    assert answer.status_code == 200, answer.text
    assert not is_on(answer.json(), "dossiers", "zns")
    assert is_on(answer.json(), "dossiers", "zalo_oa")
    assert answer.json()["communes"] == ["21025", "21028"]
    again = await app.get()
    assert (again.json(), again.headers["etag"]) == (answer.json(), answer.headers["etag"])
    assert is_on((await app.get("cit_2")).json(), "dossiers", "zns"), "another's are their own"


async def test_two_devices_do_not_overwrite_each_other(app: App) -> None:
    seen = (await app.get()).headers["etag"]
    assert (await app.put(wanted(), seen)).status_code == 200
    assert (await app.put(wanted(way="zalo_oa"), seen)).status_code == 412
    assert (await app.put(wanted(), None)).status_code == 428
    assert is_on((await app.get()).json(), "dossiers", "zalo_oa")


WRONG: list[Any] = [
    {},
    {"choices": []},
    wanted(purpose="gossip"),
    wanted(way="inbox"),
    wanted(on="no"),  # type: ignore[arg-type]
    wanted(communes=("Bình Sơn",)),
    wanted(communes=("99999",)),
    wanted(communes=tuple(f"210{n}" for n in ("25", "28", "34", "40", "61", "85"))),
    {"choices": wanted()["choices"] * 2, "communes": []},
    {**wanted(), "all": False},
    [],
]


async def test_a_wrong_choice_is_a_problem_and_changes_nothing(app: App) -> None:
    before = (await app.get()).json()
    for body in WRONG:
        answer = await app.put(body, '"0"')
        assert answer.status_code == 422, body
        assert answer.headers["content-type"] == "application/problem+json"
    assert (await app.get()).json() == before


async def test_only_citizens_choose(app: App) -> None:
    assert (await app.http.get(PATH)).status_code == 401
    assert (await app.http.get(PATH, headers=app.mint.staff("administrator@province"))).status_code == 403


async def test_they_come_back_as_stored_and_the_record_is_bounded(
    store: CitizenPreferences, database: Database
) -> None:
    for round_ in range(CHANGES_KEPT + 5):
        known = await store.get("cit_1")
        assert known.version == round_
        changed = known.chosen({(Purpose.NEWS, ContactMethod.ZNS): bool(round_ % 2)}, ("21025",))
        await store.put("cit_1", changed, NOW)
        with pytest.raises(VersionConflict):  # over a version that is gone
            await store.put("cit_1", changed, NOW)
    kept = await store.get("cit_1")
    assert (kept.choices, kept.communes) == ({(Purpose.NEWS, ContactMethod.ZNS): False}, ("21025",))
    assert len((await database["preferences"].find_one({"_id": "cit_1"}) or {})["changes"]) == CHANGES_KEPT
    assert await store.of(["cit_1", "cit_2"]) == {"cit_1": kept, "cit_2": Preferences()}


async def test_a_revoked_consent_and_a_new_one_in_any_order(store: CitizenPreferences) -> None:
    await store.revoked("cit_1", NOW)
    await store.consented("cit_1", NOW - timedelta(days=1))
    assert (await store.get("cit_1")).consent_revoked
    await store.consented("cit_1", NOW + timedelta(minutes=1))
    await store.revoked("cit_1", NOW)
    assert not (await store.get("cit_1")).consent_revoked
    await store.put("cit_1", (await store.get("cit_1")).chosen({}, ()), NOW)  # a first choice after that
    assert (await store.get("cit_1")).version == 1


async def test_who_asked_for_a_commune_is_found_page_by_page_by_an_index(
    store: CitizenPreferences, database: Database
) -> None:
    for n in range(7):
        await store.put(f"cit_{n}", Preferences().chosen({}, ("21025", "21028") if n % 2 else ("21028",)), NOW)
    await store.put("cit_9", Preferences().chosen({}, ()), NOW)
    first = await store.in_communes(["21025", "21028"], "", 4)
    assert first + await store.in_communes(["21025", "21028"], first[-1], 4) == [f"cit_{n}" for n in range(7)]
    assert await store.in_communes(["21025"], "", 10) == ["cit_1", "cit_3", "cit_5"]
    asked = {"communes.0": {"$exists": True}, "communes": {"$in": ["21025"]}, "_id": {"$gt": ""}}
    plan = await database["preferences"].find(asked).sort("_id").explain()
    assert "'indexName': 'ix_communes'" in repr(plan["queryPlanner"]["winningPlan"])
