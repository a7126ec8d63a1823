"""What staff see of sending, and what they may do about it."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx
import pytest
import pytest_asyncio

from shared.clock import SystemClock
from shared.identity import TokenVerifier
from shared.mongo import Database
from shared.testing import TokenMint
from shared.web import create_app
from svc_notify.domain.message import Attempt, Lane, Message, State
from svc_notify.domain.outcomes import OutcomeClass
from svc_notify.domain.policy import Channel
from svc_notify.domain.reasons import Reason
from svc_notify.store.administered import EVERYTHING
from svc_notify.store.indexes import make_indexes
from svc_notify.store.messages import Messages
from svc_notify.store.staff_messages import StaffMessages
from svc_notify.wiring.api import make_routers

from .test_inbox_api import START, a_message
from .test_webhooks_in import settings


class StaffApi:
    def __init__(self, database: Database, http: httpx.AsyncClient, mint: TokenMint) -> None:
        self.database = database
        self.messages = Messages(database["messages"])
        self.http = http
        self.mint = mint
        self.officer = mint.staff("administrator@province", staff_id="stf_1")

    async def holds(
        self,
        state: State,
        reason: Reason | None,
        *,
        at: datetime = START,
        agency_id: str | None = None,
        citizen_id: str = "cit_1",
    ) -> Message:
        attempt = Attempt("clm_1", Channel.ZALO_OA_TEMPLATE, at, at, OutcomeClass.PERMANENT, -222, 12)
        message = a_message(citizen_id, at)
        message = replace(message, state=state, reason=reason, attempts=(attempt,), agency_id=agency_id)
        assert await self.messages.insert(message)
        return message

    async def get(self, path: str) -> httpx.Response:
        return await self.http.get(f"/v1/staff{path}", headers=self.officer)

    async def resend(self, message_id: str, key: str = "key-00000001") -> httpx.Response:
        headers = {**self.officer, "Idempotency-Key": key}
        return await self.http.post(f"/v1/staff/messages/{message_id}/resend", headers=headers)


@pytest_asyncio.fixture(loop_scope="session")
async def staff_api(database: Database) -> AsyncIterator[StaffApi]:
    await make_indexes(database)
    clock = SystemClock()
    mint = TokenMint(clock)
    routers = make_routers(settings(), database, clock)
    app = create_app(title="Thông báo", routers=routers)
    app.state.verifier = TokenVerifier(mint.keys, clock)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://notify") as http:
        yield StaffApi(database, http, mint)


async def test_the_messages_of_a_dossier_with_their_calls_and_why(staff_api: StaffApi) -> None:
    message = await staff_api.holds(State.UNDELIVERABLE, Reason.RECIPIENT_INACTIVE)
    (shown,) = (await staff_api.get("/messages?dossier_id=dos_1")).json()["items"]
    assert shown["id"] == message.id
    assert (shown["state"], shown["reason"]) == ("undeliverable", "recipient_inactive")
    assert shown["explanation"] == Reason.RECIPIENT_INACTIVE.explanation
    (attempt,) = shown["attempts"]
    assert (attempt["outcome"], attempt["code"], attempt["duration_ms"]) == ("permanent", -222, 12)
    assert attempt["outcome_label"] == "Zalo không nhận tin này"
    assert "citizen_id" not in shown
    assert (await staff_api.get("/messages?dossier_id=dos_2")).json() == {"items": []}


async def test_sending_again_happens_once_and_is_on_record(staff_api: StaffApi) -> None:
    message = await staff_api.holds(State.UNDELIVERABLE, Reason.RETRIES_EXHAUSTED)
    answers = await asyncio.gather(*(staff_api.resend(message.id) for _ in range(5)))
    assert {answer.status_code for answer in answers} == {200}
    (shown,) = (await staff_api.get("/messages?dossier_id=dos_1")).json()["items"]
    assert (shown["state"], shown["reason"]) == ("planned", None)
    assert [resend["by"] for resend in shown["resends"]] == ["stf_1"]
    (due,) = await staff_api.messages.due([None], Lane.DIRECT, datetime.now(UTC) + timedelta(seconds=1), 10)
    assert due.id == message.id
    assert due.expires_at > datetime.now(UTC) + timedelta(hours=23)


@pytest.mark.parametrize("state", [State.ACCEPTED, State.PLANNED, State.SENDING, State.DEFERRED])
async def test_what_was_taken_or_waits_is_not_sent_again(staff_api: StaffApi, state: State) -> None:
    message = await staff_api.holds(state, None)
    answer = await staff_api.resend(message.id)
    assert (answer.status_code, answer.json()["title"]) == (409, "Không thể gửi lại")
    assert (await staff_api.database["messages"].find_one({"_id": message.id}) or {})["state"] == state


async def test_an_administrator_of_a_commune_acts_in_that_commune(staff_api: StaffApi) -> None:
    own = await staff_api.holds(State.UNDELIVERABLE, Reason.RETRIES_EXHAUSTED, agency_id="21025")
    other = await staff_api.holds(State.UNDELIVERABLE, Reason.RETRIES_EXHAUSTED, agency_id="21028", citizen_id="cit_2")
    province = (await staff_api.get("/messages?dossier_id=dos_1")).json()["items"]
    assert {shown["id"] for shown in province} == {own.id, other.id}
    staff_api.officer = staff_api.mint.staff("administrator@21025", "broadcaster@21028", staff_id="stf_2")
    assert [shown["id"] for shown in (await staff_api.get("/messages?dossier_id=dos_1")).json()["items"]] == [own.id]
    assert (await staff_api.get(f"/messages/{own.id}/why")).status_code == 200
    assert (await staff_api.get(f"/messages/{other.id}/why")).status_code == 404
    assert (await staff_api.get("/undeliverable-messages?day=2026-11-23")).json()["total"] == 1
    for citizen_id, status in (("cit_1", 200), ("cit_2", 404), ("cit_9", 404)):
        asked = {"citizen_id": citizen_id, "milestone": "accepted"}
        answer = await staff_api.http.post("/v1/staff/messages/dry-run", json=asked, headers=staff_api.officer)
        assert answer.status_code == status, answer.text
    assert (await staff_api.resend(other.id)).status_code == 404
    assert (await staff_api.resend(own.id)).status_code == 200
    for path in ("/erasures", "/zalo-changes"):
        assert (await staff_api.get(path)).status_code == 403, f"{path} is of the whole province"


@pytest.mark.parametrize("role", ["one_stop", "specialist"])
async def test_the_counter_sees_whether_its_own_citizen_was_told(staff_api: StaffApi, role: str) -> None:
    own = await staff_api.holds(State.UNDELIVERABLE, Reason.NOT_FOLLOWING, agency_id="21025")
    await staff_api.holds(State.ACCEPTED, None, agency_id="21028", citizen_id="cit_2")
    staff_api.officer = staff_api.mint.staff(f"{role}@21025", staff_id="stf_2")
    (shown,) = (await staff_api.get("/messages?dossier_id=dos_1")).json()["items"]
    assert (shown["id"], shown["state_label"]) == (own.id, "Không gửi được qua Zalo")
    assert shown["explanation"] == Reason.NOT_FOLLOWING.explanation
    assert (await staff_api.resend(own.id)).status_code == 403
    staff_api.officer = staff_api.mint.staff(f"{role}@21999")
    assert (await staff_api.get("/messages?dossier_id=dos_1")).json() == {"items": []}


async def test_an_absent_message_and_a_missing_key(staff_api: StaffApi) -> None:
    assert (await staff_api.resend("msg_1")).status_code == 404
    assert (await staff_api.http.post("/v1/staff/messages/msg_1/resend", headers=staff_api.officer)).status_code == 400


async def test_what_reached_nobody_on_a_day_of_vietnam(staff_api: StaffApi) -> None:
    midnight = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)
    for at in (midnight, midnight + timedelta(hours=23), midnight - timedelta(seconds=1), midnight + timedelta(days=1)):
        await staff_api.holds(State.UNDELIVERABLE, Reason.RECIPIENT_INACTIVE, at=at)
    await staff_api.holds(State.UNDELIVERABLE, Reason.EXPIRED, at=midnight)
    await staff_api.holds(State.INBOX_ONLY, Reason.NOT_FOLLOWING, at=midnight)
    digest = (await staff_api.get("/undeliverable-messages?day=2026-11-23")).json()
    assert digest["total"] == 3
    assert [(row["reason"], row["milestone"], row["count"]) for row in digest["items"]] == [
        ("recipient_inactive", "accepted", 2),
        ("expired", "accepted", 1),
    ]


@pytest.mark.parametrize(
    "path",
    [
        "/messages",
        "/messages?dossier_id=x",
        "/messages?dossier_id=%00",
        "/undeliverable-messages?day=x",
        "/undeliverable-messages?day=9999-12-31",
        "/undeliverable-messages?day=0001-01-01",
    ],
)
async def test_a_wrong_question_is_a_problem(staff_api: StaffApi, path: str) -> None:
    answer = await staff_api.get(path)
    assert 400 <= answer.status_code < 500
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("path", "role"),
    [
        ("/messages?dossier_id=dos_1", "broadcaster"),  # the counter sees those of its own dossiers
        ("/undeliverable-messages", "one_stop"),
        ("/zalo-changes", "one_stop"),
    ],
)
async def test_only_administrators_look(staff_api: StaffApi, path: str, role: str) -> None:
    url = f"/v1/staff{path}"
    citizen = await staff_api.http.get(url, headers=staff_api.mint.citizen("cit_1"))
    officer = await staff_api.http.get(url, headers=staff_api.mint.staff(f"{role}@21025"))
    assert [(await staff_api.http.get(url)).status_code, citizen.status_code, officer.status_code] == [401, 403, 403]
    assert (await staff_api.get(path)).status_code == 200


async def test_each_look_goes_by_an_index(staff_api: StaffApi) -> None:
    await staff_api.holds(State.UNDELIVERABLE, Reason.EXPIRED)
    messages = staff_api.database["messages"]
    for query, index in (
        ({"subject_id": "dos_1"}, "ix_subject"),
        ({"attempts.provider_id": {"$in": ["z1", "z2"]}}, "ix_provider"),
    ):
        plan = await messages.find(query).explain()
        assert f"'indexName': '{index}'" in repr(plan["queryPlanner"]["winningPlan"])
    by_hint = await StaffMessages(messages).undeliverable(START, START + timedelta(days=1), EVERYTHING)
    assert by_hint
    due = {"due_at": {"$lte": START}}
    plan = await staff_api.database["zalo_events"].find(due).sort("due_at").explain()
    assert "'indexName': 'ix_due'" in repr(plan["queryPlanner"]["winningPlan"])
    either = [{"app_user_index": {"$in": ["a"]}}, {"_id": {"$in": ["b"]}}]
    plan = await staff_api.database["oa_people"].find({"$or": either}).explain()
    assert "COLLSCAN" not in repr(plan["queryPlanner"]["winningPlan"])
    linked = [{"app_user_index": "a"}, {"oa_user_index": "b"}]
    plan = await staff_api.database["links"].find({"$or": linked}).explain()
    assert "COLLSCAN" not in repr(plan["queryPlanner"]["winningPlan"])
