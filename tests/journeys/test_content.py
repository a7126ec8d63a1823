"""An editor's article from the draft to a citizen's screen, and a warning on to the citizen's Zalo."""

from datetime import date
from io import BytesIO
from typing import Any
from urllib.parse import urljoin

import httpx
import m3u8
import pytest
from PIL import Image

from local_stack.stack import Stack
from shared.testing import PATIENCE, eventually
from tests.journeys.administrator import administrator
from tests.journeys.people import Person, Session, World, call, sign_in, sign_in_as_staff, staff_session

Json = dict[str, Any]


def article(title: str, **other: Any) -> Json:
    return {
        "unit": "province",
        "category": "thien-tai",
        "title": title,
        "summary": "Người dân vùng trũng thấp sơ tán trước 18 giờ hôm nay.",
        "html": "<p>Bão đang vào gần bờ.<script>alert(1)</script></p>",
        "author": "Ban biên tập",
        **other,
    }


async def officer(world: World, admin: Session, name: str, *roles: str, unit: str = "province") -> Session:
    person = await Person.with_zalo(world, name, follows=False)
    staff_id = (await staff_session(person, expect=403)).json()["staff_id"]  # who has no role yet is told their id
    for role in roles:
        await admin.post("/v1/staff/grants", {"staff_id": staff_id, "role": role, "unit": unit}, 201)
    return await sign_in_as_staff(person)


@pytest.mark.journey
async def test_a_warning_from_the_draft_to_the_screen_and_to_zalo(stack: Stack, world: World) -> None:
    admin = await administrator(world, stack.run)
    lan = await Person.with_zalo(world, "Nguyễn Thị Lan")
    citizen = await sign_in(lan)
    writer = await officer(world, admin, "Trần Viết", "news_writer", "broadcaster", "broadcast_approver")
    approver = await officer(world, admin, "Lê Duyệt", "news_approver", "broadcast_approver")
    second = await officer(world, admin, "Phạm Thứ Hai", "broadcast_approver")

    made = (await writer.post("/v1/staff/articles", article("Bão số 12 vào bờ", warning=True), 201)).json()
    path = f"/v1/staff/articles/{made['id']}"
    await call(world.gateway, "GET", f"/v1/news/{made['id']}", 404)
    await writer.post(f"{path}/submit", {}, version=1)
    await writer.post(f"{path}/approve", {}, 403, version=2)
    await approver.post(f"{path}/approve", {}, version=2)
    await approver.post(f"{path}/publish", {}, version=3)
    shown = (await call(world.gateway, "GET", f"/v1/news/{made['id']}", 200)).json()
    assert "script" not in shown["html"]
    assert shown["pinned"] is True

    async def pinned() -> list[str]:
        return [one["id"] for one in (await call(world.gateway, "GET", "/v1/home", 200)).json()["pinned"]]

    # The gateway may have kept the screen of a moment ago, and no longer than two seconds.
    await eventually(pinned, want=lambda ids: ids[:1] == [made["id"]])

    async def drafts() -> list[Json]:
        items = (await second.get("/v1/staff/broadcasts")).json()["items"]
        return [one for one in items if one["subject"] == "Bão số 12 vào bờ"]

    [draft] = await eventually(drafts)
    assert draft["state"] == "draft"
    # Who wrote or published it is not the second officer.
    for author in (writer, approver):
        await author.post(f"/v1/staff/broadcasts/{draft['id']}/approval", {}, 409, version=draft["version"])
    await second.post(f"/v1/staff/broadcasts/{draft['id']}/approval", {}, version=draft["version"])
    messages = await lan.messages(at_least=1)
    assert any("Bão số 12" in str(message) for message in messages)
    inbox = (await citizen.get("/v1/me/messages")).json()
    [warning] = [one for one in inbox["items"] if "Bão số 12" in one["title"]]
    assert warning["subject_href"] == f"/v1/news/{made['id']}"

    async def state() -> str:
        return str((await second.get(f"/v1/staff/broadcasts/{draft['id']}")).json()["state"])

    # It goes to everybody: whoever signs in for another journey of the same stack is to have nothing of it.
    await eventually(state, want=lambda now: now == "finished")


@pytest.mark.journey
async def test_a_citizen_finds_a_procedure_by_a_misspelt_word(stack: Stack, world: World) -> None:
    async def found(query: str) -> list[str]:
        items = (await call(world.gateway, "GET", "/v1/search", 200, params={"q": query})).json()["items"]
        return [one["id"] for one in items if one["subject"] == "procedure"]

    # Told by svc-dossier's events: the shipped procedures are among them.
    await eventually(lambda: found("đăng ký khai sinh"), want=lambda ids: "1.001193" in ids)
    for query in ("dang ky khai sinh", "đăng kí khai xinh", "dang ki khai xin"):
        assert "1.001193" in await found(query), query
    for query, code in {
        "khaisinh": "1.001193",
        "đăng kí khai sinh": "1.001193",
        "xin giay doc than": "1.004873",
        "tro cap nguoi gia": "1.001776",
    }.items():
        assert (await found(query))[:1] == [code], query


@pytest.mark.journey
async def test_what_is_shipped_is_found_too(stack: Stack, world: World) -> None:
    async def found(query: str) -> list[tuple[str, str]]:
        items = (await call(world.gateway, "GET", "/v1/search", 200, params={"q": query})).json()["items"]
        return [(one["subject"], one["title"]) for one in items]

    await eventually(lambda: found("mo ho kinh doanh"), want=lambda rows: ("guide", "Mở hộ kinh doanh") in rows)


@pytest.mark.journey
async def test_the_official_template_finds_what_it_asks_for(stack: Stack, world: World) -> None:
    lan = await Person.with_zalo(world, "Nguyễn Thị Hoa")
    headers = {"Authorization": f"Bearer {await lan.zalo_token()}"}

    async def ask(path: str, **query: Any) -> Any:
        body = (await call(world.gateway, "GET", path, 200, params=query, headers=headers)).json()
        assert body["err"] == 0, body
        return body["data"]

    assert (await ask("/get_organization_api"))["officialAccounts"][0]["oaId"] == "4000000000000000004"
    assert len((await ask("/get_articles_api", page=1, pargeSize=10))["data"]) == 10
    assert (await ask("/information_guide_api", page=0, pargeSize=10))["total"] == 8
    assert await ask("/search_profiles_api", profileCode="HS-KHONGCO") == []
    assert await ask("/get_schedule_api") is None
    types = await ask("/feedback_types_api")
    picture = BytesIO()
    Image.new("RGB", (40, 30), (90, 20, 20)).save(picture, "JPEG")
    files = {"photo": ("1.jpg", picture.getvalue(), "image/jpeg")}
    picked = (await call(world.gateway, "POST", "/upload_image_api", 200, files=files)).json()["data"]
    report = {
        "title": "Đèn đường không sáng",
        "content": "Ba bóng đèn trước nhà văn hóa không sáng từ hôm qua.",
        "feedbackTypeId": next(row["id"] for row in types if row["title"] == "Đèn đường không sáng"),
        "imageUrls": picked["images"],
        "token": "",
    }
    for _ in range(2):  # sent twice is one report
        sent = (await call(world.gateway, "POST", "/feedback_api", 200, json=report, headers=headers)).json()
        assert sent == {"err": 0, "message": "Thành công", "data": True}
    listed = [
        row for row in (await ask("/feedback_api", page=0, pargeSize=10))["data"] if row["content"].endswith("qua.")
    ]
    assert [(row["title"], row["type"]) for row in listed] == [("Đèn đường không sáng", "Đèn đường không sáng")]
    [address] = listed[0]["imageUrls"]
    async with httpx.AsyncClient() as picture_element:  # which sends no token
        shown = await picture_element.get(address)
    assert (shown.status_code, shown.headers["content-type"]) == (200, "image/jpeg")


@pytest.mark.journey
async def test_the_official_template_books_where_it_is_set_to_book_as_shipped(stack: Stack, world: World) -> None:
    lan = await Person.with_zalo(world, "Nguyễn Thị Hẹn")
    headers = {"Authorization": f"Bearer {await lan.zalo_token()}"}
    office = (await call(world.gateway, "GET", "/get_organization_api", 200)).json()["data"]["id"]
    days = (await call(world.gateway, "GET", f"/v1/offices/{office}/slots", 200, params={"days": 14})).json()["items"]
    [day, *_] = [date.fromisoformat(one["day"]) for one in days if any(slot["free"] for slot in one["slots"])]
    booking = {"date": f"{day:%m-%d-%Y}", "fullName": "Nguyễn Thị Hẹn", "content": "Hỏi", "phoneNumber": "84912345678"}
    for _ in range(2):  # tapped twice is one visit
        booked = (await call(world.gateway, "POST", "/create_schedule_api", 200, json=booking, headers=headers)).json()
        assert booked["err"] == 0, booked
    shown = (await call(world.gateway, "GET", "/get_schedule_api", 200, headers=headers)).json()["data"]
    assert (shown["number"], shown["organizationId"]) == (booked["data"]["number"], office)
    assert shown["date"].startswith(day.isoformat())


@pytest.mark.journey
async def test_a_channel_that_dies_is_marked_and_comes_back(stack: Stack, world: World) -> None:
    async def playing() -> dict[str, str]:
        items = (await call(world.gateway, "GET", "/v1/tv/channels", 200)).json()["items"]
        return {one["code"]: one["stream_url"] for one in items if one["up"]}

    urls = await eventually(playing, want=lambda up: len(up) == 4)
    async with httpx.AsyncClient(timeout=PATIENCE, trust_env=False) as viewer:
        for url in urls.values():
            segment = m3u8.loads((await viewer.get(url)).text).segments[-1].uri
            assert len((await viewer.get(urljoin(url, segment))).content) > 1_000
        station = urljoin(urls["qngtv1"], "/control/channels/qngtv1")
        await viewer.put(station, json={"up": False})
        await eventually(playing, want=lambda up: set(up) == urls.keys() - {"qngtv1"})
        await viewer.put(station, json={"up": True})
        await eventually(playing, want=lambda up: len(up) == 4)
