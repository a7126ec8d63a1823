"""The inbox as the mini app calls it."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx
import pytest
import pytest_asyncio

from shared.clock import SystemClock
from shared.identity import TokenVerifier
from shared.ids import random_id
from shared.mongo import Database
from shared.pagination import encode_cursor
from shared.testing import TokenMint
from shared.web import create_app
from svc_notify.api.inbox.routes import inbox_routes
from svc_notify.domain.message import Message, State
from svc_notify.store.indexes import make_indexes
from svc_notify.store.messages import Messages
from svc_notify.use_cases.delete_message import DeleteMessage
from svc_notify.use_cases.read_all_messages import ReadAllMessages
from svc_notify.use_cases.read_message import ReadMessage

START = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
ME, OTHER = "cit_me", "cit_other"


class Inbox:
    """The application with its database, called over ASGI."""

    def __init__(self, database: Database, http: httpx.AsyncClient, mint: TokenMint) -> None:
        self.messages = Messages(database["messages"])
        self.http = http
        self.mint = mint

    async def holds(self, citizen_id: str, number: int = 1, *, at: datetime = START) -> list[str]:
        """``number`` messages of the citizen, a minute apart; their ids, oldest first."""
        made = [a_message(citizen_id, at + timedelta(minutes=n)) for n in range(number)]
        for message in made:
            assert await self.messages.insert(message)
        return [message.id for message in made]

    async def get(self, path: str, citizen_id: str = ME) -> httpx.Response:
        return await self.http.get(f"/v1/me/messages{path}", headers=self.mint.citizen(citizen_id))

    async def read(self, message_id: str, citizen_id: str = ME) -> httpx.Response:
        return await self.http.post(f"/v1/me/messages/{message_id}/read", headers=self.mint.citizen(citizen_id))


def a_message(citizen_id: str, at: datetime) -> Message:
    return Message(
        id=random_id("msg"),
        citizen_id=citizen_id,
        subject_id="dos_1",
        milestone="accepted",
        template_version=1,
        title="Hồ sơ đã được tiếp nhận",
        body="Mã hồ sơ: 000.00.53.H48-261123-0001.",
        plain_text="Hồ sơ đã được tiếp nhận. …",
        params={},
        event_id=random_id("evt"),
        request_id="",
        traceparent="",
        at=at,
        created_at=at,
        expires_at=at + timedelta(days=3),
        state=State.ACCEPTED,
    )


@pytest_asyncio.fixture(loop_scope="session")
async def inbox(database: Database) -> AsyncIterator[Inbox]:
    await make_indexes(database)
    clock = SystemClock()
    mint = TokenMint(clock)
    messages = Messages(database["messages"])
    routes = inbox_routes(
        messages, ReadMessage(messages, clock), ReadAllMessages(messages, clock), DeleteMessage(messages, clock)
    )
    app = create_app(title="Thông báo", routers=[routes])
    app.state.verifier = TokenVerifier(mint.keys, clock)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://notify") as http:
        yield Inbox(database, http, mint)


async def test_the_newest_message_comes_first_page_by_page_to_the_end(inbox: Inbox) -> None:
    ids = await inbox.holds(ME, 25)
    await inbox.holds(OTHER, 3)
    seen: list[str] = []
    after = ""
    while True:
        answer = (await inbox.get(f"?limit=10{after}")).json()
        seen += [item["id"] for item in answer["items"]]
        if answer["next"] is None:
            break
        after = f"&after={answer['next']}"
    assert seen == ids[::-1]


async def test_a_message_of_many_leads_to_what_it_was_drafted_from(inbox: Inbox) -> None:
    warning = replace(a_message(ME, START), subject_id="brd_1", milestone="broadcast_news", href="/v1/news/art_1")
    in_own_words = replace(a_message(ME, START - timedelta(hours=1)), subject_id="brd_2", milestone="broadcast_news")
    for message in (warning, in_own_words):
        assert await inbox.messages.insert(message)
    items = (await inbox.get("")).json()["items"]
    assert [(item["subject_id"], item["subject_href"]) for item in items] == [
        ("brd_1", "/v1/news/art_1"),
        ("brd_2", None),
    ]


async def test_messages_of_the_same_moment_are_neither_lost_nor_repeated(inbox: Inbox) -> None:
    ids = [(await inbox.holds(ME))[0] for _ in range(7)]
    first = (await inbox.get("?limit=4")).json()
    second = (await inbox.get(f"?limit=4&after={first['next']}")).json()
    assert sorted(item["id"] for item in first["items"] + second["items"]) == sorted(ids)
    assert second["next"] is None


async def test_a_message_as_the_app_shows_and_reads_it(inbox: Inbox) -> None:
    (message_id,) = await inbox.holds(ME)
    assert (await inbox.get("")).json()["items"] == [
        {
            "id": message_id,
            "subject_id": "dos_1",
            "subject_href": "/v1/dossiers/dos_1",
            "milestone": "accepted",
            "title": "Hồ sơ đã được tiếp nhận",
            "body": "Mã hồ sơ: 000.00.53.H48-261123-0001.",
            "plain_text": "Hồ sơ đã được tiếp nhận. …",
            "at": "2026-11-23T08:00:00.000+07:00",
            "read": False,
        }
    ]


async def test_reading_counts_down_once(inbox: Inbox) -> None:
    first, _second = await inbox.holds(ME, 2)
    await inbox.holds(OTHER)
    assert (await inbox.get("/unread-count")).json() == {"unread_count": 2}
    for _ in range(3):
        answer = await inbox.read(first)
        assert (answer.status_code, answer.json()["read"]) == (200, True)
    assert (await inbox.get("/unread-count")).json() == {"unread_count": 1}
    read_at = (await inbox.messages.mark_read(ME, first, START + timedelta(days=9))).read_at  # type: ignore[union-attr]
    assert read_at is not None
    assert read_at != START + timedelta(days=9)


async def test_many_unread_are_counted_to_a_hundred(inbox: Inbox) -> None:
    await inbox.holds(ME, 103)
    assert (await inbox.get("/unread-count")).json() == {"unread_count": 100}


async def test_somebody_elses_message_is_as_absent_as_one_that_never_was(inbox: Inbox) -> None:
    (message_id,) = await inbox.holds(OTHER)
    foreign, absent = await inbox.read(message_id), await inbox.read(random_id("msg"))
    assert foreign.status_code == absent.status_code == 404
    assert foreign.content == absent.content
    assert foreign.headers["content-type"] == "application/problem+json"
    assert (await inbox.get("")).json() == {"items": [], "next": None}
    assert (await inbox.get("/unread-count", OTHER)).json() == {"unread_count": 1}


async def test_all_are_read_at_once_and_only_mine(inbox: Inbox) -> None:
    await inbox.holds(ME, 3)
    await inbox.holds(OTHER)
    for _ in range(2):
        answer = await inbox.http.post("/v1/me/messages/read-all", headers=inbox.mint.citizen(ME))
        assert (answer.status_code, answer.json()) == (200, {"unread_count": 0})
    assert all(item["read"] for item in (await inbox.get("")).json()["items"])
    assert (await inbox.get("/unread-count", OTHER)).json() == {"unread_count": 1}


async def test_a_deleted_message_is_gone_from_the_inbox_and_the_count(inbox: Inbox) -> None:
    first, second = await inbox.holds(ME, 2)
    (theirs,) = await inbox.holds(OTHER)
    headers = inbox.mint.citizen(ME)
    statuses = [
        (await inbox.http.delete(f"/v1/me/messages/{message_id}", headers=headers)).status_code
        for message_id in (first, first, theirs, random_id("msg"))
    ]
    assert statuses == [204, 204, 404, 404]
    assert [item["id"] for item in (await inbox.get("")).json()["items"]] == [second]
    assert (await inbox.get("/unread-count")).json() == {"unread_count": 1}
    assert (await inbox.read(first)).status_code == 404
    assert (await inbox.get("/unread-count", OTHER)).json() == {"unread_count": 1}


@pytest.mark.parametrize("path", ["", "/unread-count"])
async def test_only_citizens_have_an_inbox(inbox: Inbox, path: str) -> None:
    nobody = await inbox.http.get(f"/v1/me/messages{path}")
    staff = await inbox.http.get(f"/v1/me/messages{path}", headers=inbox.mint.staff("one_stop@21025"))
    forged = await inbox.http.get(f"/v1/me/messages{path}", headers=TokenMint(SystemClock()).citizen(ME))
    assert (nobody.status_code, staff.status_code, forged.status_code) == (401, 403, 401)


@pytest.mark.parametrize(
    "query",
    [
        "?limit=0",
        "?limit=101",
        "?limit=x",
        "?limit=99999999999999999999999",
        "?after=x",
        "?after=%00",
        "?after=" + "A" * 500,
        "?after=" + encode_cursor("a", "b"),
        "?after=" + encode_cursor(None, None),
        "?after=" + encode_cursor("2026-11-23T08:00:00", "msg_1"),
        "?after=" + encode_cursor("0001-01-01T00:00:00+14:00", "msg_1"),
        "?after=" + encode_cursor("9999-12-31T23:59:59-14:00", "msg_1"),
        "?after=" + encode_cursor(1, 2),
    ],
)
async def test_a_wrong_question_is_a_problem_in_vietnamese_never_a_failure(inbox: Inbox, query: str) -> None:
    await inbox.holds(ME, 3)
    answer = await inbox.get(query)
    assert answer.status_code in (200, 400, 422)
    if answer.status_code == 200:
        assert answer.json() == {"items": [], "next": None}
    else:
        assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("message_id", ["x", "%00", "%ED%A0%80", "msg_" + "A" * 3_000, "$ne", "..%2f", "{}"])
async def test_an_id_that_cannot_be_is_absent(inbox: Inbox, message_id: str) -> None:
    answer = await inbox.read(message_id)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_body_nobody_asked_for_is_refused(inbox: Inbox) -> None:
    (message_id,) = await inbox.holds(ME)
    headers = {**inbox.mint.citizen(ME), "content-type": "application/json"}
    answer = await inbox.http.post(f"/v1/me/messages/{message_id}/read", headers=headers, content=b"{" * 10_000)
    assert answer.status_code == 400
