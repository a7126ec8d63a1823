"""Broadcasts as officers see them, and what becomes of them in the queue."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from itertools import pairwise
from typing import Any

import httpx
import pytest
import pytest_asyncio
from prometheus_client import REGISTRY

from shared.clock import SystemClock, rfc3339
from shared.crypto import FieldCipher
from shared.identity import TokenVerifier
from shared.leases import Leases
from shared.mongo import Database, Document
from shared.testing import FakeClock, TokenMint
from shared.web import create_app
from svc_notify.api.broadcasts.offers import OFFERS
from svc_notify.domain.link import Link
from svc_notify.domain.message import Lane, State
from svc_notify.domain.preferences import Preferences
from svc_notify.domain.reasons import Reason
from svc_notify.jobs.send_broadcasts import SendBroadcasts
from svc_notify.sources.template_files import load_templates
from svc_notify.store.audiences import Audiences
from svc_notify.store.broadcast_messages import BroadcastMessages
from svc_notify.store.broadcasts import Broadcasts
from svc_notify.store.indexes import make_indexes
from svc_notify.store.links import Links
from svc_notify.store.messages import Messages
from svc_notify.store.oa_people import OaPeople
from svc_notify.store.preferences import CitizenPreferences
from svc_notify.use_cases.plan_broadcast import PlanBroadcast
from svc_notify.wiring.api import make_routers

from .harness import FIELD_KEYS
from .test_webhooks_in import settings

PATH = "/v1/staff/broadcasts"
WARNING: dict[str, Any] = {
    "kind": "warning",
    "issuer": "UBND tỉnh Quảng Ngãi",
    "subject": "Bão số 12",
    "text": "Người dân vùng trũng sơ tán trước 18 giờ hôm nay.",
    "audience": {"reach": "all"},
    "rate_per_minute": 600,
}


class Office:
    """The routes and the job on one database, at a time that stands still."""

    def __init__(self, database: Database, http: httpx.AsyncClient, mint: TokenMint, clock: FakeClock) -> None:
        self.database = database
        self.http = http
        self.clock = clock
        self.messages = Messages(database["messages"])
        cipher = FieldCipher.parse(FIELD_KEYS)
        self.links = Links(database["links"], OaPeople(database["oa_people"], cipher), cipher)
        self.preferences = CitizenPreferences(database["preferences"])
        self.writer = mint.staff("broadcaster@province", staff_id="stf_writer", name="Lê Văn Soạn")
        self.second = mint.staff(
            "broadcast_approver@province", "broadcaster@province", staff_id="stf_second", name="Trần Thị Duyệt"
        )
        self.mint = mint
        self.broadcasts = Broadcasts(database["broadcasts"])
        self.woken = 0
        self.keys = 0
        plan = PlanBroadcast(
            broadcasts=self.broadcasts,
            messages=self.messages,
            planned=BroadcastMessages(database["messages"]),
            audiences=Audiences(self.links, self.preferences),
            templates=load_templates(),
            clock=clock,
            on_planned=self._wake,
        )
        self.job = SendBroadcasts(self.broadcasts, plan, Leases(database["leases"], "wrk_1"), clock)

    def _wake(self) -> None:
        self.woken += 1

    async def know(self, number: int, *, follow: bool = True) -> None:
        for n in range(number):
            link = Link(f"cit_{n:03}", f"30000{n}", f"20000{n}" if follow else None, follow)
            assert await self.links.put(link, 1, self.clock.now())

    async def post(self, path: str, who: dict[str, str], body: Any = None, **headers: str) -> httpx.Response:
        self.keys += 1
        sent = {"Idempotency-Key": f"key-{self.keys:08}", **who, **{n.replace("_", "-"): v for n, v in headers.items()}}
        return await self.http.post(f"{PATH}{path}", json=body, headers=sent)

    async def draft(self, **changed: Any) -> dict[str, Any]:
        answer = await self.post("", self.writer, {**WARNING, **changed})
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    async def approved(self, **changed: Any) -> str:
        draft = await self.draft(**changed)
        answer = await self.post(f"/{draft['id']}/approval", self.second, If_Match='"1"')
        assert answer.status_code == 200, answer.text
        return str(draft["id"])

    async def show(self, broadcast_id: str) -> dict[str, Any]:
        answer = await self.http.get(f"{PATH}/{broadcast_id}", headers=self.writer)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def works(self, rounds: int = 20) -> None:
        for _ in range(rounds):
            if not await self.job.go_on():
                return

    async def planned(self) -> list[Document]:
        return await self.database["messages"].find({}).sort("due_at").to_list(10_000)


@pytest_asyncio.fixture(loop_scope="session")
async def office(database: Database) -> AsyncIterator[Office]:
    await make_indexes(database)
    clock = FakeClock(SystemClock().now().replace(microsecond=0))
    mint = TokenMint(clock)
    with_phone = settings().model_copy(update={"public_phones": ("0905000111",)})
    routers = make_routers(with_phone, database, clock)
    app = create_app(title="Thông báo", routers=routers, offers=OFFERS)
    app.state.verifier = TokenVerifier(mint.keys, clock)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://notify") as http:
        yield Office(database, http, mint, clock)


async def test_a_screen_is_drawn_from_the_answer_alone(office: Office) -> None:
    draft = await office.draft()
    assert (draft["state_label"], draft["kind_label"]) == ("Bản nháp, chờ duyệt", "Cảnh báo")
    assert draft["audience"]["reach_label"] == "Mọi người dùng ứng dụng"
    assert draft["writers"] == [{"id": "stf_writer", "name": "Lê Văn Soạn"}]
    assert [step["label"] for step in draft["steps"]] == ["Soạn tin"]
    assert [offer["action"] for offer in draft["allowed_actions"]] == ["edit", "discard"]

    async def offered(who: dict[str, str]) -> dict[str, dict[str, Any]]:
        [row] = (await office.http.get(PATH, headers=who)).json()["items"]
        return {offer["action"]: offer for offer in row["allowed_actions"]}

    assert [*await offered(office.mint.staff("broadcast_approver@province", staff_id="stf_writer"))] == ["discard"]
    assert [*await offered(office.mint.staff("administrator@province"))] == []
    approve = (await offered(office.second))["approve"]
    assert (approve["label"], approve["method"], approve["needs_if_match"]) == ("Duyệt tin", "POST", True)
    path = approve["href"].removeprefix(PATH)
    taken = await office.post(path, office.second, If_Match=approve["etag"])
    assert [offer["action"] for offer in taken.json()["allowed_actions"]] == ["stop"]
    refused = await office.post(path, office.second, If_Match='"2"')
    assert (refused.status_code, refused.json()["allowed_actions"][0]["action"]) == (409, "stop")


async def test_nothing_is_sent_before_a_second_officer_has_approved_what_they_saw(office: Office) -> None:
    await office.know(3)
    draft = await office.draft()
    await office.works()
    assert await office.planned() == []
    own = await office.post(f"/{draft['id']}/approval", office.writer, If_Match='"1"')
    assert own.status_code == 403, "who may write need not be one who may approve"
    writer_too = office.mint.staff("broadcast_approver@province", staff_id="stf_writer")
    own = await office.post(f"/{draft['id']}/approval", writer_too, If_Match='"1"')
    assert (own.status_code, own.json()["title"]) == (409, "Cần người thứ hai")
    edit = await office.http.put(
        f"{PATH}/{draft['id']}", json={**WARNING, "subject": "Bão số 13"}, headers={**office.writer, "If-Match": '"1"'}
    )
    assert (edit.status_code, edit.headers["etag"]) == (200, '"2"')
    assert (await office.post(f"/{draft['id']}/approval", office.second, If_Match='"1"')).status_code == 412
    assert (await office.post(f"/{draft['id']}/approval", office.second)).status_code == 428
    assert (await office.post(f"/{draft['id']}/approval", office.second, If_Match='"2"')).status_code == 200
    await office.works()
    messages = await office.planned()
    assert [message["citizen_id"] for message in messages] == ["cit_000", "cit_001", "cit_002"]
    assert {message["title"] for message in messages} == {"Cảnh báo: Bão số 13"}
    assert {(message["lane"], message["milestone"]) for message in messages} == {("bulk", "public_warning")}
    assert office.woken == 1


async def test_the_pace_is_kept_and_everybody_gets_one_message_whatever_is_killed(office: Office) -> None:
    await office.know(30)
    broadcast_id = await office.approved(rate_per_minute=30)  # one each two seconds: eleven within twenty seconds
    await office.works()
    first = await office.planned()
    assert len(first) == 11
    # Killed after a batch was stored and before the cursor moved: the batch is planned once more.
    await office.database["broadcasts"].update_one(
        {"_id": broadcast_id}, {"$set": {"progress": {"after": "", "paced_until": None, "complete": False}}}
    )
    for _ in range(8):
        office.clock.advance(timedelta(seconds=10))
        await office.works()
    messages = await office.planned()
    assert len(messages) == len({message["citizen_id"] for message in messages}) == 30
    shown = await office.show(broadcast_id)
    assert (shown["state"], shown["audience_complete"], shown["counts"]["planned"]) == ("finished", True, 30)


async def test_one_that_cannot_be_sent_keeps_no_other_waiting(office: Office) -> None:
    await office.know(3)
    broken, sound = await office.approved(), await office.approved(subject="Bão số 13")
    await office.database["broadcasts"].update_one({"_id": broken}, {"$set": {"content.subject": ""}})
    before = failed_runs()
    await office.works()
    await office.works()
    assert failed_runs() - before == 1, "it is left alone for a minute"
    office.clock.advance(timedelta(minutes=1))
    await office.works()
    assert failed_runs() - before == 2
    assert (await office.show(sound))["state"] == "finished"
    assert {message["subject_id"] for message in await office.planned()} == {sound}
    stopped = await office.post(f"/{broken}/stop", office.writer)
    assert (stopped.status_code, stopped.json()["state"]) == (200, "stopped")


def failed_runs() -> float:
    return REGISTRY.get_sample_value("periodic_failures_total", {"task": "send_broadcasts"}) or 0.0


async def test_stopping_takes_back_what_is_not_sent_and_resuming_sends_it(office: Office) -> None:
    await office.know(30)
    broadcast_id = await office.approved(rate_per_minute=30)
    await office.works()
    sent, sending, unreachable = (await office.planned())[:3]
    collection = office.database["messages"]
    await collection.update_one({"_id": sent["_id"]}, {"$set": {"state": "accepted"}, "$unset": {"due_at": ""}})
    await collection.update_one({"_id": sending["_id"]}, {"$set": {"state": "sending"}})
    await collection.update_one(
        {"_id": unreachable["_id"]},
        {"$set": {"state": "inbox_only", "reason": "not_following"}, "$unset": {"due_at": ""}},
    )
    stop = await office.post(f"/{broadcast_id}/stop", office.writer)
    assert (stop.status_code, stop.json()["state"]) == (200, "stopped")
    await office.works()
    counts = (await office.show(broadcast_id))["counts"]
    assert (counts["planned"], counts["accepted"], counts["inbox_only"], counts["waiting"]) == (11, 1, 9, 1)
    assert [row["reason"] for row in counts["reasons"]] == ["broadcast_stopped"]
    assert await office.messages.release(unreachable["citizen_id"], office.clock.now()) == 0, (
        "who follows now is too late"
    )
    # The call under way fails and its message comes back to wait: it is held too.
    await collection.update_one({"_id": sending["_id"]}, {"$set": {"state": "deferred", "due_at": office.clock.now()}})
    office.clock.advance(timedelta(minutes=5))
    await office.works()
    assert await office.messages.due([None], Lane.BULK, office.clock.now(), 100) == []
    assert len(await office.planned()) == 11, "and nothing new is planned"

    assert (await office.post(f"/{broadcast_id}/resume", office.second)).status_code == 200
    for _ in range(10):
        await office.works()
        office.clock.advance(timedelta(seconds=10))
    counts = (await office.show(broadcast_id))["counts"]
    assert (counts["planned"], counts["accepted"], counts["waiting"]) == (30, 1, 29)
    due = sorted(message["due_at"] for message in await office.planned() if message["state"] == "planned")
    assert all(later - earlier >= timedelta(seconds=2) for earlier, later in pairwise(due))


async def test_what_is_sent_out_is_not_stopped_and_what_still_may_go_is(office: Office) -> None:
    await office.know(3)
    broadcast_id = await office.approved()
    await office.works()
    for _ in range(3):
        office.clock.advance(timedelta(seconds=10))
        await office.works()

    async def offered() -> list[str]:
        [row] = (await office.http.get(PATH, headers=office.writer)).json()["items"]
        shown = await office.show(broadcast_id)
        assert row["allowed_actions"] == shown["allowed_actions"]
        assert shown["state"] == "finished"
        return [offer["action"] for offer in shown["allowed_actions"]]

    assert await offered() == ["stop"], "its messages wait in the channel"
    collection = office.database["messages"]
    await collection.update_many({}, {"$set": {"state": "accepted"}, "$unset": {"due_at": ""}})
    assert await offered() == []
    refused = await office.post(f"/{broadcast_id}/stop", office.writer)
    assert (refused.status_code, refused.json()["allowed_actions"]) == (409, [])
    assert refused.json()["title"] == "Không còn gì để dừng"
    unreachable = {"state": "inbox_only", "reason": "not_following"}
    await collection.update_one({"_id": (await office.planned())[0]["_id"]}, {"$set": unreachable})
    assert await offered() == ["stop"], "who follows now would get it"
    assert (await office.post(f"/{broadcast_id}/stop", office.writer)).status_code == 200


async def test_a_stop_between_a_batch_and_its_cursor_holds_the_batch(office: Office) -> None:
    await office.know(5)
    broadcast_id = await office.approved()
    ((broadcast, progress),) = await office.broadcasts.due(office.clock.now())
    await office.job._plan(broadcast, progress)
    ((broadcast, progress),) = await office.broadcasts.due(office.clock.now())
    assert (await office.post(f"/{broadcast_id}/stop", office.second)).status_code == 200
    await office.job._plan(broadcast, progress)  # it had read the broadcast before the stop
    await office.works()
    assert {message["state"] for message in await office.planned()} == {"inbox_only"}


@pytest.mark.parametrize(
    ("audience", "expected", "size"),
    [
        ({"reach": "all"}, ["cit_000", "cit_001", "cit_5"], 3),
        ({"reach": "followers"}, ["cit_000", "cit_001"], None),
        ({"reach": "communes", "communes": ["21025", "21028"]}, ["cit_001", "cit_7"], 2),
        ({"reach": "communes", "communes": ["21034"]}, [], 0),
    ],
)
async def test_who_is_meant(office: Office, audience: Any, expected: list[str], size: int | None) -> None:
    await office.know(2)
    await office.links.put(Link("cit_5", "305", None, False), 1, office.clock.now())
    await office.preferences.put("cit_001", Preferences().chosen({}, ("21025",)), office.clock.now())
    await office.preferences.put("cit_7", Preferences().chosen({}, ("21028", "21025")), office.clock.now())
    broadcast_id = await office.approved(audience=audience)
    assert (await office.show(broadcast_id))["audience_size"] == size, "said before it is sent"
    await office.works()
    assert sorted(message["citizen_id"] for message in await office.planned()) == expected


@pytest.mark.parametrize("reach", ["all", "followers"])
async def test_an_audience_that_ends_with_a_batch_is_complete(office: Office, reach: str) -> None:
    await office.know(11)
    broadcast_id = await office.approved(rate_per_minute=30, audience={"reach": reach})  # eleven in a batch
    for _ in range(3):
        await office.works()
        office.clock.advance(timedelta(seconds=30))
    assert ((await office.show(broadcast_id))["state"], len(await office.planned())) == ("finished", 11)


async def test_it_waits_for_its_hour(office: Office) -> None:
    await office.know(1)
    later = office.clock.now() + timedelta(hours=1)
    broadcast_id = await office.approved(send_from=rfc3339(later))
    await office.works()
    assert ((await office.show(broadcast_id))["state"], await office.planned()) == ("approved", [])
    office.clock.advance(timedelta(hours=1))
    await office.works()
    assert [message["due_at"] for message in await office.planned()] == [later]


async def test_the_same_press_twice_is_one_step(office: Office) -> None:
    key = {"Idempotency-Key": "key-same-0001"}
    answers = [await office.http.post(PATH, json=WARNING, headers={**office.writer, **key}) for _ in range(3)]
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert "idempotent-replay" in answers[-1].headers
    other = await office.http.post(PATH, json={**WARNING, "subject": "Khác hẳn"}, headers={**office.writer, **key})
    assert other.status_code == 422
    url = f"{PATH}/{answers[0].json()['id']}"
    press = {**office.second, **key, "If-Match": '"1"'}
    answers = await asyncio.gather(*(office.http.post(f"{url}/approval", headers=press) for _ in range(5)))
    assert {answer.status_code for answer in answers} <= {200, 412}
    assert [step["action"] for step in (await office.http.get(url, headers=press)).json()["steps"]] == [
        "draft",
        "approve",
    ]
    again = await office.http.post(f"{url}/approval", headers=press)
    assert (again.status_code, again.headers["idempotent-replay"]) == (200, "true")


async def test_a_step_that_is_not_possible_says_where_it_stands(office: Office) -> None:
    draft = await office.draft()
    for step in ("stop", "resume"):
        answer = await office.post(f"/{draft['id']}/{step}", office.second)
        assert (answer.status_code, answer.json()["detail"]) == (409, "Tin chưa được duyệt.")
    assert (await office.post(f"/{draft['id']}/discard", office.writer)).status_code == 200
    assert (await office.post(f"/{draft['id']}/approval", office.second, If_Match='"2"')).status_code == 409
    late = await office.http.put(f"{PATH}/{draft['id']}", json=WARNING, headers={**office.writer, "If-Match": '"2"'})
    assert late.status_code == 409


async def test_a_commune_speaks_to_its_own_and_sees_its_own(office: Office) -> None:
    theirs = office.mint.staff("broadcaster@21025", "broadcast_approver@21025")
    of_all = await office.draft()
    mine = {**WARNING, "audience": {"reach": "communes", "communes": ["21025"]}}
    assert (await office.post("", theirs, WARNING)).status_code == 403
    made = (await office.post("", theirs, mine)).json()
    assert made["unit"] == "21025"
    for method, path in (("GET", ""), ("POST", "/stop"), ("POST", "/approval")):
        headers = {**theirs, "Idempotency-Key": "key-00000099", "If-Match": '"1"'}
        answer = await office.http.request(method, f"{PATH}/{of_all['id']}{path}", headers=headers)
        absent = await office.http.request(method, f"{PATH}/brd_absent{path}", headers=headers)
        assert (answer.status_code, answer.json()) == (404, absent.json())
    listed = (await office.http.get(PATH, headers=theirs)).json()["items"]
    assert [one["id"] for one in listed] == [made["id"]]


async def test_the_list_comes_page_by_page_newest_first(office: Office) -> None:
    made = []
    for _ in range(5):
        made.append((await office.draft())["id"])
        office.clock.advance(timedelta(seconds=1))
    first = (await office.http.get(f"{PATH}?limit=3", headers=office.writer)).json()
    then = (await office.http.get(f"{PATH}?limit=3&after={first['next']}", headers=office.writer)).json()
    assert [one["id"] for one in (*first["items"], *then["items"])] == made[::-1]
    assert then["next"] is None
    assert (await office.http.get(f"{PATH}?after=x", headers=office.writer)).status_code == 400


WRONG: list[dict[str, Any]] = [
    {"kind": "advert"},
    {"subject": ""},
    {"subject": "a" * 101},
    {"text": "a" * 1_001},
    {"issuer": None},
    {"audience": {"reach": "everybody"}},
    {"audience": {"reach": "communes"}},
    {"audience": {"reach": "all", "communes": ["21025"]}},
    {"audience": {"reach": "communes", "communes": ["Bình Sơn"]}},
    {"audience": {"reach": "communes", "communes": ["99999"]}},
    {"rate_per_minute": 0},
    {"rate_per_minute": 60_001},
    {"send_from": "2026-11-22T10:00:00"},
    {"send_from": "2020-01-01T10:00:00+07:00"},
    {"send_from": "2099-01-01T10:00:00+07:00"},
    {"force": True},
]


@pytest.mark.parametrize("field", ["issuer", "subject", "text"])
@pytest.mark.parametrize("number", ["0905 123 456", "+84905123456", "051095001234", "051 095 001 234", "212345678"])
async def test_a_broadcast_names_nobody_by_a_number(office: Office, field: str, number: str) -> None:
    named = {**WARNING, field: f"Liên hệ ông Mẫu {number} khi cần"}
    answer = await office.post("", office.writer, named)
    assert (answer.status_code, [error["field"] for error in answer.json()["errors"]]) == (422, [field])
    assert "số di động của cơ quan" in answer.json()["errors"][0]["message"]
    draft = await office.draft()
    edited = await office.http.put(f"{PATH}/{draft['id']}", json=named, headers={**office.writer, "If-Match": '"1"'})
    assert edited.status_code == 422
    assert number not in repr(await office.database["broadcasts"].find({}).to_list(10))


@pytest.mark.parametrize(
    "text",
    [
        "Gọi Văn phòng Ban chỉ huy 0255 3822 456 hoặc tổng đài 1022, 1900 1234, 112, 113, 114, 115.",
        f"Hỗ trợ 120.000.000 đồng cho mỗi xã theo Quyết định số {123456789}/QĐ-UBND ngày 05/08/2026.",
        "Trực đêm: 0905 000 111 (di động của Ban chỉ huy, tỉnh đã khai báo).",
    ],
)
async def test_an_offices_own_numbers_may_stand_in_it(office: Office, text: str) -> None:
    assert (await office.draft(text=text))["id"]


async def test_a_wrong_draft_is_a_problem_and_leaves_nothing(office: Office) -> None:
    for changed in WRONG:
        answer = await office.post("", office.writer, {**WARNING, **changed})
        assert answer.status_code == 422, changed
        assert answer.headers["content-type"] == "application/problem+json"
    assert await office.database["broadcasts"].count_documents({}) == 0


async def test_only_those_who_may(office: Office) -> None:
    draft = await office.draft()
    url = f"{PATH}/{draft['id']}"
    for who in (office.mint.citizen("cit_1"), office.mint.staff("one_stop@21025")):
        assert (await office.http.get(PATH, headers=who)).status_code == 403
        assert (await office.http.get(url, headers=who)).status_code == 403
        assert (await office.post("", who, WARNING)).status_code == 403
    administrator = office.mint.staff("administrator@province")
    assert (await office.http.get(url, headers=administrator)).status_code == 200
    for step in ("approval", "stop", "resume", "discard"):
        assert (await office.post(f"/{draft['id']}/{step}", administrator, If_Match='"1"')).status_code == 403


async def test_each_look_goes_by_an_index(office: Office) -> None:
    await office.know(1)
    broadcast_id = await office.approved()
    await office.works()
    broadcasts = office.database["broadcasts"]
    for query, index in (
        ({"due_at": {"$lte": office.clock.now()}}, "ix_due"),
        ({"unit": {"$in": ["21025"]}}, "ix_unit_created"),
    ):
        plan = (await broadcasts.find(query).explain())["queryPlanner"]["winningPlan"]
        assert f"'indexName': '{index}'" in repr(plan), (query, plan)
    planned = BroadcastMessages(office.database["messages"])
    assert await planned.open(broadcast_id), "by its index, by hint"
    assert await planned.hold(broadcast_id) == len(await planned.held(broadcast_id, 10)) == 1
    plan = await office.database["links"].find({"_id": {"$gt": ""}, "ids": {"$exists": True}}).sort("_id").explain()
    assert "COLLSCAN" not in repr(plan["queryPlanner"]["winningPlan"])


async def test_its_accepted_and_failed_are_counted(office: Office) -> None:
    await office.know(4)
    broadcast_id = await office.approved()
    await office.works()
    collection = office.database["messages"]
    for number, (state, reason) in enumerate(
        (
            (State.ACCEPTED, None),
            (State.UNDELIVERABLE, Reason.RECIPIENT_INACTIVE),
            (State.INBOX_ONLY, Reason.NOT_FOLLOWING),
        )
    ):
        fields = {"state": state, **({"reason": reason} if reason else {})}
        await collection.update_one({"citizen_id": f"cit_{number:03}"}, {"$set": fields})
    counts = (await office.show(broadcast_id))["counts"]
    assert {name: counts[name] for name in ("planned", "accepted", "inbox_only", "waiting", "failed")} == {
        "planned": 4,
        "accepted": 1,
        "inbox_only": 1,
        "waiting": 1,
        "failed": 1,
    }
    assert {row["explanation"] for row in counts["reasons"]} == {
        Reason.RECIPIENT_INACTIVE.explanation,
        Reason.NOT_FOLLOWING.explanation,
    }


async def test_a_broadcast_is_shown_as_it_will_arrive_before_it_is_approved(office: Office) -> None:
    await office.know(1)
    text = "Người dân vùng trũng sơ tán trước 18 giờ hôm nay, " + "mang theo giấy tờ và thuốc men, " * 8 + "xin nhớ."
    draft = await office.draft(subject="Cảnh báo bão số 12", text=text)
    preview = (await office.show(draft["id"]))["preview"]
    assert preview["in_app"]["title"] == "Cảnh báo: Bão số 12"
    assert text.rstrip(".") in preview["in_app"]["body"]
    assert preview["shortened"] == ["noi_dung"]
    assert "…" in preview["zalo"]["body"] and len(preview["zalo"]["body"]) < len(preview["in_app"]["body"])
    assert "112, 113, 114" in preview["read_aloud"]
    answer = await office.post(f"/{draft['id']}/approval", office.second, If_Match='"1"')
    assert answer.status_code == 200, answer.text
    await office.works()
    [message] = await office.planned()
    assert (message["title"], message["body"]) == (preview["in_app"]["title"], preview["in_app"]["body"])


async def test_who_wrote_and_who_approved_is_named(office: Office) -> None:
    broadcast_id = await office.approved()
    steps = (await office.show(broadcast_id))["steps"]
    assert [(step["action"], step["by_name"]) for step in steps] == [
        ("draft", "Lê Văn Soạn"),
        ("approve", "Trần Thị Duyệt"),
    ]
