"""Everything that citizens and officers do in the journeys, done again by somebody whom it does not concern.

Whatever names an id of theirs, in its address or in its body, gets a refusal from a citizen who knows that id, and from
an officer of another commune who holds every role there; and no list of such people shows one of those ids.
"""

import asyncio
import re
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass

import httpx
import pytest

from local_stack.stack import Stack
from shared.ids import random_id
from tests.journeys.administrator import administrator
from tests.journeys.dossier import AGENCY, Journey
from tests.journeys.dues import Dues
from tests.journeys.feedback import FeedbackJourney
from tests.journeys.people import JSON, Person, Session, World, at, sign_in, sign_in_as_staff, staff_session
from tests.journeys.scan import scanned_page
from tests.journeys.test_access import METHODS, shape
from tests.journeys.test_content import article, officer

ELSEWHERE = "21028"
UNIT_ROLES = (
    "one_stop",
    "specialist",
    "administrator",
    "feedback_coordinator",
    "feedback_handler",
    "feedback_approver",
    "payment_officer",
    "payment_approver",
    "shop_reviewer",
    "broadcaster",
    "broadcast_approver",
    "news_writer",
    "news_approver",
)
AN_ID = re.compile(r"\b(?:art|dos|dra|fil|rep|que|pay|bil|stu|imp|ref|msg|apt|shp)_[0-9A-HJKMNP-TV-Z]{26}\b")
FOR_OTHERS = ("/v1/reports/{id}/support",)


@dataclass(frozen=True)
class Done:
    """A request that was granted, and the class of callers that its route is for."""

    who: str
    template: str
    request: httpx.Request
    ids: frozenset[str]

    def __str__(self) -> str:
        return f"{self.request.method} {self.request.url.path}"


class Recorder:
    def __init__(self) -> None:
        self.done: list[Done] = []
        self.ids: set[str] = set()

    async def __call__(self, response: httpx.Response) -> None:
        request = response.request
        entry = next(
            (route for method, route in METHODS if method == request.method and _is(route["path"], request)), None
        )
        uploads = request.headers.get("content-type", "").startswith("multipart/")  # streamed, and of no id
        if not response.is_success or entry is None or entry["who"] in ("public", "webhook") or uploads:
            return
        await response.aread()
        if response.headers.get("content-type", "").startswith("application/json"):
            self.ids |= {*AN_ID.findall(response.text)}
        said = request.content if request.headers.get("content-type") == "application/json" else b""
        named = frozenset(AN_ID.findall(f"{request.url.path} {said.decode()}"))
        if (named or "{" in entry["path"]) and entry["path"] not in FOR_OTHERS:
            self.done.append(Done(entry["who"], entry["path"], request, named))

    def of(self, kind: str) -> Sequence[Done]:
        """Each kind of request once for each set of ids."""
        found = {(d.request.method, d.request.url.path, d.ids): d for d in self.done if d.who.startswith(kind)}
        return list(found.values())


def _is(template: str, request: httpx.Request) -> bool:
    return shape(template).fullmatch(request.url.path) is not None


async def again(world: World, session: Session, done: Done) -> httpx.Response:
    kept = {name: done.request.headers[name] for name in ("content-type", "if-match") if name in done.request.headers}
    authorization = {"authorization": f"Bearer {session.tokens['access_token']}", "idempotency-key": random_id("tap")}
    return await world.gateway.request(
        done.request.method, done.request.url, content=done.request.content, headers={**kept, **authorization}
    )


async def everything(world: World, who: Session, kind: str) -> str:
    """All lists that ``kind`` has."""
    pages = []
    for method, route in METHODS:
        if method == "GET" and route["who"].startswith(kind) and "{" not in route["path"]:
            headers = {"authorization": f"Bearer {who.tokens['access_token']}"}
            answer = await world.gateway.get(route["path"], headers=headers)
            assert answer.status_code < 500, route["path"]
            pages.append(answer.text if answer.is_success else "")
    return "\n".join(pages)


async def officer_elsewhere(world: World, boss: Session) -> Session:
    person = await Person.with_zalo(world, "Đặng Thị Nơi Khác", follows=False)
    unknown = (await staff_session(person, expect=403)).json()
    for role in UNIT_ROLES:
        grant: JSON = {"staff_id": unknown["staff_id"], "role": role, "unit": ELSEWHERE}
        await boss.post("/v1/staff/grants", grant, 201)
    return await sign_in_as_staff(person)


async def news_of_a_commune(world: World, boss: Session) -> None:
    """An article with its picture, seen, changed and on its way, and not yet shown to citizens."""
    roles = ("news_writer", "news_approver")
    writer, approver = [await officer(world, boss, f"Người có vai trò {role}", role, unit=AGENCY) for role in roles]
    cover = (await writer.upload("bia.jpg", scanned_page(), "image/jpeg", "/v1/staff/media"))["id"]
    body = {**article("Tin của phường", unit=AGENCY, category="thoi-su"), "cover": cover, "cover_text": "Trang bìa"}
    made = (await writer.post("/v1/staff/articles", body, 201)).json()
    path = f"/v1/staff/articles/{made['id']}"
    await writer.get(f"/v1/staff/media/{cover}")
    for who in (writer, approver):
        await who.get(path)
    await writer.post(f"{path}/submit", {}, version=1)
    await approver.post(f"{path}/return", {"reason": "Thêm tên người viết."}, version=2)
    changed = {name: value for name, value in body.items() if name != "unit"} | {"author": "Minh An"}
    headers = {"Idempotency-Key": random_id("tap"), "If-Match": '"3"'}
    assert (await writer.send("PUT", path, changed, headers)).status_code == 200
    await writer.get(f"{path}/difference")
    await writer.post(f"{path}/submit", {}, version=4)
    await approver.post(f"{path}/approve", {}, version=5)


@pytest.mark.journey
@pytest.mark.timeout(900)
async def test_nothing_of_others_can_be_seen_or_moved_by_its_id(stack: Stack, world: World) -> None:
    async def step(_name: str) -> None: ...

    def show(_message: JSON) -> None: ...

    boss = await administrator(world, stack.run)
    recorder = Recorder()
    async with AsyncExitStack() as worlds:  # each with its own browser
        there, school, street, newsroom = [await worlds.enter_async_context(at(stack.endpoints)) for _ in range(4)]
        for each in (there, school, street, newsroom):
            each.gateway.event_hooks["response"].append(recorder)
        await asyncio.gather(
            Journey(there, boss, step, show).run(),
            Dues(school, boss, step, show).run("zalo"),
            FeedbackJourney(street, boss, step, show).run(),
            news_of_a_commune(newsroom, boss),
        )

    citizen = await sign_in(await Person.with_zalo(world, "Ngô Văn Tò Mò"))
    officer = await officer_elsewhere(world, boss)
    passed = []
    for kind, stranger in (("citizen", citizen), ("staff", officer)):
        assert len(recorder.of(kind)) >= 10, kind
        for done in recorder.of(kind):
            answer = await again(world, stranger, done)
            expected = (403, 404) if done.ids & {*AN_ID.findall(done.request.url.path)} else range(400, 500)
            if answer.status_code not in expected:
                passed.append(f"{kind}: {done}: {answer.status_code}: {answer.text[:200]}")
    assert passed == []
    assert AGENCY != ELSEWHERE
    for kind, stranger in (("citizen", citizen), ("staff", officer)):
        assert recorder.ids & {*AN_ID.findall(await everything(world, stranger, kind))} == set(), kind
