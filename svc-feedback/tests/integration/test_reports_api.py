"""A report from the photograph to the rating, and what is refused on the way."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from pymongo.errors import AutoReconnect

from shared.citizen_events import ERASED, when_erased
from shared.events import Event
from shared.files.sweep import SweepFiles
from shared.outbox import LIMIT
from svc_feedback.domain.place import Point, metres, rounded
from svc_feedback.domain.support import Support
from svc_feedback.store.supports import support_id
from svc_feedback.use_cases.forget_citizen import ForgetCitizen
from svc_feedback.use_cases.give_alerts import GiveAlerts

from .service import (
    COMMUNE,
    LATITUDE,
    LONGITUDE,
    Service,
    if_match,
    key,
    picture,
    picture_with_place,
    public_text,
)


async def test_a_report_from_the_picture_to_the_rating(service: Service) -> None:
    photo = await service.upload()
    assert photo["media_type"] == "image/png" and photo["preview_id"]
    receipt = await service.send(file_ids=[photo["id"]])
    report_id = receipt["id"]
    assert (receipt["state"], receipt["emergency"]) == ("CHO_TIEP_NHAN", None)
    assert receipt["received_by"].startswith("2026-11-26T09:00")
    assert receipt["resolved_by"].startswith("2026-12-04T09:00")

    [row] = (await service.get("/v1/staff/reports", service.coordinator))["items"]
    assert (row["id"], row["due_at"]) == (report_id, receipt["received_by"])
    seen = await service.get(f"/v1/staff/reports/{report_id}", service.coordinator)
    assert [offer["action"] for offer in seen["allowed_actions"]] == ["accept", "ask", "refuse", "refer", "merge"]
    assert seen["allowed_actions"][0] == {
        "action": "accept",
        "label": "Tiếp nhận",
        "method": "POST",
        "href": f"/v1/staff/reports/{report_id}/accept",
        "needs_if_match": True,
        "etag": '"1"',
    }
    assert seen["suggested_agency"]["code"] == COMMUNE
    assert "Nguyễn Văn An" not in str(seen)

    await service.acts(report_id, "accept", service.coordinator)
    assigned = await service.acts(report_id, "assign", service.coordinator)
    assert assigned["state"] == "DA_PHAN_CONG"
    await service.acts(report_id, "start", service.handler)
    note = await service.upload(service.handler)
    await service.acts(report_id, "note-progress", service.handler, text="Đã rào chắn", file_ids=[note["id"]])
    proof = await service.upload(service.handler)
    await service.acts(
        report_id, "submit-result", service.handler, text="Đã vá xong mặt đường.", file_ids=[proof["id"]]
    )
    mine = await service.get(f"/v1/reports/{report_id}", service.citizen)
    assert mine["result"] is None  # until a second person has approved it
    await service.acts(
        report_id,
        "approve",
        service.approver,
        public=public_text(result="Đã vá xong mặt đường.", file_ids=[photo["id"], proof["id"]], pictures_checked=True),
    )
    mine = await service.get(f"/v1/reports/{report_id}", service.citizen)
    assert mine["state_label"] == "Đã xử lý xong"
    assert mine["result"]["files"][0]["id"] == proof["id"]
    assert [step["action"] for step in mine["timeline"]] == [
        "send",
        "accept",
        "assign",
        "start",
        "note-progress",
        "approve",
    ]
    assert "stf_" not in str(mine)
    for file in (photo["id"], photo["preview_id"], note["id"], proof["id"]):
        got = await service.http.get(f"/v1/reports/{report_id}/files/{file}", headers=service.citizen)
        assert got.status_code == 200
    assert [offer["action"] for offer in mine["allowed_actions"]] == ["rate"]
    rated = await service.own(report_id, "rating", {"level": 5, "comment": "Rất nhanh"})
    assert rated.json()["state"] == "DA_DONG"
    again = await service.own(report_id, "rating", {"level": 1})
    assert (again.status_code, again.json()["allowed_actions"]) == (409, [])
    assert await service.events(report_id) == [
        "report_received",
        "report_accepted",
        "report_assigned",
        "report_started",
        "report_progress_noted",
        "report_result_submitted",
        "report_resolved",
        "report_closed",
    ]
    [public] = (await service.get("/v1/public-reports"))["items"]
    assert (public["title"], public["group"]) == ("Ổ gà đường Phan Đình Phùng", "completed")
    shown = await service.get(f"/v1/public-reports/{report_id}")
    before, after = ([file["id"] for file in shown[name]] for name in ("files", "result_files"))
    assert (before, after) == ([photo["id"]], [proof["id"]])
    assert shown["result"] == "Đã vá xong mặt đường."
    assert shown["point"] == {"longitude": 108.792, "latitude": 15.121}
    assert "Nguyễn Văn An" not in str(shown) and "0912345678" not in str(shown)
    for file, status in ((photo["id"], 200), (photo["preview_id"], 200), (proof["id"], 200), (note["id"], 404)):
        assert (await service.http.get(f"/v1/public-reports/{report_id}/files/{file}")).status_code == status


async def test_nothing_of_who_sent_it_lies_readable_in_the_database_or_an_event(service: Service) -> None:
    report_id = (await service.send())["id"]
    stored = str(await service.stored(report_id))
    assert "Nguyễn Văn An" not in stored and "0912345678" not in stored
    assert "Ổ gà" not in str((await service.stored(report_id))["outbox"][0]["data"]["code"])
    assert "xe máy dễ ngã" not in str((await service.stored(report_id))["outbox"])


async def test_the_same_tap_twice_is_one_report(service: Service) -> None:
    headers, body = {**service.citizen, **key()}, service.body()
    first = await service.http.post("/v1/reports", json=body, headers=headers)
    again = await service.http.post("/v1/reports", json=body, headers=headers)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json()["id"] == first.json()["id"]
    assert again.headers["idempotent-replay"] == "true"
    other = await service.http.post("/v1/reports", json={**body, "title": "Một chuyện khác"}, headers=headers)
    assert (other.status_code, other.json()["type"].split(":")[-1]) == (422, "idempotency-key-reused")
    assert await service.database["reports"].count_documents({}) == 1


@pytest.mark.parametrize(
    ("members", "field", "said"),
    [
        ({"title": "x" * 10_000}, "title", "200"),
        ({"title": "Xem <b>ngay</b> đi"}, "title", "HTML"),
        ({"description": "Đèn hỏng \ue000 cả tuần nay"}, "description", "máy khác không hiện được"),
        ({"description": "Gọi tôi theo số 0912345678 nhé"}, "description", "số điện thoại"),
        ({"category": "khong-co"}, "category", "Không có chuyên mục này."),
        ({"place": {}}, "place", "Cần vị trí"),
        ({"place": {"point": {"longitude": 0, "latitude": 0}}}, "place.point", "Tọa độ"),
        ({"place": {"point": {"longitude": 500, "latitude": 15}}}, "place.point.longitude", "180"),
        ({"place": {"words": "Trước chợ", "commune": "99999"}}, "place.commune", "xã"),
        ({"place": {"words": "Nhà số 12, điện thoại 0905123456"}}, "place.words", "số điện thoại"),
        ({"place": {"words": "Nhà bà Lan, CCCD 051085001234"}}, "place.words", "số định danh"),
        ({"title": "Tố cáo chủ tịch phường"}, "title", "Tố cáo"),
        ({"description": "Khiếu nại việc thu hồi đất của xã."}, "description", "Khiếu nại"),
        ({"contact": None}, "contact", "họ tên"),
        ({"contact": {"name": "An Văn", "phone": "12345"}}, "contact.phone", "10 chữ số"),
        ({"file_ids": ["fil_00000000000000000000000000"]}, "file_ids[0]", "Không tìm thấy tệp"),
        ({"unknown": 1}, "unknown", "không được hỗ trợ"),
    ],
)
async def test_what_cannot_be_sent_is_named_and_leaves_nothing(
    service: Service, members, field: str, said: str
) -> None:
    answer = await service.try_send(**members)
    assert answer.status_code == 422, answer.text
    [error] = answer.json()["errors"]
    assert (error["field"], said in error["message"]) == (field, True), error
    assert await service.database["reports"].count_documents({}) == 0


async def test_a_picture_of_several_emoji_comes_back_as_it_was_typed(service: Service) -> None:
    title = "👨\u200d👩\u200d👧 đèn hỏng ❤\ufe0f"
    report_id = (await service.send(title=title))["id"]
    assert (await service.get(f"/v1/reports/{report_id}", service.citizen))["title"] == title
    assert (await service.stored(report_id))["title"] == title
    [found] = (await service.get("/v1/staff/reports", service.coordinator, q="đèn hỏng"))["items"]
    assert found["title"] == title


async def test_emergency_words_are_answered_at_once(service: Service) -> None:
    receipt = await service.send(
        title="Cháy nhà gần chợ", description="Đang cháy lớn, có người mắc kẹt.", category="khac"
    )
    assert [number["code"] for number in receipt["emergency"]["numbers"]] == ["114"]
    assert "114" in receipt["emergency"]["text"]
    assert receipt["received_by"].startswith("2026-11-25T09:30")


@pytest.mark.parametrize("category", ["chay-no", "sat-lo", "ngo-doc-thuc-pham"])
async def test_an_emergency_by_what_it_is_about_is_told_all_numbers_whatever_its_words(
    service: Service, category: str
) -> None:
    draft = service.body(category=category)
    receipt = await service.send(category=category)
    check = {name: draft[name] for name in ("title", "description", "category", "place")}
    checked = await service.http.post("/v1/reports/check", json=check, headers=service.citizen)
    for answer in (receipt, checked.json(), await service.get(f"/v1/reports/{receipt['id']}", service.citizen)):
        assert [number["code"] for number in answer["emergency"]["numbers"]] == ["113", "114", "115"]


async def test_what_may_be_an_emergency_is_read_first_and_at_night_until_an_officer_says_what_it_is(
    service: Service,
) -> None:
    early = await service.send()
    service.pass_time(timedelta(hours=12))  # 9 in the evening
    calm = await service.send(service.third)
    urgent = await service.send(
        service.stranger, category="o-nhiem-khong-khi", title="Nhà đang cháy, có người mắc kẹt bên trong"
    )
    assert urgent["received_by"].startswith("2026-11-25T21:30")
    assert "kể cả ngoài giờ làm việc, chậm nhất 21 giờ 30, ngày 25/11/2026" in urgent["what_next"]

    async def queue(limit: int, **query: str) -> list[tuple[str, bool]]:
        rows: list[Any] = []
        after: dict[str, str] = {}
        while True:
            page = await service.get("/v1/staff/reports", service.coordinator, limit=limit, **query, **after)
            rows += page["items"]
            if page["next"] is None:
                return [(row["id"], row["urgent"]) for row in rows]
            after = {"after": page["next"]}

    wanted = [(urgent["id"], True), (early["id"], False), (calm["id"], False)]
    for limit in (1, 2, 20):
        assert await queue(limit) == wanted
        assert await queue(limit, state="CHO_TIEP_NHAN") == wanted
    service.pass_time(timedelta(minutes=25))
    await service.give_alerts()
    assert "report_due_soon" in await service.events(urgent["id"])
    await service.acts(urgent["id"], "accept", service.coordinator, handling_class="normal")
    assert [row for row, _urgent in await queue(20)] == [early["id"], calm["id"], urgent["id"]]


async def test_a_complaint_is_told_where_to_go(service: Service) -> None:
    answer = await service.try_send(title="Đơn tố cáo cán bộ", description="Tôi tố cáo ông A nhận tiền của dân.")
    assert answer.status_code == 422
    assert answer.json()["type"].endswith("denunciation-not-here")
    assert "Ban Tiếp công dân" in answer.json()["detail"]


async def test_outside_the_province_and_an_old_picture_are_flags_and_no_refusal(service: Service) -> None:
    receipt = await service.send(
        place={"point": {"longitude": 105.85, "latitude": 21.03}},
        declared_at=(service.clock.now() - timedelta(hours=5)).isoformat(),
    )
    seen = await service.get(f"/v1/staff/reports/{receipt['id']}", service.coordinator)
    assert [flag["code"] for flag in seen["flags"]] == ["outside_province", "sent_late"]
    assert receipt["sent_at"].startswith("2026-11-25T04:00")
    assert seen["declared_at"] == receipt["sent_at"] and seen["arrived_at"] > seen["sent_at"]
    assert seen["suggested_agency"] is None  # no commune, so nobody is guessed
    await service.acts(receipt["id"], "accept", service.coordinator)
    refused = await service.act(receipt["id"], "assign", service.coordinator)
    assert refused.json()["errors"][0]["field"] == "agency_id"


async def test_a_flood_gets_a_kind_answer_and_a_time(service: Service) -> None:
    for number in range(3):
        await service.send(title=f"Ổ gà thứ {number} trên đường")
    answer = await service.try_send()
    assert answer.status_code == 429
    assert "Cảm ơn" in answer.json()["detail"]
    assert answer.headers["retry-after"] == "600"
    await service.send(service.stranger)  # others are not held up
    service.pass_time(timedelta(minutes=11))
    await service.send()


async def test_as_many_at_once_as_one_can_send_are_no_more_than_one_may(service: Service) -> None:
    answers = await asyncio.gather(*(service.try_send(title=f"Ổ gà thứ {number} trên đường") for number in range(8)))
    assert sorted(answer.status_code for answer in answers) == [201] * 3 + [429] * 5


async def test_what_is_refused_takes_no_place_of_what_may_be_sent(service: Service) -> None:
    taken = await service.upload()
    await service.send(file_ids=[taken["id"]])
    for _ in range(4):
        assert (await service.try_send(file_ids=[taken["id"]])).status_code == 422
    await service.send()
    await service.send()


async def test_near_reports_are_offered_and_joined_instead(service: Service) -> None:
    first = await service.send()
    near = {"point": {"longitude": LONGITUDE + 0.0002, "latitude": LATITUDE}, "commune": COMMUNE}
    draft = {
        name: value
        for name, value in service.body(place=near).items()
        if name in ("title", "description", "category", "place")
    }
    answer = await service.http.post("/v1/reports/check", json=draft, headers=service.stranger)
    assert answer.status_code == 200, answer.text
    [offer] = answer.json()["near"]
    # not public: only that there is one
    assert (offer["id"], offer["title"], offer["excerpt"]) == (first["id"], None, None)
    shown = rounded(Point(LONGITUDE, LATITUDE))  # nobody learns the exact place from several distances
    assert offer["distance_metres"] == round(metres(Point(LONGITUDE + 0.0002, LATITUDE), shown))
    for _ in range(2):
        joined = await service.http.post(offer["support_href"], headers=service.stranger)
        assert joined.json()["supporters"] == 1
    assert (offer["own"], offer["href"]) == (False, None)
    [mine] = (await service.http.post("/v1/reports/check", json=draft, headers=service.citizen)).json()["near"]
    assert (mine["own"], mine["support_href"], mine["title"]) == (True, None, service.body()["title"])
    assert (await service.get(mine["href"], service.citizen))["code"] == first["code"]
    own = await service.http.post(offer["support_href"], headers=service.citizen)
    assert own.status_code == 409 and "chính Ông/Bà" in own.json()["detail"]
    private = await service.send(category="thai-do-can-bo")
    refused = await service.http.post(f"/v1/reports/{private['id']}/support", headers=service.stranger)
    assert refused.status_code == 409


async def test_a_near_report_that_everybody_may_read_tells_how_it_begins(service: Service) -> None:
    place = {"words": "Trước cổng chợ", "commune": COMMUNE}
    report_id = await service.in_progress(place=place)
    await service.acts(report_id, "publish", service.approver, **public_text(text="Ổ gà sâu giữa đường. " * 20))
    draft = {name: service.body(place=place)[name] for name in ("title", "description", "category", "place")}
    answer = await service.http.post("/v1/reports/check", json=draft, headers=service.stranger)
    [offer] = answer.json()["near"]
    assert offer["distance_metres"] is None
    assert offer["excerpt"].startswith("Ổ gà sâu giữa đường.") and len(offer["excerpt"]) <= 201


async def test_supporters_hear_once_of_joining_and_once_of_the_result(service: Service) -> None:
    report_id = await service.in_progress()
    await service.http.post(f"/v1/reports/{report_id}/support", headers=service.stranger)
    await service.acts(report_id, "submit-result", service.handler, text="Đã vá ổ gà và dọn sạch.")
    await service.acts(report_id, "approve", service.approver)
    for _ in range(3):
        await service.tell_supporters()
    support = await service.database["supports"].find_one({"report_id": report_id})
    assert support
    assert await service.events(support["_id"], "supports") == ["report_joined", "report_joined_resolved"]
    assert all(entry["data"]["code"] is None for entry in support["outbox"])  # never the other's code


async def joined_by(service: Service, citizen: dict[str, str], **query: str) -> Any:
    return await service.get("/v1/joined-reports", citizen, **query)


async def test_what_a_citizen_has_joined_is_listed_without_whose_it_is_until_they_leave(service: Service) -> None:
    first = await service.send(title="Ổ gà trước nhà ông Năm Hảo", description="Nhà số 12, gọi ông Năm Hảo nhé.")
    second = await service.in_progress(title="Ổ gà trước chợ Thu Lộ")
    for report_id in (first["id"], second, second):
        await service.http.post(f"/v1/reports/{report_id}/support", headers=service.third)
        service.pass_time(timedelta(minutes=1))
    await service.acts(second, "submit-result", service.handler, text="Đã vá ổ gà và dọn sạch.")
    await service.acts(second, "approve", service.approver, public=public_text(title="Ổ gà trước chợ đã vá"))
    await service.tell_supporters()
    page = await joined_by(service, service.third)
    rows = page["items"]
    assert [(row["report_id"], row["title"], row["published"]) for row in rows] == [
        (second, "Ổ gà trước chợ đã vá", True),
        (first["id"], None, False),
    ]
    waiting = rows[1]
    assert (waiting["state_label"], waiting["supporters"]) == ("Chờ tiếp nhận", 1)
    assert "sẽ được báo" in waiting["what_next"]
    text = str(page)
    assert "Năm Hảo" not in text and first["code"] not in text and service.citizen_id not in text
    pages = await joined_by(service, service.third, limit="1")
    assert [
        *pages["items"],
        *(await joined_by(service, service.third, limit="1", after=pages["next"]))["items"],
    ] == rows

    [leave] = waiting["allowed_actions"]
    assert (leave["action"], leave["method"]) == ("leave", "DELETE")
    for _ in range(2):
        gone = await service.http.request("DELETE", leave["href"], headers=service.third)
        assert gone.status_code == 204, gone.text
    assert [row["report_id"] for row in (await joined_by(service, service.third))["items"]] == [second]
    await service.tell_supporters()
    assert (await service.stored(first["id"]))["supporters"] == 0
    await service.acts(first["id"], "refuse", service.coordinator, text="Không thuộc địa bàn của tỉnh.")
    await service.tell_supporters()
    support = await service.database["supports"].find_one({"report_id": first["id"]})
    assert support
    assert await service.events(support["_id"], "supports") == ["report_joined"], "who has left hears nothing more"
    assert (await joined_by(service, service.stranger))["items"] == []


async def test_who_leaves_may_join_again_and_hears_of_the_result_once(service: Service) -> None:
    report_id = await service.in_progress()
    path = f"/v1/reports/{report_id}/support"
    await service.http.post(path, headers=service.stranger)
    await service.http.request("DELETE", path, headers=service.stranger)
    again = await service.http.post(path, headers=service.stranger)
    assert (again.status_code, again.json()["supporters"]) == (200, 1)
    await service.acts(report_id, "submit-result", service.handler, text="Đã vá ổ gà và dọn sạch.")
    await service.acts(report_id, "approve", service.approver)
    await service.tell_supporters()
    support = await service.database["supports"].find_one({"report_id": report_id})
    assert support
    assert await service.events(support["_id"], "supports") == ["report_joined", "report_joined_resolved"]
    [row] = (await joined_by(service, service.stranger))["items"]
    assert "xử lý xong" in row["what_next"]


async def test_many_who_join_and_leave_at_once_are_counted_as_they_are(service: Service) -> None:
    report_id = (await service.send())["id"]
    path = f"/v1/reports/{report_id}/support"
    people = [service.mint.citizen(f"cit_p{number}") for number in range(12)]
    await asyncio.gather(*(service.http.post(path, headers=each) for each in people[:6]))
    await asyncio.gather(
        *(service.http.request("DELETE", path, headers=each) for each in people[:4]),
        *(service.http.post(path, headers=each) for each in people[6:]),
    )
    await service.tell_supporters()
    assert (await service.stored(report_id))["supporters"] == 8


async def test_who_joined_a_report_that_is_merged_has_the_other_one_in_the_list(service: Service) -> None:
    main, second = await service.send(), await service.send(service.stranger)
    await service.http.post(f"/v1/reports/{second['id']}/support", headers=service.third)
    await service.acts(second["id"], "merge", service.coordinator, main_code=main["code"])
    [before] = (await joined_by(service, service.third))["items"]
    assert "sẽ được báo" in before["what_next"]
    await service.tell_supporters()
    [row] = (await joined_by(service, service.third))["items"]
    assert (row["report_id"], row["joined_at"]) == (main["id"], before["joined_at"])
    assert (await joined_by(service, service.stranger))["items"] == []  # their own report says how it goes
    refused = await service.http.request("DELETE", f"/v1/reports/{main['id']}/support", headers=service.stranger)
    assert refused.status_code == 409 and "đã được gộp" in refused.json()["detail"]


async def test_a_merged_reports_people_follow_the_other_one(service: Service) -> None:
    main = await service.send()
    second = await service.send(service.stranger)
    third = service.third
    await service.http.post(f"/v1/reports/{second['id']}/support", headers=third)
    merged = await service.acts(second["id"], "merge", service.coordinator, main_code=main["code"])
    assert merged["state"] == "GOP_TRUNG"
    while await service.tell_supporters():
        pass
    followers = await service.database["supports"].find({"report_id": main["id"]}).to_list(None)
    assert {each["citizen_id"]: each["own_code"] for each in followers} == {"cit_binh": second["code"], "cit_chi": None}
    seen = await service.get(f"/v1/staff/reports/{main['id']}", service.coordinator)
    assert seen["supporters"] == 2
    itself = await service.act(main["id"], "merge", service.coordinator, main_code=main["code"])
    assert itself.status_code == 422 and "chính nó" in itself.json()["errors"][0]["message"]


async def merge(service: Service, report: Mapping[str, Any], main: Mapping[str, Any]) -> None:
    await service.acts(report["id"], "merge", service.coordinator, main_code=main["code"])


async def followers_of(service: Service, report_id: str) -> dict[str, Any]:
    found = await service.database["supports"].find({"report_id": report_id, "left": False}).to_list(None)
    return {each["citizen_id"]: each for each in found}


async def test_who_had_joined_the_report_into_which_their_own_is_merged_keeps_the_way_to_it(service: Service) -> None:
    main, mine = await service.send(), await service.send(service.stranger)
    await service.http.post(f"/v1/reports/{main['id']}/support", headers=service.stranger)
    await merge(service, mine, main)
    await service.tell_supporters()
    follower = (await followers_of(service, main["id"]))["cit_binh"]
    assert (follower["own_report_id"], follower["own_code"]) == (mine["id"], mine["code"])


async def test_who_is_moved_by_a_merge_is_told_of_what_they_know(service: Service) -> None:
    main = await service.send(category="can-tro-giao-thong")
    second = await service.send(service.stranger)
    await service.http.post(f"/v1/reports/{second['id']}/support", headers=service.third)
    await service.acts(second["id"], "accept", service.coordinator, category="den-tin-hieu")
    await merge(service, second, main)
    await service.tell_supporters()
    assert (await followers_of(service, main["id"]))["cit_chi"]["category"] == "o-ga-mat-duong"


async def erase(service: Service, citizen_id: str) -> None:
    stores, now = service.parts.stores, service.clock.now()
    forget = ForgetCitizen(
        stores.forgotten, stores.reports, stores.supports, stores.evidence, stores.sendings, service.clock
    )
    erased = Event("evt_1", ERASED, "gateway", "ers_1", now, 1, {"citizen_id": citizen_id}, "", "")
    await when_erased(forget)(erased)


async def test_what_is_still_arriving_when_its_sender_is_erased_is_not_kept(service: Service) -> None:
    file = b'--x\r\nContent-Disposition: form-data; name="file"; filename="anh.jpg"\r\n\r\n' + picture_with_place()
    headers = {**service.citizen, **key(), "Content-Type": "multipart/form-data; boundary=x"}

    async def slowly() -> AsyncIterator[bytes]:
        yield file[:500]
        await erase(service, service.citizen_id)
        yield file[500:] + b"\r\n--x--\r\n"

    refused = await service.http.post("/v1/feedback-files", content=slowly(), headers=headers)
    assert refused.status_code == 401, refused.text
    for collection in ("evidence", "files.files", "files.chunks"):
        assert await service.database[collection].count_documents({}) == 0
    service.clock.advance(timedelta(seconds=1))
    assert (await service.upload())["id"]  # signed in again, they are welcome


async def test_who_was_erased_is_not_brought_back_by_a_merge(service: Service) -> None:
    main, second = await service.send(), await service.send(service.stranger)
    await erase(service, "cit_binh")
    await merge(service, second, main)
    await service.tell_supporters()
    assert await service.database["supports"].count_documents({}) == 0


async def test_who_was_erased_and_is_here_again_joins_and_follows(service: Service) -> None:
    main, joined = await service.send(), await service.send()
    await erase(service, "cit_binh")
    service.clock.advance(timedelta(minutes=1))
    await service.http.post(f"/v1/reports/{joined['id']}/support", headers=service.stranger)
    mine = await service.send(service.stranger)
    await merge(service, mine, main)
    await service.tell_supporters()
    assert (await followers_of(service, joined["id"])).keys() == {"cit_binh"}
    assert (await followers_of(service, main["id"]))["cit_binh"]["own_report_id"] == mine["id"]


async def test_who_joins_while_others_are_being_told_hears_of_it_too(service: Service) -> None:
    report_id = await service.resolved()
    await service.tell_supporters()
    support = Support("sup_1", 1, report_id, "cit_binh", "o-ga-mat-duong", COMMUNE, service.clock.now())
    await service.parts.stores.supports.join(support, service.parts.events.joined(support, service.clock.now()))
    await service.tell_supporters()
    assert await service.events("sup_1", "supports") == ["report_joined", "report_joined_resolved"]


async def test_a_kill_between_leaving_and_counting_leaves_the_right_number(service: Service) -> None:
    report_id = (await service.send())["id"]
    await service.http.post(f"/v1/reports/{report_id}/support", headers=service.stranger)
    await service.tell_supporters()
    assert (await service.stored(report_id))["supporters"] == 1
    await service.parts.stores.supports.leave(report_id, "cit_binh")
    await service.tell_supporters()
    assert (await service.stored(report_id))["supporters"] == 0


async def test_who_leaves_is_not_brought_back_by_a_merge_that_was_interrupted(service: Service) -> None:
    supports = service.parts.stores.supports
    main, second = await service.send(), await service.send(service.stranger)
    await service.http.post(f"/v1/reports/{second['id']}/support", headers=service.third)
    await merge(service, second, main)
    [follower] = [each for each in await supports.of(second["id"], "", 10) if each.citizen_id == "cit_chi"]
    moved = replace(follower, id=support_id(main["id"], "cit_chi"), report_id=main["id"])
    await supports.bring(moved, second["id"])  # and then the process was killed
    assert await supports.leave(main["id"], "cit_chi")
    await service.tell_supporters()
    assert [*await followers_of(service, main["id"])] == ["cit_binh"]


async def test_a_merged_report_counts_nobody_whom_the_other_one_counts(service: Service) -> None:
    main, second = await service.send(), await service.send(service.stranger)
    await service.http.post(f"/v1/reports/{second['id']}/support", headers=service.third)
    await service.tell_supporters()
    await merge(service, second, main)
    while await service.tell_supporters():
        pass
    assert [(await service.stored(each["id"]))["supporters"] for each in (main, second)] == [2, 0]


async def test_nobody_hears_of_a_result_that_was_not_accepted_meanwhile(service: Service) -> None:
    report_id = await service.in_progress()
    await service.http.post(f"/v1/reports/{report_id}/support", headers=service.stranger)
    await service.acts(report_id, "submit-result", service.handler, text="Đã vá ổ gà và dọn sạch.")
    await service.acts(report_id, "approve", service.approver)
    await service.own(report_id, "rating", {"level": 1})
    await service.own(report_id, "reopening", {"reason": "Vẫn còn ổ gà"})
    await service.tell_supporters()
    [support] = (await followers_of(service, report_id)).values()
    assert await service.events(support["_id"], "supports") == ["report_joined"]


async def test_the_earlier_promise_holds_for_what_is_merged(service: Service) -> None:
    sooner = await service.send(service.stranger, category="can-tro-giao-thong")
    later = await service.send(category="cau-cong-hu-hong")
    assert sooner["resolved_by"] < later["resolved_by"]
    await service.acts(sooner["id"], "merge", service.coordinator, main_code=later["code"])
    while await service.tell_supporters():
        pass
    main = await service.get(f"/v1/reports/{later['id']}", service.citizen)
    merged = await service.get(f"/v1/reports/{sooner['id']}", service.stranger)
    assert main["resolved_by"] == merged["promised_resolved_by"] == sooner["resolved_by"]
    alert = (await service.stored(later["id"]))["alert"]
    assert alert["at"] < datetime.fromisoformat(sooner["resolved_by"])
    third = await service.send(service.third, category="cau-cong-hu-hong")
    await service.acts(third["id"], "merge", service.coordinator, main_code=later["code"])
    while await service.tell_supporters():
        pass
    assert (await service.get(f"/v1/reports/{later['id']}", service.citizen))["resolved_by"] == sooner["resolved_by"]


async def test_two_officers_who_merge_two_reports_into_each_other_leave_one_to_be_handled(service: Service) -> None:
    other = service.mint.staff("feedback_coordinator@province", staff_id="stf_other")
    for number in range(5):
        service.pass_time(timedelta(hours=1))
        other.update(service.mint.staff("feedback_coordinator@province", staff_id="stf_other"))
        one = await service.send(title=f"Ổ gà thứ {number} trước chợ")
        two = await service.send(service.stranger, title=f"Ổ gà thứ {number} trước chợ")
        answers = await asyncio.gather(
            service.act(one["id"], "merge", service.coordinator, 1, main_code=two["code"]),
            service.act(two["id"], "merge", other, 1, main_code=one["code"]),
        )
        states = sorted([(await service.stored(each["id"]))["state"] for each in (one, two)])
        assert states == ["CHO_TIEP_NHAN", "GOP_TRUNG"], [answer.text for answer in answers]


async def test_who_was_merged_keeps_the_own_code_however_often_and_never_follows_themselves(service: Service) -> None:
    first, second = await service.send(), await service.send(service.stranger)
    mine = await service.send(title="Ổ gà trước chợ, lần thứ hai")  # of whom sent the first one
    last = await service.send(service.third)
    for report, main in ((second, first), (mine, first), (first, last)):
        await service.acts(report["id"], "merge", service.coordinator, main_code=main["code"])
        await service.tell_supporters()
    followers = await service.database["supports"].find({"report_id": last["id"]}).to_list(None)
    assert {each["citizen_id"]: each["own_code"] for each in followers} == {
        "cit_an": first["code"],
        "cit_binh": second["code"],
    }
    assert await service.database["supports"].count_documents({"report_id": first["id"]}) == 1, "not its own citizen"


async def test_who_was_merged_sees_how_the_other_one_goes_and_its_result_but_not_whose_it_is(service: Service) -> None:
    main = (await service.send())["id"]
    code = (await service.stored(main))["code"]
    merged = await service.send(service.stranger)
    await service.acts(merged["id"], "merge", service.coordinator, main_code=code)
    waiting = await service.get(f"/v1/reports/{merged['id']}", service.stranger)
    assert waiting["followed"] == {"state_label": "Chờ tiếp nhận", "result": None, "files": [], "resolved_at": None}
    photo = await service.upload(service.handler)
    for step, who, body in (
        ("accept", service.coordinator, {}),
        ("assign", service.coordinator, {}),
        ("start", service.handler, {}),
        ("submit-result", service.handler, {"text": "Đã vá ổ gà và dọn sạch.", "file_ids": [photo["id"]]}),
    ):
        await service.acts(main, step, who, **body)
    href = f"/v1/reports/{merged['id']}/files/{photo['id']}"
    assert (await service.http.get(href, headers=service.stranger)).status_code == 404
    unapproved = await service.get(f"/v1/reports/{merged['id']}", service.stranger)
    assert unapproved["followed"]["result"] is None
    await service.acts(main, "approve", service.approver)
    done = await service.get(f"/v1/reports/{merged['id']}", service.stranger)
    assert done["followed"]["state_label"] == "Đã xử lý xong"
    assert done["followed"]["result"] == "Đã vá ổ gà và dọn sạch."
    [picture] = done["followed"]["files"]
    assert picture["href"] == href
    for path in (picture["href"], picture["preview_href"]):
        assert (await service.http.get(path, headers=service.stranger)).status_code == 200
    assert (await service.http.get(href, headers=service.third)).status_code == 404
    assert "kết quả" in done["what_next"] and "sẽ được báo" not in done["what_next"]
    assert code not in str(done) and main not in str(done)
    assert (await service.get(f"/v1/reports/{main}", service.citizen))["followed"] is None


@pytest.mark.parametrize("end", ["refuse", "refer"])
async def test_who_follows_a_report_that_ends_without_a_result_hears_of_it_once(service: Service, end: str) -> None:
    main, merged = await service.send(), await service.send(service.stranger)
    await service.http.post(f"/v1/reports/{main['id']}/support", headers=service.third)
    await service.acts(merged["id"], "merge", service.coordinator, main_code=main["code"])
    await service.tell_supporters()
    await service.acts(main["id"], end, service.coordinator, text="Không thuộc địa bàn của tỉnh.")
    for _ in range(3):
        await service.tell_supporters()
    followers = await service.database["supports"].find({"report_id": main["id"]}).to_list(None)
    names = {each["citizen_id"]: [entry["type"].split(".")[3] for entry in each["outbox"]] for each in followers}
    assert names == {"cit_binh": ["report_merged_ended"], "cit_chi": ["report_joined", "report_joined_ended"]}
    codes = {each["citizen_id"]: each["outbox"][-1]["data"]["code"] for each in followers}
    assert codes == {"cit_binh": merged["code"], "cit_chi": None}
    seen = await service.get(f"/v1/reports/{merged['id']}", service.stranger)
    assert "gửi phản ánh mới" in seen["what_next"]


async def test_no_moment_is_promised_that_has_passed(service: Service) -> None:
    """The report was written long ago without a network: it is to be read from when it came."""
    pressed = (service.clock.now() - timedelta(days=3)).isoformat()
    late = await service.send(declared_at=pressed)
    assert late["received_by"].startswith("2026-11-26T09:00") and "chậm nhất 09 giờ 00" in late["what_next"]
    service.pass_time(timedelta(days=1))
    await service.give_alerts()
    assert await service.events(late["id"]) == ["report_received", "report_due_soon"]
    service.pass_time(timedelta(minutes=1))
    seen = await service.get(f"/v1/reports/{late['id']}", service.citizen)
    assert seen["what_next"].startswith("Hạn đọc phản ánh này (") and "đã qua" in seen["what_next"]


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ({"reason_code": "insufficient"}, "gửi phản ánh mới, kèm ảnh"),
        ({"reason_code": "complaint_or_denunciation", "text": "Đây là đơn khiếu nại."}, "Ban Tiếp công dân"),
        ({"text": "Sự việc đã được xử lý từ trước."}, "gửi phản ánh mới"),
    ],
)
async def test_who_is_refused_reads_what_they_may_do(service: Service, reason: dict[str, str], said: str) -> None:
    report_id = (await service.send())["id"]
    await service.acts(report_id, "refuse", service.coordinator, **reason)
    assert said in (await service.get(f"/v1/reports/{report_id}", service.citizen))["what_next"]


@pytest.mark.parametrize(
    ("reason", "read"),
    [
        ({"reason_code": "insufficient"}, "Thông tin chưa đủ để xác minh và xử lý."),
        (
            {"reason_code": "insufficient", "text": "Không rõ đoạn đường nào."},
            "Thông tin chưa đủ để xác minh và xử lý. Không rõ đoạn đường nào.",
        ),
        ({"text": "Không rõ đoạn đường nào."}, "Không rõ đoạn đường nào."),
    ],
)
async def test_what_an_officer_adds_stands_behind_the_reason(
    service: Service, reason: dict[str, str], read: str
) -> None:
    report_id = (await service.send())["id"]
    await service.acts(report_id, "refuse", service.coordinator, **reason)
    assert (await service.get(f"/v1/reports/{report_id}", service.citizen))["timeline"][-1]["text"] == read
    assert (await service.stored(report_id))["outbox"][-1]["data"]["reason"] == read


async def test_who_is_not_satisfied_a_second_time_reads_before_and_after_that_it_ends(service: Service) -> None:
    report_id = await service.resolved()
    await service.own(report_id, "rating", {"level": 1})
    await service.own(report_id, "reopening", {"reason": "Mới vá được một nửa."})
    await service.acts(report_id, "assign", service.coordinator)
    await service.acts(report_id, "start", service.handler)
    await service.acts(report_id, "submit-result", service.handler, text="Đã vá lại toàn bộ.")
    await service.acts(report_id, "approve", service.approver)
    before = (await service.get(f"/v1/reports/{report_id}", service.citizen))["what_next"]
    assert "lần đánh giá này kết thúc phản ánh" in before
    await service.own(report_id, "rating", {"level": 1})
    after = (await service.get(f"/v1/reports/{report_id}", service.citizen))["what_next"]
    assert "chưa hài lòng đã được ghi nhận" in after and "gửi phản ánh mới" in after
    assert (await service.events(report_id))[-1] == "report_closed_dissatisfied"


async def test_what_others_have_joined_its_sender_does_not_end(service: Service) -> None:
    """Who sends first, and withdraws, would end what others report too."""
    main, merged = await service.send(), await service.send(service.stranger)
    assert await offered(service, main["id"]) == ["withdraw"]
    await service.acts(merged["id"], "merge", service.coordinator, main_code=main["code"])
    for _ in range(2):
        await service.tell_supporters()
    assert await offered(service, main["id"]) == []
    refused = await service.own(main["id"], "withdrawal", {"reason": "Gửi nhầm"})
    assert refused.status_code == 409
    assert refused.json()["detail"].startswith("Đã có người khác cùng phản ánh sự việc này nên phản ánh không rút được")
    seen = await service.get(f"/v1/reports/{merged['id']}", service.stranger)
    assert seen["followed"]["state_label"] == "Chờ tiếp nhận"


async def test_what_others_rely_on_is_not_withdrawn_in_the_moment_before_they_are_counted(service: Service) -> None:
    joined, main, other = await service.send(), await service.send(), await service.send(service.stranger)
    await service.http.post(f"/v1/reports/{joined['id']}/support", headers=service.third)
    await service.acts(other["id"], "merge", service.coordinator, main_code=main["code"])
    for report in (joined, main):
        assert await offered(service, report["id"]) == []
        refused = await service.own(report["id"], "withdrawal", {"reason": "Đã tự xử lý xong."})
        assert refused.status_code == 409 and "người khác cùng phản ánh" in refused.json()["detail"]


async def test_whoever_is_first_of_one_who_joins_and_one_who_withdraws_the_other_is_refused(service: Service) -> None:
    for _ in range(5):
        report_id = (await service.send())["id"]
        joined, withdrawn = await asyncio.gather(
            service.http.post(f"/v1/reports/{report_id}/support", headers=service.third),
            service.own(report_id, "withdrawal", {"reason": "Đã tự xử lý xong."}),
        )
        assert {joined.status_code, withdrawn.status_code} == {200, 409}, (joined.text, withdrawn.text)
        notified = await service.database["supports"].count_documents({"report_id": report_id})
        assert notified == (joined.status_code == 200)
        service.pass_time(timedelta(hours=1))


async def test_a_merge_that_was_refused_keeps_nobody_from_withdrawing(service: Service) -> None:
    main = await service.send()
    other = await service.send(service.stranger)
    await service.database["reports"].update_one({"_id": other["id"]}, {"$set": {"outbox": [{}] * LIMIT}})
    refused = await service.act(other["id"], "merge", service.coordinator, main_code=main["code"])
    assert refused.status_code == 503
    assert (await service.own(main["id"], "withdrawal", {"reason": "Đã tự xử lý xong."})).status_code == 200


async def test_what_nobody_follows_any_more_may_be_withdrawn_again(service: Service) -> None:
    report_id = (await service.send())["id"]
    path = f"/v1/reports/{report_id}/support"
    await service.http.post(path, headers=service.third)
    await service.http.request("DELETE", path, headers=service.third)
    await service.tell_supporters()
    assert (await service.own(report_id, "withdrawal", {"reason": "Đã tự xử lý xong."})).status_code == 200


async def test_an_officer_asks_the_clock_stops_and_the_citizen_answers(service: Service) -> None:
    receipt = await service.send()
    await service.acts(receipt["id"], "ask", service.coordinator, text="Ổ gà nằm trước số nhà nào?")
    mine = await service.get(f"/v1/reports/{receipt['id']}", service.citizen)
    assert mine["asked"] == "Ổ gà nằm trước số nhà nào?"
    assert mine["answer_until"].startswith("2026-12-05T09:00")
    assert "trước 09 giờ 00, ngày 05/12/2026" in mine["what_next"]
    assert [offer["action"] for offer in mine["allowed_actions"]] == ["answer", "withdraw"]
    service.pass_time(timedelta(days=2))
    answered = await service.own(receipt["id"], "answer", {"text": "Trước số 12 ạ"})
    assert answered.json()["state"] == "CHO_TIEP_NHAN"
    assert answered.json()["resolved_by"].startswith("2026-12-08T09:00")  # two working days were not counted
    mine = await service.get(f"/v1/reports/{receipt['id']}", service.citizen)
    assert (mine["answer_until"], "đã nhận câu trả lời" in mine["what_next"]) == (None, True)


async def test_no_moment_is_promised_while_the_clock_stands_still_or_when_nothing_more_comes(service: Service) -> None:
    async def promised(report_id: str) -> tuple[str | None, str | None]:
        seen = await service.get(f"/v1/reports/{report_id}", service.citizen)
        [row] = [
            each for each in (await service.get("/v1/reports", service.citizen))["items"] if each["id"] == report_id
        ]
        for known in ("promised_resolved_by", "state_label", "what_next", "allowed_actions", "version"):
            assert row[known] == seen[known]
        return seen["promised_received_by"], seen["promised_resolved_by"]

    receipt = await service.send()
    report_id = receipt["id"]
    assert await promised(report_id) == (receipt["received_by"], receipt["resolved_by"])
    await service.acts(report_id, "ask", service.coordinator, text="Ổ gà nằm trước số nhà nào?")
    assert await promised(report_id) == (None, None)
    service.pass_time(timedelta(days=2))
    await service.own(report_id, "answer", {"text": "Trước số nhà 12."})
    later = await promised(report_id)
    assert later[0] is None and later[1] is not None and later[1] > receipt["resolved_by"]
    await service.acts(report_id, "refuse", service.coordinator, text="Không thuộc địa bàn của tỉnh.")
    assert await promised(report_id) == (None, None)


async def test_who_does_not_answer_is_refused_by_the_system_and_a_silent_citizen_confirms(service: Service) -> None:
    asked, resolved = (await service.send())["id"], await service.resolved()
    await service.acts(asked, "ask", service.coordinator, text="Cho biết thêm vị trí")
    service.pass_time(timedelta(days=11))
    await service.let_lapse()
    assert (await service.stored(asked))["state"] == "TU_CHOI"
    assert (await service.stored(resolved))["state"] == "DA_DONG"
    assert not await service.let_lapse()


async def test_a_dissatisfied_citizen_reopens_once_within_the_days(service: Service) -> None:
    report_id = await service.resolved()
    early = await service.own(report_id, "reopening", {"reason": "Vẫn còn ổ gà"})
    assert early.status_code == 409 and "đánh giá kết quả trước" in early.json()["detail"]
    assert (await service.own(report_id, "rating", {"level": 2})).json()["state"] == "HOAN_THANH"
    mine = await service.get(f"/v1/reports/{report_id}", service.citizen)
    assert "có thể đề nghị xử lý lại trước 09 giờ 00, ngày 02/12/2026" in mine["what_next"]
    assert mine["rating"]["label"] in [each["label"] for each in mine["rating_levels"]]
    reopened = await service.own(report_id, "reopening", {"reason": "Vẫn còn ổ gà"})
    assert reopened.json()["state"] == "MO_LAI"
    await service.acts(report_id, "assign", service.coordinator)
    await service.acts(report_id, "start", service.handler)
    await service.acts(report_id, "submit-result", service.handler, text="Đã vá lại toàn bộ đoạn đường.")
    await service.acts(report_id, "approve", service.approver)
    closed = await service.own(report_id, "rating", {"level": 1})
    assert closed.json()["state"] == "DA_DONG"  # a second time it cannot be reopened
    for who, path in ((service.citizen, "/v1/reports"), (service.handler, "/v1/staff/reports")):
        steps = (await service.get(f"{path}/{report_id}", who))["timeline"]
        assert [step["rating"]["label"] for step in steps if step["action"] == "rate"] == [
            "Không hài lòng",
            "Rất không hài lòng",
        ]
        assert not any(step["rating"] for step in steps if step["action"] != "rate")
    outbox = (await service.stored(report_id))["outbox"]
    results = [entry["data"]["reopen_until"] for entry in outbox if entry["type"].endswith("report_resolved.v1")]
    assert [bool(until) for until in results] == [True, False]

    late = await service.resolved(title="Một ổ gà khác nữa")
    await service.own(late, "rating", {"level": 1})
    service.pass_time(timedelta(days=7))
    assert (await service.own(late, "reopening", {"reason": "Vẫn còn ổ gà"})).status_code == 409


async def offered(service: Service, report_id: str) -> list[str]:
    mine = await service.get(f"/v1/reports/{report_id}", service.citizen)
    return [offer["action"] for offer in mine["allowed_actions"]]


async def test_what_may_be_done_within_some_days_is_not_offered_after_them(service: Service) -> None:
    asked = (await service.send())["id"]
    await service.acts(asked, "ask", service.coordinator, text="Cho biết thêm vị trí")
    rated, unrated = await service.resolved(title="Một ổ gà khác"), await service.resolved(title="Ổ gà thứ ba")
    await service.own(rated, "rating", {"level": 1})
    assert [await offered(service, each) for each in (asked, rated, unrated)] == [
        ["answer", "withdraw"],
        ["reopen"],
        ["rate"],
    ]
    service.pass_time(timedelta(days=10))  # and the system has not gone on by itself yet
    assert [await offered(service, each) for each in (asked, rated, unrated)] == [["withdraw"], [], []]
    for report_id, what, body in (
        (asked, "answer", {"text": "Trước số 12 ạ"}),
        (rated, "reopening", {"reason": "Vẫn còn ổ gà"}),
        (unrated, "rating", {"level": 1}),
    ):
        late = await service.own(report_id, what, body)
        assert late.status_code == 409
        assert "đã hết" in late.json()["detail"]


async def test_only_its_citizen_rates_reads_or_withdraws_it(service: Service) -> None:
    report_id = await service.resolved()
    assert (await service.own(report_id, "rating", {"level": 1}, service.stranger)).status_code == 404
    assert (await service.http.get(f"/v1/reports/{report_id}", headers=service.stranger)).status_code == 404
    other = (await service.send())["id"]
    assert (await service.own(other, "withdrawal", {"reason": "Gửi nhầm"}, service.stranger)).status_code == 404
    assert (await service.own(other, "withdrawal", {"reason": "Gửi nhầm"})).json()["state"] == "DA_RUT"


async def test_what_an_agency_has_cannot_be_withdrawn(service: Service) -> None:
    report_id = (await service.send())["id"]
    await service.acts(report_id, "accept", service.coordinator)
    await service.acts(report_id, "assign", service.coordinator)
    answer = await service.own(report_id, "withdrawal", {"reason": "Đã tự sửa"})
    assert answer.status_code == 409
    assert "đã được chuyển cho đơn vị" in answer.json()["detail"]


async def test_two_officers_at_once_the_second_sees_the_difference(service: Service) -> None:
    report_id = (await service.send())["id"]
    await service.acts(report_id, "accept", service.coordinator)
    other = service.mint.staff("feedback_coordinator@province", staff_id="stf_other")
    answer = await service.act(report_id, "refer", other, 1, reason_code="inspection")
    assert answer.status_code == 412
    [change] = answer.json()["changes"]
    assert (change["label"], change["by_id"], answer.json()["current_version"]) == ("Tiếp nhận", "stf_coordinator", 2)
    seen = await service.get(f"/v1/staff/reports/{report_id}", other)
    assert answer.json()["allowed_actions"] == seen["allowed_actions"] != []
    path = f"/v1/staff/reports/{report_id}/assign"
    assert (await service.http.post(path, json={}, headers={**other, **key()})).status_code == 428


async def test_the_difference_names_no_citizen_to_officers_and_no_inner_step_to_a_citizen(service: Service) -> None:
    report_id = (await service.send(hidden_from_agency=True))["id"]
    await service.acts(report_id, "ask", service.coordinator, text="Ổ gà nằm trước số nhà nào?")
    await service.own(report_id, "answer", {"text": "Trước số 12 ạ"})
    stale = await service.act(report_id, "refuse", service.coordinator, 2, reason_code="spam")
    assert stale.status_code == 412
    [change] = stale.json()["changes"]
    assert (change["by"], change["by_label"], change["by_id"], change["by_name"]) == ("citizen", "Người gửi", "", "")
    assert service.citizen_id not in stale.text

    resolved = await service.in_progress(title="Một ổ gà khác nữa")
    await service.acts(resolved, "submit-result", service.handler, text="Đã vá ổ gà và dọn sạch.")
    await service.acts(resolved, "approve", service.approver)
    seen = {**service.citizen, **key(), **if_match(3)}  # as it was assigned
    answer = await service.http.post(f"/v1/reports/{resolved}/rating", json={"level": 5}, headers=seen)
    assert answer.status_code == 412
    assert [each["action"] for each in answer.json()["changes"]] == ["start", "approve"]
    mine = await service.get(f"/v1/reports/{resolved}", service.citizen)
    assert answer.json()["allowed_actions"] == mine["allowed_actions"]
    assert [offer["action"] for offer in mine["allowed_actions"]] == ["rate"]
    assert "by_id" not in answer.text


async def test_two_approvers_at_once_the_second_sees_what_the_first_has_published(service: Service) -> None:
    report_id = await service.resolved(public_text())
    version = (await service.get(f"/v1/staff/reports/{report_id}", service.approver))["version"]
    await service.acts(report_id, "publish", service.approver, **public_text(title="Ổ gà đã che biển số"))
    other = service.mint.staff(f"feedback_approver@{COMMUNE}", staff_id="stf_other")
    stale = await service.act(report_id, "publish", other, version, **public_text(title="Ổ gà trước chợ đã vá"))
    assert stale.status_code == 412
    [change] = stale.json()["changes"]
    assert (change["label"], change["by_id"]) == ("Công khai", "stf_approver")
    assert "Ổ gà đã che biển số" in change["text"]
    mended = await service.act(
        report_id, "publish", service.approver, version, **public_text(title="Ổ gà đã che cả biển số")
    )
    assert mended.status_code == 200, mended.text  # nobody else has decided meanwhile


async def test_who_decides_while_another_takes_it_off_the_list_sees_that(service: Service) -> None:
    report_id = await service.resolved(public_text())
    version = (await service.get(f"/v1/staff/reports/{report_id}", service.approver))["version"]
    await service.acts(report_id, "unpublish", service.approver)
    other = service.mint.staff(f"feedback_approver@{COMMUNE}", staff_id="stf_other")
    stale = await service.act(report_id, "publish", other, version, **public_text())
    assert stale.status_code == 412
    [change] = stale.json()["changes"]
    assert (change["action"], change["label"], change["by_id"]) == ("unpublish", "Thôi công khai", "stf_approver")


async def test_nothing_that_an_officer_could_see_keeps_nobody_from_deciding(service: Service) -> None:
    main, second = await service.send(), await service.send(service.stranger)
    await service.acts(main["id"], "accept", service.coordinator)
    await service.acts(main["id"], "assign", service.coordinator)
    version = (await service.get(f"/v1/staff/reports/{main['id']}", service.approver))["version"]
    await merge(service, second, main)  # which raises the version of the other one
    shown = await service.act(main["id"], "publish", service.approver, version, **public_text())
    assert shown.status_code == 200, shown.text


@pytest.mark.parametrize("step", ["approve", "publish"])
async def test_a_version_that_never_was_is_not_what_an_officer_saw(service: Service, step: str) -> None:
    report_id = await service.in_progress()
    await service.acts(report_id, "submit-result", service.handler, text="Đã vá ổ gà và dọn sạch.")
    body = public_text() if step == "publish" else {}
    assert (await service.act(report_id, step, service.approver, 999, **body)).status_code == 412


async def test_an_inner_step_does_not_keep_a_citizen_from_answering(service: Service) -> None:
    report_id = (await service.send())["id"]
    await service.acts(report_id, "accept", service.coordinator)
    seen = {**service.citizen, **key(), **if_match(2)}
    await service.acts(report_id, "reclassify", service.coordinator, handling_class="immediate")
    answer = await service.http.post(f"/v1/reports/{report_id}/withdrawal", json={"reason": "Đã hết"}, headers=seen)
    assert answer.status_code == 200, answer.text


async def test_who_rates_a_result_again_reads_that_it_is_rated(service: Service) -> None:
    report_id = await service.resolved()
    await service.own(report_id, "rating", {"level": 2})
    again = await service.own(report_id, "rating", {"level": 4})
    assert again.status_code == 409
    assert "đã đánh giá" in again.json()["detail"]
    assert [offer["label"] for offer in again.json()["allowed_actions"]] == ["Đề nghị xử lý lại"]


async def test_a_refusal_without_a_reason_names_the_field(service: Service) -> None:
    answer = await service.act((await service.send())["id"], "refuse", service.coordinator)
    assert answer.status_code == 422
    assert answer.json()["errors"] == [{"field": "text", "message": "Cần chọn hoặc viết lý do."}]


async def test_what_was_sent_back_is_no_agencys_and_the_same_tap_twice_is_one(service: Service) -> None:
    report_id = (await service.send())["id"]
    await service.acts(report_id, "accept", service.coordinator)
    await service.acts(report_id, "assign", service.coordinator)
    headers = {**service.handler, **key(), **if_match(3)}
    path, body = f"/v1/staff/reports/{report_id}/send-back", {"text": "Đường này do Sở Xây dựng quản lý."}
    first, again = [await service.http.post(path, json=body, headers=headers) for _ in range(2)]
    assert (first.status_code, again.status_code, again.json()) == (200, 200, first.json())
    mine = await service.get(f"/v1/reports/{report_id}", service.citizen)
    assert (mine["agency"], mine["timeline"][-1]["agency"]["code"]) == (None, COMMUNE)


async def test_who_acts_after_a_colleague_has_sent_it_back_is_told_what_happened(service: Service) -> None:
    report_id = (await service.send())["id"]
    await service.acts(report_id, "accept", service.coordinator)
    await service.acts(report_id, "assign", service.coordinator)
    colleague = service.mint.staff(f"feedback_handler@{COMMUNE}", staff_id="stf_colleague")
    path, seen = f"/v1/staff/reports/{report_id}/start", {**key(), **if_match(3)}
    await service.acts(report_id, "send-back", service.handler, text="Không thuộc địa bàn của đơn vị.")
    late = await service.http.post(path, json={}, headers={**colleague, **seen})
    [change] = late.json()["changes"]
    assert (late.status_code, change["action"], change["by_id"]) == (412, "send-back", "stf_handler")
    for who, version in ((service.elsewhere, 3), (colleague, 1)):
        headers = {**who, **key(), **if_match(version)}
        assert (await service.http.post(path, json={}, headers=headers)).status_code == 404


async def test_what_was_sent_without_a_network_was_sent_when_send_was_pressed(service: Service) -> None:
    pressed = (service.clock.now() - timedelta(hours=5)).isoformat()
    report_id = (await service.send(declared_at=pressed))["id"]
    mine = await service.get(f"/v1/reports/{report_id}", service.citizen)
    assert mine["timeline"][0]["at"] == mine["sent_at"]
    assert mine["sent_at"].startswith("2026-11-25T04:00")


async def test_what_is_withdrawn_already_is_said_to_be(service: Service) -> None:
    report_id = (await service.send())["id"]
    assert (await service.own(report_id, "withdrawal", {"reason": "Gửi nhầm"})).status_code == 200
    again = await service.own(report_id, "withdrawal", {"reason": "Gửi nhầm"})
    assert again.status_code == 409
    assert "Đã rút" in again.json()["detail"] and "đơn vị xử lý" not in again.json()["detail"]


async def test_an_identity_is_looked_at_by_whom_it_is_shown_and_written_down(service: Service) -> None:
    hidden = await service.in_progress(hidden_from_agency=True)
    path = f"/v1/staff/reports/{hidden}/reporter"
    refused = await service.http.get(path, headers=service.handler)
    assert refused.status_code == 403
    assert await service.get(path, service.coordinator) == {"name": "Nguyễn Văn An", "phone": "0912345678"}
    log = await service.get("/v1/staff/feedback-access-log", service.administrator, subject=hidden)
    looks = [(each["what"], each["officer"]) for each in log["items"] if "identity" in each["what"]]
    assert looks == [("hidden_report_identity", "stf_coordinator")]
    view = await service.get(f"/v1/staff/reports/{hidden}", service.handler)
    assert view["reporter"]["href"] is None


async def test_a_hidden_identity_stays_hidden_from_a_coordinator_who_is_of_the_agency(service: Service) -> None:
    both = service.mint.staff("feedback_coordinator@province", f"feedback_handler@{COMMUNE}", staff_id="stf_both")
    same_office = service.mint.staff(f"feedback_coordinator@{COMMUNE}", staff_id="stf_same_office")
    open_one, hidden = await service.send(), await service.send(hidden_from_agency=True)

    async def may_look(report: dict[str, Any], who: dict[str, str]) -> bool:
        path = f"/v1/staff/reports/{report['id']}"
        seen = await service.http.get(f"{path}/reporter", headers=who)
        assert ((await service.get(path, who))["reporter"]["href"] is not None) == (seen.status_code == 200)
        return seen.status_code == 200

    # By the rules the commune is to have it, before anybody has given it to them.
    assert [await may_look(hidden, who) for who in (service.coordinator, both, same_office)] == [True, False, False]
    for report in (open_one, hidden):
        await service.acts(report["id"], "accept", service.coordinator)
        await service.acts(report["id"], "assign", service.coordinator, agency_id=COMMUNE)
    people = (service.coordinator, both, same_office, service.handler)
    assert [await may_look(open_one, who) for who in people] == [True, True, True, True]
    assert [await may_look(hidden, who) for who in people] == [True, False, False, False]
    await service.acts(hidden["id"], "send-back", service.handler, text="Không thuộc địa bàn của đơn vị.")
    assert [await may_look(hidden, who) for who in (service.coordinator, both, same_office)] == [True, False, False]


async def test_an_officer_of_another_agency_sees_and_does_nothing(service: Service) -> None:
    report_id = await service.in_progress()
    assert (await service.http.get(f"/v1/staff/reports/{report_id}", headers=service.elsewhere)).status_code == 404
    assert (await service.get("/v1/staff/reports", service.elsewhere))["items"] == []
    step = await service.act(report_id, "submit-result", service.elsewhere, 4, text="Không phải việc của mình")
    assert step.status_code == 404
    assert (await service.http.get("/v1/staff/reports", headers=service.citizen)).status_code == 403


async def test_a_refused_step_offers_what_the_officer_may_do_instead(service: Service) -> None:
    report_id = await service.in_progress()
    who = service.coordinator
    again = await service.act(report_id, "accept", who)
    others = await service.act(report_id, "submit-result", who, text="Đã vá xong mặt đường.")
    assert (again.status_code, others.status_code) == (409, 403)
    shown = await service.get(f"/v1/staff/reports/{report_id}", who)
    for refused in (again, others):
        assert refused.json()["allowed_actions"] == shown["allowed_actions"]


async def test_who_wrote_a_result_does_not_approve_it(service: Service) -> None:
    both = service.mint.staff(f"feedback_handler@{COMMUNE}", f"feedback_approver@{COMMUNE}", staff_id="stf_both")
    report_id = await service.in_progress()
    await service.acts(report_id, "submit-result", both, text="Đã vá xong mặt đường.")
    answer = await service.act(report_id, "approve", both)
    assert (answer.status_code, answer.json()["type"].split(":")[-1]) == (403, "second-person")

    async def offered(who: dict[str, str]) -> list[list[str]]:
        row = next(each for each in (await service.get("/v1/staff/reports", who))["items"] if each["id"] == report_id)
        whole = await service.get(f"/v1/staff/reports/{report_id}", who)
        return [[offer["action"] for offer in shown["allowed_actions"]] for shown in (row, whole)]

    assert [offer["action"] for offer in answer.json()["allowed_actions"]] == ["reject-result", "publish"]
    assert await offered(both) == [["reject-result", "publish"]] * 2
    assert await offered(service.approver) == [["approve", "reject-result", "publish"]] * 2


@pytest.mark.parametrize(
    ("members", "public", "reason"),
    [
        ({"may_publish": False}, public_text(), "no_consent"),
        ({"category": "chay-no"}, public_text(), "guarded"),
        ({"category": "thai-do-can-bo"}, public_text(), "about_staff"),
        ({}, public_text(file_ids=["fil_00000000000000000000000000"]), "foreign_file"),
    ],
)
async def test_what_is_not_published(service: Service, members, public, reason: str) -> None:
    report_id = (await service.send(**members))["id"]
    await service.acts(report_id, "accept", service.coordinator)
    await service.acts(report_id, "assign", service.coordinator, agency_id=COMMUNE)
    await service.acts(report_id, "start", service.handler)
    await service.acts(report_id, "submit-result", service.handler, text="Đã xử lý xong việc này.")
    answer = await service.act(report_id, "approve", service.approver, public=public)
    assert (answer.status_code, answer.json()["reason"]) == (409, reason), answer.text
    shown = await service.get(f"/v1/staff/reports/{report_id}", service.approver)
    assert answer.json()["allowed_actions"] == shown["allowed_actions"] != []
    assert (await service.stored(report_id))["state"] == "CHO_DUYET_KET_QUA"


async def test_what_is_guarded_is_shown_once_its_result_is_approved_and_as_long_as_it_stands(service: Service) -> None:
    report_id = (await service.send(category="danh-bac-ma-tuy"))["id"]
    await service.acts(report_id, "accept", service.coordinator)
    await service.acts(report_id, "assign", service.coordinator, agency_id=COMMUNE)
    await service.acts(report_id, "start", service.handler)

    async def offers() -> set[str]:
        seen = await service.get(f"/v1/staff/reports/{report_id}", service.approver)
        return {offer["action"] for offer in seen["allowed_actions"]} & {"publish", "unpublish"}

    refused = await service.act(report_id, "publish", service.approver, **public_text())
    assert (refused.status_code, refused.json()["reason"]) == (409, "guarded_at_work")
    assert await offers() == set()
    await service.acts(report_id, "submit-result", service.handler, text="Đã xử lý tụ điểm này.")
    await service.acts(report_id, "approve", service.approver)
    assert await offers() == {"publish"}
    await service.acts(report_id, "publish", service.approver, **public_text(result="Đã xử lý tụ điểm này."))
    assert await offers() == {"unpublish"}
    await service.own(report_id, "rating", {"level": 1})
    await service.own(report_id, "reopening", {"reason": "Tụ điểm vẫn còn hoạt động."})
    assert (await service.get("/v1/public-reports"))["items"] == []


async def test_nothing_public_ends_without_its_result(service: Service) -> None:
    shown = public_text(result="Đã vá ổ gà và thu dọn mặt đường.")
    report_id = await service.resolved(shown)
    await service.own(report_id, "rating", {"level": 1})
    await service.own(report_id, "reopening", {"reason": "Mới vá được một nửa."})
    assert (await service.get(f"/v1/public-reports/{report_id}"))["result"] is None
    await service.acts(report_id, "assign", service.coordinator, agency_id=COMMUNE)
    await service.acts(report_id, "start", service.handler)
    await service.acts(report_id, "submit-result", service.handler, text="Đã vá lại toàn bộ mặt đường.")
    refused = await service.act(report_id, "approve", service.approver)
    assert (refused.status_code, refused.json()["reason"]) == (409, "result_not_decided")
    again = public_text(result="Đã vá lại toàn bộ mặt đường.")
    await service.acts(report_id, "approve", service.approver, public=again)
    assert (await service.get(f"/v1/public-reports/{report_id}"))["result"] == again["result"]


async def test_a_result_that_everybody_waits_for_is_offered_to_the_approver(service: Service) -> None:
    report_id = await service.resolved(public_text())
    [listed] = (await service.get("/v1/staff/reports", service.approver, state="HOAN_THANH"))["items"]
    for row in (listed, await service.get(f"/v1/staff/reports/{report_id}", service.approver)):
        assert [offer["action"] for offer in row["allowed_actions"]] == ["unpublish", "publish"]
    await service.acts(report_id, "publish", service.approver, **public_text(result="Đã vá ổ gà và dọn mặt đường."))
    seen = await service.get(f"/v1/staff/reports/{report_id}", service.approver)
    assert [offer["action"] for offer in seen["allowed_actions"]] == ["unpublish"]


async def test_a_publication_is_changed_and_taken_back_and_the_original_stays(service: Service) -> None:
    report_id = await service.resolved(public_text())
    path = f"/v1/staff/reports/{report_id}"
    version = (await service.get(path, service.approver))["version"]
    changed = await service.act(
        report_id, "publish", service.approver, version, **public_text(title="Ổ gà đã che biển số")
    )
    assert changed.json()["publication"]["title"] == "Ổ gà đã che biển số"
    assert changed.json()["title"] == "Ổ gà trước chợ Quảng Ngãi"
    gone = await service.act(report_id, "unpublish", service.approver)
    assert gone.json()["publication"] is None
    assert (await service.get("/v1/public-reports"))["items"] == []
    assert (await service.events(report_id))[-2:] == ["report_published", "report_unpublished"]
    assert (await service.act(report_id, "publish", service.handler, **public_text())).status_code == 403


async def test_a_file_belongs_to_one_report(service: Service) -> None:
    photo = await service.upload()
    await service.send(file_ids=[photo["id"]])
    answer = await service.try_send(file_ids=[photo["id"]])
    assert answer.status_code == 422 and "đã được dùng" in answer.json()["errors"][0]["message"]
    mine = await service.upload(service.stranger)
    foreign = await service.try_send(file_ids=[mine["id"]])
    assert foreign.json()["errors"][0]["field"] == "file_ids[0]"


@pytest.mark.parametrize(
    ("content", "status"),
    [(b"MZ not a picture", 415), (b"", 422), (b"\xff\xd8\xff broken", 422), (picture()[:60], 422)],
)
async def test_what_is_no_picture_is_refused_and_leaves_no_orphan(
    service: Service, content: bytes, status: int
) -> None:
    answer = await service.http.post(
        "/v1/feedback-files", files={"file": ("anh.jpg", content)}, headers={**service.citizen, **key()}
    )
    assert answer.status_code == status
    assert await service.database["files.files"].count_documents({}) == 0
    assert await service.database["files.chunks"].count_documents({}) == 0


async def test_the_name_of_a_picture_tells_nobody_who_took_it(service: Service) -> None:
    photo = await service.upload(name="Ảnh bà Nguyễn Thị Lan 0912345678.png")
    assert photo["name"] == "anh.png"
    shown = public_text(file_ids=[photo["id"]], pictures_checked=True)
    report_id = await service.resolved(shown, file_ids=[photo["id"]], hidden_from_agency=True)
    for path, who in ((f"/v1/staff/reports/{report_id}", service.handler), (f"/v1/public-reports/{report_id}", None)):
        assert "Thị Lan" not in str(await service.get(path, who))
    opened = await service.http.get(f"/v1/public-reports/{report_id}/files/{photo['id']}")
    assert "0912345678" not in str(opened.headers) and "anh.png" in opened.headers["content-disposition"]
    assert opened.headers["cache-control"] == "public, max-age=300"
    handled = await service.http.get(f"/v1/staff/reports/{report_id}/files/{photo['id']}", headers=service.handler)
    assert handled.headers["cache-control"] == "private, no-store"


async def test_a_report_has_six_pictures_and_no_papers(service: Service) -> None:
    pictures = [(await service.upload())["id"] for _ in range(7)]
    many = await service.try_send(file_ids=pictures)
    assert many.status_code == 422
    assert many.json()["errors"] == [{"field": "file_ids", "message": "Tối đa 6 ảnh và 1 video."}]
    twice = await service.try_send(file_ids=[pictures[0], pictures[0]])
    assert twice.json()["errors"] == [{"field": "file_ids", "message": "Có tệp được nêu hai lần."}]
    out = BytesIO()
    Image.new("L", (60, 60), 200).save(out, "PDF")
    paper = await service.upload(content=out.getvalue(), name="don.pdf")
    refused = await service.try_send(file_ids=[paper["id"]])
    assert refused.json()["errors"] == [{"field": "file_ids", "message": "Phản ánh chỉ nhận ảnh và video."}]
    assert await service.database["reports"].count_documents({}) == 0
    assert (await service.try_send(file_ids=pictures[:6])).status_code == 201


async def test_when_the_report_cannot_be_written_nothing_is_half_there_and_the_files_wait(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The picture lies in GridFS, and MongoDB is gone when the report is to be written."""
    photo = await service.upload()
    body, headers = service.body(file_ids=[photo["id"]]), {**service.citizen, **key()}
    with monkeypatch.context() as gone:

        async def unreachable(*_: object) -> None:
            raise AutoReconnect("lost")

        gone.setattr(service.parts.stores.reports, "insert", unreachable)
        failed = await service.http.post("/v1/reports", json=body, headers=headers)
    assert failed.status_code == 503, failed.text
    assert await service.database["reports"].count_documents({}) == 0
    sent = await service.http.post("/v1/reports", json=body, headers=headers)
    assert sent.status_code == 201, sent.text  # the same tap again: the picture was not lost, and is not twice
    assert await service.database["files.files"].count_documents({}) == 2  # with its small one


async def test_files_that_nothing_took_are_swept_and_those_of_a_report_stay(service: Service) -> None:
    kept, left = await service.upload(content=picture_with_place()), await service.upload(content=picture_with_place())
    report_id = (await service.send(file_ids=[kept["id"]]))["id"]
    service.pass_time(timedelta(days=3))
    stores = service.parts.stores
    await SweepFiles(stores.files, stores.attached, service.clock, timedelta(hours=24)).sweep()
    names = [each["_id"] for each in await service.database["files.files"].find({}).to_list(None)]
    assert {*names} == {kept["id"], kept["preview_id"]} and left["id"] not in names
    chunks = [each["files_id"] for each in await service.database["files.chunks"].find({}).to_list(None)]
    assert {*chunks} == {*names}
    opened = await service.http.get(f"/v1/reports/{report_id}/files/{kept['id']}", headers=service.citizen)
    assert opened.status_code == 200


async def test_an_extension_is_given_once_and_reclassification_only_shortens(service: Service) -> None:
    report_id = await service.in_progress()
    extended = await service.acts(
        report_id, "extend", service.handler, resolved_by="2026-12-10T09:00:00+07:00", reason_code="weather"
    )
    assert extended["resolved_by"].startswith("2026-12-10T09:00")
    assert "extend" not in [offer["action"] for offer in extended["allowed_actions"]]
    again = await service.act(
        report_id, "extend", service.handler, resolved_by="2026-12-11T09:00:00+07:00", reason_code="weather"
    )
    assert again.status_code == 409 and again.json()["detail"].startswith("Mỗi phản ánh chỉ được gia hạn một lần")
    shorter = await service.acts(report_id, "reclassify", service.coordinator, handling_class="immediate")
    assert shorter["resolved_by"].startswith("2026-11-30T09:00")
    longer = await service.acts(report_id, "reclassify", service.coordinator, handling_class="complex")
    assert longer["resolved_by"].startswith("2026-11-30T09:00")


async def test_alerts_are_given_once_each_also_after_a_restart(service: Service) -> None:
    report_id, stores = (await service.send())["id"], service.parts.stores
    for _ in range(30):
        service.pass_time(timedelta(hours=12))
        # Each time as a process that has just started, and beside another that was slow to give up its lease.
        just_started = [
            GiveAlerts(stores.reports, stores.questions, stores.calendars, service.parts.events, service.clock)
            for _ in range(2)
        ]
        await asyncio.gather(*(give_alerts() for give_alerts in just_started))
        await just_started[0]()
    names = await service.events(report_id)
    assert names == ["report_received"] + ["report_due_soon", "report_overdue", "report_escalated"] * 2
    stored = await service.stored(report_id)
    assert [(a["clock"], a["level"]) for a in stored["given_alerts"]] == [
        (clock, level) for clock in ("receive", "resolve") for level in ("due_soon", "overdue", "escalated")
    ]
    late = await service.get("/v1/staff/reports", service.coordinator, overdue="true")
    assert [row["id"] for row in late["items"]] == [report_id]
    assert (await service.get("/v1/staff/report-counts", service.coordinator))["overdue"] == 1


async def test_an_administrator_changes_where_things_go(service: Service) -> None:
    table = await service.get("/v1/staff/routing-rules", service.administrator)
    assert table["version"] == 0
    rules = [{"agency_id": "commune"}, {"subject": "giao-thong", "commune": COMMUNE, "agency_id": "so-xay-dung"}]
    path = "/v1/staff/routing-rules"
    written = await service.http.put(path, json={"rules": rules}, headers={**service.administrator, **if_match(0)})
    assert written.json()["version"] == 1, written.text
    report = await service.get(f"/v1/staff/reports/{(await service.send())['id']}", service.coordinator)
    assert report["suggested_agency"]["code"] == "so-xay-dung"
    stale = await service.http.put(path, json={"rules": rules}, headers={**service.administrator, **if_match(0)})
    assert stale.status_code == 412
    again = await service.http.put(path, json={"rules": rules[:1]}, headers={**service.administrator, **if_match(1)})
    assert again.json()["version"] == 2
    wrong = [{"agency_id": "commune"}, {"subject": "giao-thong", "agency_id": "nobody"}]
    refused = await service.http.put(path, json={"rules": wrong}, headers={**service.administrator, **if_match(2)})
    assert refused.json()["errors"][0]["field"] == "rules[1].agency_id"
    assert (await service.http.put(path, json={"rules": rules}, headers=service.coordinator)).status_code == 403


async def test_who_was_erased_is_forgotten_and_what_they_reported_stays(service: Service) -> None:
    photo = await service.upload(content=picture_with_place())
    report_id = (await service.send(file_ids=[photo["id"]]))["id"]
    others = (await service.send(service.stranger, title="Rác tồn đọng cạnh chợ", category="rac-thai"))["id"]
    joined = await service.http.post(f"/v1/reports/{others}/support", headers=service.citizen)
    assert joined.status_code == 200, joined.text
    before = await service.stored(report_id)
    assert before["contact"]
    assert before["taken"]
    stores = service.parts.stores
    for _ in range(2):  # events may come twice
        await erase(service, service.citizen_id)
    after = await service.stored(report_id)
    assert after == {**before, "contact": None, "taken": []}
    assert (await service.stored(others))["contact"]
    assert not await stores.supports.has(others, service.citizen_id)
    assert await service.database["evidence"].count_documents({"owner": service.citizen_id}) == 0
    shown = await service.http.get(f"/v1/staff/reports/{report_id}/reporter", headers=service.coordinator)
    assert shown.status_code == 404
