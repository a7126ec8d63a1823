"""Users and visits, from requests to the endpoint and the page of metrics."""

from datetime import UTC, datetime, timedelta
from typing import Any

from gateway_world import answer
from prometheus_client.parser import text_string_to_metric_families
from starlette.types import Send

from gateway.domain.province_figures import MonthOfVisits
from gateway.jobs.count_people import CountPeople
from gateway.keys.token_issuer import TokenIssuer
from gateway.store.people_figures import StoredPeopleFigures
from gateway.store.visitors import Visitors
from gateway.use_cases.begin_session import BeginSession
from shared.clock import SystemClock
from shared.leases import Leases
from shared.mongo import Database
from shared.testing import FakeClock, eventually

BEGIN = datetime(2026, 11, 10, 2, tzinfo=UTC)


async def test_thirty_minutes_without_a_request_end_a_visit(database: Database) -> None:
    visitors = Visitors(database)
    for minutes in (0, 1, 30, 59, 89, 118):  # the pauses: 1, 29, 29, 30, 29
        await visitors.record(["cit_1"], BEGIN + timedelta(minutes=minutes))
    assert (await visitors.count()).months == {"2026-11": MonthOfVisits(visits=2, active=1, returning=1)}


async def test_two_gateways_count_one_visit(database: Database) -> None:
    one, other = Visitors(database), Visitors(database)
    await one.record(["cit_1"], BEGIN)
    await other.record(["cit_1"], BEGIN + timedelta(seconds=5))
    await one.record(["cit_1"], BEGIN + timedelta(seconds=1))  # its clock is a little behind
    assert (await one.count()).months == {"2026-11": MonthOfVisits(visits=1, active=1, returning=0)}


async def test_a_visit_belongs_to_the_month_in_which_it_began(database: Database) -> None:
    visitors, midnight = Visitors(database), datetime(2026, 11, 30, 17, tzinfo=UTC)
    await visitors.record(["cit_1"], midnight - timedelta(minutes=10))
    await visitors.record(["cit_1"], midnight + timedelta(minutes=10))
    assert (await visitors.count()).months == {
        "2026-11": MonthOfVisits(visits=1, active=1, returning=0),
        "2026-12": MonthOfVisits(visits=0, active=1, returning=1),
    }


async def test_users_and_their_age_with_its_base(database: Database) -> None:
    years = (None, None, 1950, 1980, 1981, 2008)
    await database["citizens"].insert_many(
        [{"_id": f"cit_{n}", "contact": {"zalo_user_id": n}, "year_of_birth": year} for n, year in enumerate(years)]
    )
    figures = StoredPeopleFigures(database, Visitors(database))
    assert await figures.last() is None
    await figures.count(BEGIN)
    last = await figures.last()
    assert last is not None
    assert (last.users, last.share_over_45.numerator, last.share_over_45.denominator) == (6, 2, 4)
    assert (last.at, last.since, last.visits_a_month) == (BEGIN, None, None)


async def test_one_process_counts_and_every_process_shows_it(database: Database) -> None:
    clock, figures = FakeClock(BEGIN), StoredPeopleFigures(database, Visitors(database))
    leader, other = (CountPeople(figures, Leases(database["leases"], name), clock) for name in ("a", "b"))
    await leader.count()
    clock.advance(timedelta(minutes=1))
    await other.count()
    last = await figures.last()
    assert last is not None
    assert last.at == BEGIN, "the other has no lease"


async def administrator(gateway: Any, unit: str) -> dict[str, str]:
    begin = BeginSession(gateway.stores.sessions, TokenIssuer(gateway.keys(), SystemClock()), SystemClock())
    tokens = await begin("staff", "stf_figures", [f"administrator@{unit}"])
    return {"Authorization": f"Bearer {tokens.access_token}"}


async def test_the_endpoint_and_the_board_say_the_same(open_gateway: Any) -> None:
    gateway = await open_gateway()  # nobody else has been here

    async def dossiers(_request: Any, send: Send) -> None:
        share = {"denominator": 200, "value": None}
        row = {"share_online": {**share, "numerator": 43}, "share_mini_app": {**share, "numerator": 30}}
        await answer(send, 200, {"items": [row]})

    for _ in range(2):
        citizen = await gateway.citizen()
        await gateway.http.get("/v1/me", headers=citizen)
    visitors = gateway.database["visitors"]

    async def written() -> bool:
        return bool(await visitors.count_documents({}) == 2)

    await eventually(written)
    province = await administrator(gateway, "province")
    early = await gateway.http.get("/v1/staff/province-figures", headers=province)
    assert early.status_code == 503, "nothing was counted yet"
    await CountPeople(gateway.stores.people_figures, Leases(gateway.database["leases"], "a"), SystemClock()).count()
    gateway.dossier.handler = dossiers
    found = (await gateway.http.get("/v1/staff/province-figures", headers=province)).json()
    page = (await gateway.operations.get("/metrics")).text
    board = {sample.name: sample.value for family in text_string_to_metric_families(page) for sample in family.samples}
    assert (found["users"], found["visits"], found["visits_a_month"]) == (2, 2, None)
    assert found["users"] == board["gateway_users"]
    assert found["visits"] == board["gateway_visits_of_year"]
    assert found["months"][-1]["active_users"] == board["gateway_users_active"] == 2
    assert found["share_over_45"] == {"numerator": 0, "denominator": 0, "value": None}
    assert found["share_online"] == {"numerator": 43, "denominator": 200, "value": 0.215}
    asked = gateway.dossier.received[-1]
    assert (asked.path, asked.header("authorization")) == ("/v1/staff/figures", province["Authorization"])
    table = await gateway.http.get("/v1/staff/province-figures.csv", headers=province)
    assert table.headers["content-disposition"] == f'attachment; filename="so-lieu-ung-dung-{found["at"][:10]}.csv"'
    assert "Người sử dụng,đến nay,2,," in table.content.decode("utf-8-sig").splitlines()
    gateway.dossier.handler = lambda _request, send: answer(send, 500, {})
    assert (await gateway.http.get("/v1/staff/province-figures", headers=province)).status_code == 503


async def test_only_administrators_of_the_province_see_them(gateway: Any) -> None:
    commune = await administrator(gateway, "21025")
    assert (await gateway.http.get("/v1/staff/province-figures", headers=commune)).status_code == 403
    citizen = await gateway.citizen()
    assert (await gateway.http.get("/v1/staff/province-figures", headers=citizen)).status_code == 403
