"""Zalo's official e-government template, field by field: what it asks as it asks it, what it gets as it reads it.

Source of the fields: the template's own calls and types (docs/contracts/zalo.md, section 9.6).
"""

import asyncio
import errno
import tempfile
from typing import Any

import orjson
import pytest
from gateway_world import Received, answer

from gateway.api.official_template.reports import number_of
from gateway.domain.picked_picture import LARGEST_PICTURE, MOST_PICTURES
from shared.testing import eventually

OFFICE = "trung-tam-phuc-vu-hanh-chinh-cong"
APPOINTMENT = {
    "id": "apt_1",
    "office": {"id": OFFICE, "name": "Trung tâm"},
    "procedure": {"code": "2.000815", "name": "Chứng thực"},
    "starts_at": "2026-11-30T08:00:00.000+07:00",
    "ends_at": "2026-11-30T08:30:00.000+07:00",
    "number": 7,
    "state": "requested",
    "state_label": "Chờ duyệt",
    "reason": None,
    "version": 1,
}
DETAIL = {
    **APPOINTMENT,
    "contact": {"name": "Nguyễn Thị Lan", "phone": "0912345678", "note": "Xin bản sao"},
    "allowed": ["cancel"],
    "queue": {"day": "2026-11-30", "now_served": 3, "waiting": 4},
    "ahead": 3,
}
SLOTS = {
    "items": [
        {
            "day": "2026-11-30",
            "working": True,
            "slots": [
                {"starts_at": "2026-11-30T07:30:00+07:00", "ends_at": "", "free": 0},
                {"starts_at": "2026-11-30T08:00:00+07:00", "ends_at": "", "free": 2},
            ],
        }
    ]
}
PROGRESS = {
    "code": "000.01.99.H48-261123-0001",
    "state": 4,
    "state_label": "Đang xử lý",
    "what_next": "",
    "accepted_at": None,
    "due_at": "2020-11-30T17:00:00.000+07:00",
    "steps": [
        {"at": "2026-11-23T08:00:00.000+07:00", "state": 1, "state_label": "Mới đăng ký"},
        {"at": "2026-11-24T08:00:00.000+07:00", "state": 4, "state_label": "Đang xử lý"},
    ],
}


def news(number: int) -> dict[str, Any]:
    return {
        "id": f"art_{number}",
        "category": "y-te",
        "category_label": "Y tế",
        "title": f"Tin {number}",
        "summary": "Tóm tắt",
        "cover": {"url": "/v1/media/fil_1", "text": "Ảnh"} if number == 1 else None,
        "published_at": "2026-11-27T09:00:00.000+07:00",
        "pinned": number == 0,
        "warning": False,
        "issuer": "UBND tỉnh",
        "link": f"https://zalo.me/s/5000000000000000005/news/art_{number}",
    }


FAQ = {
    "topics": [],
    "items": [{"id": f"q{n}", "topic": "t", "question": f"Hỏi {n}", "answer": "Đáp"} for n in range(12)],
}
ORGANISATION = {
    "name": "UBND tỉnh Quảng Ngãi",
    "description": "Ứng dụng của tỉnh",
    "logo_url": "",
    "website": "",
    "official_accounts": [{"oa_id": "4000000000000000004", "name": "Quảng Ngãi Smart", "logo_url": ""}],
}


REPORT = {
    "id": "rep_1",
    "title": "Đèn đường hỏng",
    "category": {"code": "den-duong-hong", "name": "Đèn đường không sáng"},
    "sent_at": "2026-11-27T09:00:00.000+07:00",
    "changed_at": "2026-11-27T10:00:00.000+07:00",
}
OWN_PICTURE = "/v1/open-files/feedback?key=sealed"
OWN_REPORT = {
    **REPORT,
    "description": "Ba bóng đèn không sáng từ hôm qua.",
    "what_next": "Trung tâm điều phối sẽ xem trong 2 giờ làm việc.",
    "result": None,
    "files": [{"media_type": "image/jpeg", "href": "/v1/reports/rep_1/files/fil_1", "link": OWN_PICTURE}],
}
PUBLIC_REPORT = {
    **REPORT,
    "id": "rep_2",
    "text": "Ổ gà lớn ở ngã tư.",
    "result": "Đã vá xong.",
    "group_label": "Đã xử lý",
    "files": [
        {"media_type": "image/jpeg", "href": "/v1/public-reports/rep_2/files/fil_2"},
        {"media_type": "video/mp4", "href": "/v1/public-reports/rep_2/files/fil_3"},
    ],
}
CATEGORIES = {
    "fields": [
        {"code": "giao-thong", "name": "Giao thông", "categories": [{"code": "o-ga", "name": "Ổ gà"}]},
        {
            "code": "chieu-sang",
            "name": "Chiếu sáng",
            "categories": [{"code": "den-duong-hong", "name": "Đèn đường không sáng"}],
        },
    ],
    "emergency_numbers": [],
}
JPEG = b"\xff\xd8\xff\xe0 a picture"


class Behind:
    """The services behind the gateway, as far as the template needs them."""

    def __init__(self, gateway: Any) -> None:
        self.booked: list[dict[str, Any]] = []
        self.keys: list[str | None] = []
        self.uploaded: list[tuple[str, bytes]] = []
        self.sent: list[tuple[str, dict[str, Any]]] = []
        self.flooded = False
        self.tokens: set[str | None] = set()
        self.headers: list[tuple[bytes, bytes]] = []
        gateway.dossier.handler = gateway.notify.handler = self.handle  # svc-content listens where svc-notify does

    async def handle(self, received: Received, send: Any) -> None:
        self.tokens.add(received.header("authorization"))
        if received.path == "/v1/feedback-files":
            self.uploaded.append((received.header("idempotency-key") or "", received.body))
            await answer(send, 201, {"id": f"fil_{len(self.uploaded)}"})
            return
        if received.path == "/v1/reports" and received.method == "POST":
            self.sent.append((received.header("idempotency-key") or "", orjson.loads(received.body)))
            if self.flooded:
                await answer(send, 429, {"title": "Quá nhiều", "detail": "Ông/Bà đã gửi 3 phản ánh trong 10 phút."})
            else:
                await answer(send, 201, {"id": "rep_1"})
            return
        if received.method == "POST":
            self.booked.append(orjson.loads(received.body))
            self.keys.append(received.header("idempotency-key"))
            await answer(send, 201, APPOINTMENT)
            return
        await answer(send, *self.page(received.path, received.query), *self.headers)

    def page(self, path: str, query: str) -> tuple[int, Any]:
        if path == "/v1/news":
            second = "after=" in query
            rows = [news(n) for n in (range(101, 103) if second else range(1, 101))]
            pinned = [] if second else [news(0)]
            return 200, {"pinned": pinned, "items": rows, "next": None if second else "cursor", "total": 103}
        if path == "/v1/dossier-progress" and str(PROGRESS["code"]) not in query:
            return 404, {"title": "Không tìm thấy", "detail": "Không có hồ sơ này."}
        pages: dict[str, Any] = {
            "/v1/organisation": ORGANISATION,
            "/v1/faq": FAQ,
            "/v1/dossier-progress": PROGRESS,
            "/v1/appointments/apt_1": DETAIL,
            "/v1/appointments": {"items": [APPOINTMENT] if self.booked else [], "next": None},
            f"/v1/offices/{OFFICE}/slots": SLOTS,
            "/v1/feedback-categories": CATEGORIES,
            "/v1/reports": {"items": [REPORT], "next": None},
            "/v1/reports/rep_1": OWN_REPORT,
            "/v1/public-reports": {"items": [REPORT, {**REPORT, "id": "rep_2"}], "next": "more"},
            "/v1/public-reports/rep_2": PUBLIC_REPORT,
        }
        return 200, pages[path]


@pytest.fixture
def behind(gateway: Any) -> Behind:
    return Behind(gateway)


async def zalo_token(gateway: Any) -> dict[str, str]:
    """What the template sends: Zalo's own token."""
    token = await gateway.zalo.token(await gateway.zalo.person())
    return {"Authorization": f"Bearer {token}", "x-organization-id": OFFICE, "Origin": "https://h5.zdn.vn"}


async def ask(gateway: Any, path: str, headers: dict[str, str] | None = None, **query: Any) -> Any:
    answer = await gateway.http.get(path, params=query, headers=headers or {})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_the_organisation(gateway: Any, behind: Behind) -> None:
    body = await ask(gateway, "/get_organization_api", miniAppId="5000000000000000005")
    assert body == {
        "err": 0,
        "message": "Thành công",
        "data": {
            "id": OFFICE,
            "name": "UBND tỉnh Quảng Ngãi",
            "description": "Ứng dụng của tỉnh",
            "logoUrl": "",
            "officialAccounts": [
                {"oaId": "4000000000000000004", "name": "Quảng Ngãi Smart", "logoUrl": "", "follow": False}
            ],
        },
    }


async def test_what_everybody_may_read_is_there_while_its_service_is_down(open_gateway: Any) -> None:
    gateway = await open_gateway()
    behind = Behind(gateway)
    behind.headers = [(b"cache-control", b"public, max-age=1, stale-if-error=86400")]
    paths = ("/get_organization_api", "/get_articles_api", "/information_guide_api")
    before = [await ask(gateway, path) for path in paths]
    failed: set[str] = set()

    async def down(received: Received, send: Any) -> None:
        failed.add(received.path)
        await answer(send, 503, {"title": "Hỏng"})

    gateway.dossier.handler = gateway.notify.handler = down

    async def shown_although_it_fails() -> bool:
        assert [await ask(gateway, path) for path in paths] == before
        return failed == {"/v1/organisation", "/v1/news", "/v1/faq"}

    await eventually(shown_although_it_fails)


async def test_news_by_pages_with_the_misspelt_parameter(gateway: Any, behind: Behind) -> None:
    data = (await ask(gateway, "/get_articles_api", page=1, pargeSize=10))["data"]
    assert (data["current"], data["pageSize"], data["total"], len(data["data"])) == (1, 10, 103, 10)
    assert data["data"][1] == {
        "id": "art_1",
        "title": "Tin 1",
        "desc": "Tóm tắt",
        "author": "UBND tỉnh",
        "thumb": f"{gateway.url}/v1/media/fil_1",
        "link": "https://zalo.me/s/5000000000000000005/news/art_1",
        "createdAt": 1795744800000,
    }
    deep = (await ask(gateway, "/get_articles_api", page=11, pageSize=10))["data"]
    assert [row["id"] for row in deep["data"]] == ["art_100", "art_101", "art_102"]
    for wrong in ({"page": "x"}, {"page": 0}, {"page": 1, "pargeSize": 5000}, {"page": 10**9}):
        body = await ask(gateway, "/get_articles_api", **wrong)
        assert (body["err"], body["data"]) == (-1, None)


async def test_guides_count_from_page_zero(gateway: Any, behind: Behind) -> None:
    data = (await ask(gateway, "/information_guide_api", page=1, pargeSize=10))["data"]
    assert (data["current"], data["total"]) == (1, 12)
    assert data["data"][0] == {"id": 11, "question": "Hỏi 10", "answer": "Đáp"}


async def test_a_dossier_by_its_code(gateway: Any, behind: Behind) -> None:
    headers = await zalo_token(gateway)
    [found] = (await ask(gateway, "/search_profiles_api", headers, profileCode=PROGRESS["code"]))["data"]
    assert found == {
        "name": f"Hồ sơ {PROGRESS['code']}",
        "profileCode": PROGRESS["code"],
        "dueDate": PROGRESS["due_at"],
        "status": 2,
        "notifications": [
            {"message": "Đang xử lý", "createdAt": "2026-11-24T08:00:00.000+07:00"},
            {"message": "Mới đăng ký", "createdAt": "2026-11-23T08:00:00.000+07:00"},
        ],
    }
    assert (await ask(gateway, "/search_profiles_api", headers, profileCode="khác"))["data"] == []
    assert (await ask(gateway, "/search_profiles_api", headers))["err"] == -1


async def test_a_visit_is_booked_once_however_often_it_is_sent(gateway: Any, behind: Behind) -> None:
    headers = await zalo_token(gateway)
    assert (await ask(gateway, "/get_schedule_api", headers))["data"] is None
    booking = {
        "date": "11-30-2026",
        "fullName": "Nguyễn Thị Lan",
        "content": "Xin bản sao",
        "phoneNumber": "84912345678",
    }
    first, again = [await gateway.http.post("/create_schedule_api", json=booking, headers=headers) for _ in range(2)]
    assert first.json() == again.json()
    assert first.json()["data"] == {
        "organizationId": OFFICE,
        "fullName": "Nguyễn Thị Lan",
        "phoneNumber": "0912345678",
        "content": "Xin bản sao",
        "yourNumber": 7,
        "number": 7,
        "currentNumber": 3,
        "date": "2026-11-30 08:00:00",
        "status": "pending",
        "rejectedInfo": "",
    }
    assert behind.booked == [
        {
            "office_id": OFFICE,
            "procedure_code": "1.012789",
            "starts_at": "2026-11-30T08:00:00+07:00",
            "name": "Nguyễn Thị Lan",
            "phone": "0912345678",
            "note": "Xin bản sao",
        }
    ]
    assert (await ask(gateway, "/get_schedule_api", headers))["data"]["yourNumber"] == 7
    ours = {token for token in behind.tokens if token}
    assert len(ours) == 1, "one Zalo token is one session of ours"
    assert not ours & {headers["Authorization"]}, "no service ever sees Zalo's token"
    for wrong in ("30-11-2026", "", "11/30/2026"):
        body = (
            await gateway.http.post("/create_schedule_api", json={**booking, "date": wrong}, headers=headers)
        ).json()
        assert (body["err"], body["message"]) == (-1, "Ngày hẹn không hợp lệ.")


class Office:
    """svc-dossier's visits, of one person: two places on 30 November, one visit under each key."""

    def __init__(self, gateway: Any) -> None:
        self.visits: dict[str, dict[str, Any]] = {}
        gateway.dossier.handler = self.handle

    async def handle(self, received: Received, send: Any) -> None:
        if received.method == "POST":
            await answer(send, *self.book(received.header("idempotency-key") or "", orjson.loads(received.body)))
        elif received.path == f"/v1/offices/{OFFICE}/slots":
            await answer(send, 200, {"items": [{"day": "2026-11-30", "working": True, "slots": self.slots()}]})
        elif received.path == "/v1/appointments":
            rows = [{**visit, "contact": None} for visit in reversed(self.visits.values())]
            await answer(send, 200, {"items": rows, "next": None})
        else:
            found = [visit for visit in self.visits.values() if received.path.endswith(f"/{visit['id']}")]
            await answer(send, 200, found[0])

    def slots(self) -> list[dict[str, Any]]:
        taken = [visit["starts_at"] for visit in self.visits.values() if visit["state"] != "cancelled"]
        times = ("2026-11-30T08:00:00+07:00", "2026-11-30T08:30:00+07:00")
        return [{"starts_at": time, "ends_at": "", "free": int(time not in taken)} for time in times]

    def book(self, key: str, body: dict[str, Any]) -> tuple[int, Any]:
        if known := self.visits.get(key):
            if known["starts_at"] != body["starts_at"]:
                return 422, {"title": "Khóa đã dùng", "detail": "Khóa này đã dùng cho yêu cầu khác."}
            return 201, known
        contact = {"name": body["name"], "phone": body["phone"], "note": body.get("note")}
        number = len(self.visits) + 1
        visit = {**DETAIL, "id": f"apt_{number}", "number": number, "starts_at": body["starts_at"], "contact": contact}
        self.visits[key] = visit
        return 201, visit


async def test_a_visit_is_one_persons_and_may_be_booked_again_after_it_was_cancelled(gateway: Any) -> None:
    office, headers = Office(gateway), await zalo_token(gateway)

    async def booked(**other: str) -> Any:
        booking = {"date": "11-30-2026", "fullName": "Lan", "content": "", "phoneNumber": "0912345678", **other}
        return (await gateway.http.post("/create_schedule_api", json=booking, headers=headers)).json()

    assert (await booked())["data"]["yourNumber"] == 1
    mother = await booked(fullName="Nguyễn Thị Mẹ")
    assert (mother["data"]["yourNumber"], mother["data"]["fullName"]) == (2, "Nguyễn Thị Mẹ")
    # The day is full now: who taps again has their visit, who has none is told.
    assert (await booked())["data"]["yourNumber"] == 1
    assert await booked(fullName="Nguyễn Thị Mẹ") == mother
    assert (await booked(fullName="Ba"))["message"] == "Ngày này không còn chỗ. Vui lòng chọn ngày khác."
    next(iter(office.visits.values()))["state"] = "cancelled"
    again = await booked()
    assert (again["data"]["yourNumber"], again["data"]["status"]) == (3, "pending")
    assert len(office.visits) == 3


async def test_an_office_that_is_not_there_is_not_said_to_be_full(gateway: Any) -> None:
    async def unknown(received: Received, send: Any) -> None:
        known = received.path == "/v1/appointments"
        await answer(send, 200 if known else 404, {"items": [], "next": None} if known else {"title": "Không tìm thấy"})

    gateway.dossier.handler = unknown
    booking = {"date": "11-30-2026", "fullName": "Lan", "content": "x", "phoneNumber": "0912345678"}
    body = (await gateway.http.post("/create_schedule_api", json=booking, headers=await zalo_token(gateway))).json()
    assert body["message"] == "Cơ quan này chưa nhận đặt lịch qua ứng dụng. Vui lòng đến trực tiếp."


async def test_two_taps_of_one_moment_are_one_visit(gateway: Any) -> None:
    office, headers = Office(gateway), await zalo_token(gateway)
    booking = {"date": "11-30-2026", "fullName": "Lan", "content": "x", "phoneNumber": "0912345678"}
    taps = [gateway.http.post("/create_schedule_api", json=booking, headers=headers) for _ in range(6)]
    answers = [answer.json() for answer in await asyncio.gather(*taps)]
    assert {answer["data"]["yourNumber"] for answer in answers} == {1}
    assert len(office.visits) == 1


async def test_without_a_good_token_the_template_is_told_to_get_another(gateway: Any, behind: Behind) -> None:
    for headers in ({}, {"Authorization": "Bearer nonsense"}):
        body = await ask(gateway, "/get_schedule_api", headers)
        assert (body["err"], body["data"]) == (-115, None)


async def test_look_ups_end_for_the_day(gateway: Any, behind: Behind) -> None:
    headers = await zalo_token(gateway)
    await ask(gateway, "/search_profiles_api", headers, profileCode=PROGRESS["code"])
    await gateway.database["daily_quota"].update_many({}, {"$set": {"used": 10_000}})
    body = await ask(gateway, "/search_profiles_api", headers, profileCode=PROGRESS["code"])
    assert (body["err"], body["message"]) == (-117, "Bạn đã đạt giới hạn tìm kiếm trong ngày")


async def test_a_browser_at_zalo_may_send_the_template_s_header(gateway: Any, behind: Behind) -> None:
    asked = {
        "Origin": "https://h5.zdn.vn",
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "authorization,x-organization-id",
    }
    preflight = await gateway.http.options("/search_profiles_api", headers=asked)
    assert preflight.status_code == 204
    assert "x-organization-id" in preflight.headers["access-control-allow-headers"].lower()
    answer = await gateway.http.get("/get_organization_api", headers={"Origin": "https://h5.zdn.vn"})
    assert answer.headers["access-control-allow-origin"] == "https://h5.zdn.vn"


async def test_a_service_that_is_down_is_said_in_the_envelope(open_gateway: Any) -> None:
    nobody = "http://127.0.0.1:1"
    services = ("svc-dossier", "svc-notify", "svc-content", "svc-payment", "svc-feedback")
    gateway = await open_gateway(upstreams=dict.fromkeys(services, nobody))
    body = await ask(gateway, "/get_organization_api")
    assert (body["err"], body["message"]) == (-1, "Dịch vụ đang tạm gián đoạn. Vui lòng thử lại sau ít phút.")


async def test_types_of_reports_are_numbers_that_stay(gateway: Any, behind: Behind) -> None:
    types = (await ask(gateway, "/feedback_types_api"))["data"]
    assert [(row["title"], row["order"]) for row in types] == [("Ổ gà", 1), ("Đèn đường không sáng", 2)]
    assert [row["id"] for row in types] == [number_of("o-ga"), number_of("den-duong-hong")]
    assert all(0 < row["id"] < 2**53 for row in types), "a number as JavaScript has them"


async def test_own_reports_stand_before_those_of_others(gateway: Any, behind: Behind) -> None:
    headers = await zalo_token(gateway)
    data = (await ask(gateway, "/feedback_api", headers, page=0, pargeSize=2))["data"]
    assert (data["current"], data["pageSize"]) == (0, 2)
    assert data["total"] > 2, "more follow"
    assert data["data"] == [
        {
            "id": number_of("rep_1"),
            "title": "Đèn đường hỏng",
            "content": "Ba bóng đèn không sáng từ hôm qua.",
            "type": "Đèn đường không sáng",
            "imageUrls": [f"{gateway.url}{OWN_PICTURE}"],
            "response": "Trung tâm điều phối sẽ xem trong 2 giờ làm việc.",
            "creationTime": 1795744800000,
            "responseTime": 1795748400000,
        },
        {
            "id": number_of("rep_2"),
            "title": "Đèn đường hỏng",
            "content": "Ổ gà lớn ở ngã tư.",
            "type": "Đèn đường không sáng",
            "imageUrls": [f"{gateway.url}/v1/public-reports/rep_2/files/fil_2"],
            "response": "Đã vá xong.",
            "creationTime": 1795744800000,
            "responseTime": 1795748400000,
        },
    ]
    assert (await ask(gateway, "/feedback_api"))["err"] == -115


async def upload(gateway: Any, *pictures: bytes) -> Any:
    """Send the pictures as Zalo's picker does: in a form, and without a token."""
    files = [("photo", (f"{number}.jpg", picture, "image/jpeg")) for number, picture in enumerate(pictures)]
    answered = await gateway.http.post("/upload_image_api", files=files)
    assert answered.status_code == 200, answered.text
    return answered.json()


async def test_pictures_are_kept_until_a_report_takes_them(gateway: Any, behind: Behind) -> None:
    body = await upload(gateway, JPEG, JPEG + b"2")
    assert (body["err"], body["message"], set(body["data"])) == (0, "Thành công", {"domain", "images"})
    assert body["data"]["domain"] == gateway.url
    seen = await gateway.http.get(body["data"]["images"][0])
    assert (seen.content, seen.headers["content-type"]) == (JPEG, "image/jpeg")
    assert "sandbox" in seen.headers["content-security-policy"]
    assert seen.headers["x-content-type-options"] == "nosniff"
    assert (await gateway.http.get("/upload_image_api/abcdefghijklmnopqrstuvwx")).status_code == 404

    report = {
        "title": "Đèn đường hỏng",
        "content": "Ba bóng đèn không sáng từ hôm qua.",
        "feedbackTypeId": number_of("den-duong-hong"),
        "imageUrls": body["data"]["images"],
        "token": "",
    }
    headers = await zalo_token(gateway)
    first, again = [await gateway.http.post("/feedback_api", json=report, headers=headers) for _ in range(2)]
    assert first.json() == again.json() == {"err": 0, "message": "Thành công", "data": True}
    assert [sent for _, sent in behind.sent] == [
        {
            "title": "Đèn đường hỏng",
            "description": "Ba bóng đèn không sáng từ hôm qua.",
            "category": "den-duong-hong",
            "place": {"words": "Theo nội dung phản ánh"},
            "anonymous": True,
            "file_ids": [f"fil_{number}", f"fil_{number + 1}"],
        }
        for number in (1, 3)
    ]
    assert len({key for key, _ in behind.sent}) == 1, "sent twice is one report"
    assert len({key for key, _ in behind.uploaded}) == 2, "and its pictures are there once"
    assert JPEG in behind.uploaded[0][1]


async def test_what_is_no_picture_is_refused_and_a_report_that_cannot_be_is_said(gateway: Any, behind: Behind) -> None:
    for pictures in ([b"<script>alert(1)</script>"], [], [JPEG] * 5, [JPEG + b"x" * 1_100_000]):
        assert (await upload(gateway, *pictures) if pictures else await _nothing(gateway))["err"] == -1
    headers = await zalo_token(gateway)
    good = {"title": "Đèn đường", "content": "Không sáng", "feedbackTypeId": number_of("o-ga"), "imageUrls": []}
    for wrong in (
        {"feedbackTypeId": 1},
        {"feedbackTypeId": None},
        {"imageUrls": ["https://evil.example/a.png"]},
        {"imageUrls": ["/upload_image_api/abcdefghijklmnopqrstuvwx"]},
        {"imageUrls": [f"/upload_image_api/abcdefghijklmnopqrstuvw{n}" for n in range(5)]},
    ):
        body = (await gateway.http.post("/feedback_api", json={**good, **wrong}, headers=headers)).json()
        assert (body["err"], body["data"]) == (-1, None)
    assert behind.sent == []
    behind.flooded = True
    body = (await gateway.http.post("/feedback_api", json=good, headers=headers)).json()
    assert (body["err"], body["message"]) == (-117, "Ông/Bà đã gửi 3 phản ánh trong 10 phút.")


async def test_no_form_is_written_to_the_disk(gateway: Any, behind: Behind, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder for temporary files is small, and memory: where it is full, pictures are taken all the same."""

    def full(*_: Any, **__: Any) -> Any:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(tempfile, "TemporaryFile", full)
    picture = JPEG + bytes(LARGEST_PICTURE - len(JPEG))
    assert len((await upload(gateway, *[picture] * MOST_PICTURES))["data"]["images"]) == MOST_PICTURES
    body = await upload(gateway, picture + b"xy")
    assert (body["err"], body["message"]) == (-1, "Mỗi ảnh không quá 1 MB.")


async def _nothing(gateway: Any) -> Any:
    return (await gateway.http.post("/upload_image_api", json={})).json()


async def test_the_word_that_the_template_sends_in_development_is_a_person(gateway: Any, behind: Behind) -> None:
    await gateway.zalo.person(user_id="2000000000000000001")
    developer = {"Authorization": "Bearer ACCESS_TOKEN", "x-organization-id": OFFICE}
    assert (await ask(gateway, "/get_schedule_api", developer))["err"] == 0
