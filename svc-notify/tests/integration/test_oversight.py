"""The daily digests and the erasures, as administrators see them."""

import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx
import pytest
import pytest_asyncio

from shared.clock import SystemClock
from shared.events import Event
from shared.identity import TokenVerifier
from shared.leases import Leases
from shared.mongo import Database
from shared.testing import FakeClock, TokenMint
from shared.web import create_app
from svc_notify.domain.erasure import Erasure
from svc_notify.domain.message import State
from svc_notify.domain.reasons import Reason
from svc_notify.jobs.daily_digest import DailyDigest
from svc_notify.store.digests import Digests
from svc_notify.store.erasures import Erasures
from svc_notify.store.indexes import make_indexes
from svc_notify.store.messages import Messages
from svc_notify.store.staff_messages import StaffMessages
from svc_notify.use_cases.make_digest import MakeDigest
from svc_notify.wiring.api import make_routers

from .harness import CONTACT_KEYS, FIELD_KEYS
from .test_inbox_api import a_message
from .test_webhooks_in import settings

SEVEN = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)


class StaffApi:
    def __init__(self, database: Database, http: httpx.AsyncClient, mint: TokenMint, clock: FakeClock) -> None:
        self.database = database
        self.http = http
        self.mint = mint
        self.clock = clock
        self.erasures = Erasures(database["erasures"])
        self.digests = Digests(database["digests"])

    def job(self, holder: str = "wrk_1") -> DailyDigest:
        make = MakeDigest(StaffMessages(self.database["messages"]), self.digests, self.clock)
        return DailyDigest(make, self.digests, self.erasures, Leases(self.database["leases"], holder), self.clock)

    async def fails(
        self, at: datetime, reason: Reason = Reason.RECIPIENT_INACTIVE, agency_id: str | None = "21025"
    ) -> None:
        message = replace(a_message("cit_1", at), state=State.UNDELIVERABLE, reason=reason, agency_id=agency_id)
        assert await Messages(self.database["messages"]).insert(message)

    async def get(self, path: str) -> dict[str, Any]:
        answer = await self.http.get(f"/v1/staff{path}", headers=self.mint.staff("administrator@province"))
        assert answer.status_code == 200, answer.text
        return dict(answer.json())


@pytest_asyncio.fixture(loop_scope="session")
async def staff_api(database: Database) -> AsyncIterator[StaffApi]:
    await make_indexes(database)
    clock = FakeClock(SEVEN)
    mint = TokenMint(clock)
    routers = make_routers(settings(), database, clock)
    app = create_app(title="Thông báo", routers=routers)
    app.state.verifier = TokenVerifier(mint.keys, clock)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://notify") as http:
        yield StaffApi(database, http, mint, clock)


async def test_each_morning_tells_what_reached_nobody_and_what_failed_late(staff_api: StaffApi) -> None:
    await staff_api.fails(SEVEN - timedelta(hours=10))
    await staff_api.fails(SEVEN - timedelta(hours=11))
    await staff_api.fails(SEVEN - timedelta(hours=12), Reason.EXPIRED)
    await staff_api.fails(SEVEN - timedelta(hours=13), agency_id="21028")
    await staff_api.fails(SEVEN - timedelta(hours=13), agency_id=None)
    await staff_api.fails(SEVEN - timedelta(hours=6))
    assert await staff_api.job().make_due()
    assert await staff_api.job().make_due() == 0, "restarted"
    assert await staff_api.job("wrk_2").make_due() == 0, "another worker"
    newest = (await staff_api.get("/digests?limit=1"))["items"][0]
    assert (newest["day"], newest["total"]) == ("2026-11-22", 5)
    assert {(row["reason"], row["agency_id"], row["count"]) for row in newest["rows"]} == {
        ("recipient_inactive", "21025", 2),
        ("recipient_inactive", "21028", 1),
        ("recipient_inactive", None, 1),
        ("expired", "21025", 1),
    }
    assert newest["rows"][0]["explanation"] == Reason.RECIPIENT_INACTIVE.explanation

    await staff_api.fails(SEVEN - timedelta(hours=9))  # given up only today
    staff_api.clock.advance(timedelta(days=1))
    assert await staff_api.job().make_due() == 4
    shown = {one["day"]: one["total"] for one in (await staff_api.get("/digests"))["items"]}
    assert (shown["2026-11-22"], shown["2026-11-23"]) == (6, 1)


async def test_digests_come_page_by_page(staff_api: StaffApi) -> None:
    await staff_api.job().make_due()
    first = await staff_api.get("/digests?limit=4")
    then = await staff_api.get(f"/digests?limit=4&after={first['next']}")
    days = [date.fromisoformat(one["day"]) for one in (*first["items"], *then["items"])]
    assert days == [date(2026, 11, 22) - timedelta(days=n) for n in range(7)]
    assert then["next"] is None


async def test_erasures_with_and_without_their_proof(staff_api: StaffApi) -> None:
    asking = Event("evt_1", "vn.quangngai.notify.consent_revoked.v1", "svc-notify", "ers_1", SEVEN, 1, {}, "", "")
    for number in range(3):
        at = SEVEN + timedelta(minutes=number)
        assert await staff_api.erasures.request(Erasure(f"ers_{number}", SEVEN, at), asking)
    assert not await staff_api.erasures.request(Erasure("ers_0", SEVEN, SEVEN), asking)
    assert await staff_api.erasures.complete("ers_0", "cit_1", SEVEN + timedelta(hours=1))
    assert not await staff_api.erasures.complete("ers_0", "cit_1", SEVEN)
    assert await staff_api.erasures.open_since() == (2, SEVEN)
    first = await staff_api.get("/erasures?limit=2")
    then = await staff_api.get(f"/erasures?limit=2&after={first['next']}")
    assert [one["id"] for one in (*first["items"], *then["items"])] == ["ers_2", "ers_1", "ers_0"]
    assert (then["items"][0]["citizen_id"], first["items"][0]["completed_at"]) == ("cit_1", None)
    plan = await staff_api.database["erasures"].find({}).sort([("requested_at", -1), ("_id", -1)]).explain()
    assert "'indexName': 'ix_requested'" in repr(plan["queryPlanner"]["winningPlan"])


@pytest.mark.parametrize("path", ["/v1/staff/digests", "/v1/staff/erasures"])
async def test_only_administrators_look_back(staff_api: StaffApi, path: str) -> None:
    for who, status in (
        (staff_api.mint.citizen("cit_1"), 403),
        (staff_api.mint.staff("one_stop@21025"), 403),
        ({}, 401),
    ):
        assert (await staff_api.http.get(path, headers=who)).status_code == status
    administrator = staff_api.mint.staff("administrator@province")
    assert (await staff_api.http.get(f"{path}?after=WyJ4Il0", headers=administrator)).status_code == 400


def test_a_day_is_counted_again_by_command(mongo_url: str) -> None:
    variables = {
        "NOTIFY_MONGO_URL": mongo_url,
        "NOTIFY_MONGO_DATABASE": f"test_digest_{SystemClock().now():%H%M%S%f}",
        "NOTIFY_KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1",
        "NOTIFY_ZALO_OA_ID": "4000000000000000004",
        "NOTIFY_ZALO_APP_ID": "1000000000000000001",
        "NOTIFY_ZALO_APP_SECRET": "demo-app-secret",
        "NOTIFY_CONTACT_KEYS": CONTACT_KEYS,
        "NOTIFY_STAFF_KEYS": CONTACT_KEYS,
        "NOTIFY_FIELD_KEYS": FIELD_KEYS,
    }
    command = [sys.executable, "-m", "svc_notify", "digest", "--day"]
    ran = subprocess.run([*command, "2026-11-22"], capture_output=True, env=variables, check=False)
    assert ran.returncode == 0, ran.stderr
    assert "Ngày 22/11/2026: 0 tin không đến được người dân." in ran.stdout.decode()
    wrong = subprocess.run([*command, "hôm qua"], capture_output=True, env=variables, check=False)
    assert wrong.returncode == 2
