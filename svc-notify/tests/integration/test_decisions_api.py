"""Why a message went the way it did, and the policy asked without sending anything."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
import pytest_asyncio

from shared.clock import VIETNAM
from shared.crypto import FieldCipher
from shared.identity import TokenVerifier
from shared.mongo import Database
from shared.testing import FakeClock, TokenMint
from shared.web import create_app
from svc_notify.domain.link import Link
from svc_notify.domain.message import Lane
from svc_notify.store.indexes import make_indexes
from svc_notify.store.links import Links
from svc_notify.store.oa_people import OaPeople
from svc_notify.store.zalo_facts import ZaloFact, ZaloFacts
from svc_notify.wiring.api import make_routers

from .harness import FIELD_KEYS, MakeNotify, Notify, Zalo, contact_event, dossier_event
from .test_webhooks_in import settings

MORNING = datetime(2026, 11, 24, 9, 0, tzinfo=VIETNAM)
DRY_RUN = "/v1/staff/messages/dry-run"


class StaffApi:
    def __init__(self, database: Database, http: httpx.AsyncClient, mint: TokenMint) -> None:
        self.http = http
        self.mint = mint
        cipher = FieldCipher.parse(FIELD_KEYS)
        self.links = Links(database["links"], OaPeople(database["oa_people"], cipher), cipher)
        self.officer = mint.staff("administrator@province")

    async def asks(self, milestone: str, **asked: Any) -> dict[str, Any]:
        body = {"citizen_id": "cit_1", "milestone": milestone, **asked}
        answer = await self.http.post(DRY_RUN, json=body, headers=self.officer)
        assert answer.status_code == 200, answer.text
        decisions: dict[str, Any] = answer.json()
        return decisions


@pytest_asyncio.fixture(loop_scope="session")
async def staff_api(database: Database) -> AsyncIterator[StaffApi]:
    await make_indexes(database)
    clock = FakeClock(MORNING)
    mint = TokenMint(clock)
    app = create_app(title="Thông báo", routers=make_routers(settings(), database, clock))
    app.state.verifier = TokenVerifier(mint.keys, clock)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://notify") as http:
        yield StaffApi(database, http, mint)


async def test_a_dry_run_says_where_a_message_would_go_and_sends_nothing(
    staff_api: StaffApi, database: Database
) -> None:
    unknown = await staff_api.asks("accepted")
    assert (unknown["action"], unknown["reason"]) == ("wait", "recipient_unknown")
    await staff_api.links.put(Link("cit_1", "3000000000000000003", "2000000000000000002", True), 1, MORNING)
    goes = await staff_api.asks("accepted")
    assert (goes["action"], goes["channel"], goes["reason"]) == ("send", "zalo_oa_template", None)
    assert (goes["action_label"], goes["channel_label"]) == ("Gửi ngay", "Tin giao dịch Zalo OA")
    night = await staff_api.asks("accepted", at="2026-11-24T23:30:00+07:00")
    assert (night["action"], night["reason"]) == ("wait", "night_hours")
    assert night["due_at"].startswith("2026-11-25T06:1")
    assert night["explanation"].startswith("Zalo không cho gửi từ 22 giờ")
    returned = await staff_api.asks("returned")
    assert (returned["action"], returned["reason"]) == ("inbox_only", "not_a_milestone")
    await staff_api.links.put(Link("cit_1", "3000000000000000003", None, False), 2, MORNING)
    left = await staff_api.asks("accepted")
    assert (left["action"], left["channel"], left["reason"]) == ("inbox_only", None, "not_following")
    assert [row["channel"] for row in left["not_on"]] == ["zalo_oa_cs", "zalo_oa_template"]
    assert {row["explanation"] for row in left["not_on"]} == {"Người dân chưa quan tâm trang Zalo OA của tỉnh."}
    assert await database["messages"].count_documents({}) == 0


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"citizen_id": "0912345678", "milestone": "accepted"},
        {"citizen_id": "cit_1", "milestone": "archived"},
        {"citizen_id": "cit_1", "milestone": "accepted", "at": "2026-11-24T09:00:00"},
        {"citizen_id": "cit_1", "milestone": "accepted", "at": "2027-11-24T09:00:00Z"},
        {"citizen_id": "cit_1", "milestone": "accepted", "at": "0001-01-01T00:00:00+14:00"},
        {"citizen_id": "cit_1", "milestone": "accepted", "send": True},
    ],
)
async def test_a_wrong_question_is_a_problem(staff_api: StaffApi, body: dict[str, Any]) -> None:
    answer = await staff_api.http.post(DRY_RUN, json=body, headers=staff_api.officer)
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")


async def test_only_administrators_ask(staff_api: StaffApi) -> None:
    body = {"citizen_id": "cit_1", "milestone": "accepted"}
    for path, method in ((DRY_RUN, "POST"), ("/v1/staff/messages/msg_1/why", "GET")):
        for headers, status in (
            ({}, 401),
            (staff_api.mint.citizen("cit_1"), 403),
            (staff_api.mint.staff("one_stop@21025"), 403),
        ):
            answer = await staff_api.http.request(method, path, json=body, headers=headers)
            assert answer.status_code == status
    assert (await staff_api.http.get("/v1/staff/messages/msg_1/why", headers=staff_api.officer)).status_code == 404


async def test_each_decision_is_kept_and_told(make_notify: MakeNotify, zalo: Zalo, staff_api: StaffApi) -> None:
    clock = FakeClock(MORNING.replace(hour=23))
    notify: Notify = await make_notify(clock=clock, quiet_hours="22:00-06:00")
    notify.start()
    await notify.happens(contact_event("cit_2", await zalo.person()))
    await notify.happens(dossier_event("completed", "cit_2", at=clock.now()))
    document = await notify.one()
    clock.set(document["due_at"] + timedelta(seconds=1))
    notify.worker.dispatchers.wake()
    await zalo.receives(1)
    answer = await staff_api.http.get(f"/v1/staff/messages/{document['_id']}/why", headers=staff_api.officer)
    why = answer.json()
    assert (why["purpose"], why["urgency"], why["joined_by"]) == ("dossiers", "normal", None)
    assert (why["purpose_label"], why["urgency_label"]) == ("Hồ sơ thủ tục hành chính của tôi", "Thông thường")
    held, sent = why["decisions"]
    assert (held["action"], held["reason"], held["at"][:13]) == ("wait", "night_hours", "2026-11-24T23")
    assert (sent["action"], sent["channel"], sent["at"][:13]) == ("send", "zalo_oa_template", "2026-11-25T06")
    assert "cit_2" not in answer.text


async def test_the_queues_and_a_dossiers_turns_are_read_by_an_index(staff_api: StaffApi, database: Database) -> None:
    messages = database["messages"]
    queues = {"state": {"$in": ["planned", "deferred"]}, "channel": {"$in": ["zns", None]}, "lane": Lane.BULK}
    for query, index in (
        ({**queues, "due_at": {"$lte": MORNING}}, "ix_queue"),
        ({"state": "sending", "due_at": {"$lte": MORNING}}, "ix_queue"),
        ({"subject_id": {"$in": ["dos_1", "dos_2"]}, "state": {"$ne": "inbox_only"}}, "ix_subject"),
    ):
        plan = repr((await messages.find(query).sort("due_at").explain())["queryPlanner"]["winningPlan"])
        assert f"'indexName': '{index}'" in plan
        assert "COLLSCAN" not in plan


async def test_a_dry_run_knows_what_is_left_of_the_bought_replies(staff_api: StaffApi, database: Database) -> None:
    await staff_api.links.put(Link("cit_1", "3000000000000000003", "2000000000000000002", True), 1, MORNING)
    people = OaPeople(database["oa_people"], FieldCipher.parse(FIELD_KEYS))
    await people.record_interaction("2000000000000000002", "3000000000000000003", MORNING - timedelta(days=3))
    for left, channel in (("0/10", "zalo_oa_template"), ("10/10", "zalo_oa_cs")):
        await ZaloFacts(database["zalo_facts"]).put(ZaloFact("replies_bought", None, left, MORNING))
        await database["zalo_facts"].update_many({}, {"$set": {"at": MORNING - timedelta(days=1)}})
        assert (await staff_api.asks("accepted"))["channel"] == channel, left
