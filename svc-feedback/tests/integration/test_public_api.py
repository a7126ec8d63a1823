"""What everybody sees: lists without accents, a map that counts, exports, figures."""

from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import pytest

from shared.clock import VIETNAM
from shared.months import Month

from .service import LATITUDE, LONGITUDE, Service, key, public_text

ATOM, GEORSS = "{http://www.w3.org/2005/Atom}", "{http://www.georss.org/georss}"


async def some_public(service: Service) -> list[str]:
    ids = []
    for number, category in enumerate(["o-ga-mat-duong", "rac-thai", "o-ga-mat-duong"]):
        place = {"point": {"longitude": LONGITUDE + number * 0.01, "latitude": LATITUDE}, "commune": "21025"}
        text = public_text(title=f"Việc số {number} ở chợ", text="Đường Đinh Tiên Hoàng hư hỏng nặng.")
        ids.append(await service.resolved(text, category=category, place=place))
        service.pass_time(timedelta(minutes=20))
    return ids


async def test_the_public_list_is_searched_without_accents_and_filtered(service: Service) -> None:
    ids = await some_public(service)
    await service.resolved()  # not published

    async def found(**params: Any) -> list[str]:
        return [item["id"] for item in (await service.get("/v1/public-reports", **params))["items"]]

    assert await found() == ids[::-1]
    assert await found(q="dinh tien hoang") == ids[::-1]
    assert await found(q="không có từ này") == []
    assert await found(q="thu gom") == [ids[1]], "by the name of its category: Rác thải không được thu gom"
    assert await found(q="ve sinh moi truong") == [ids[1]], "and by that of its field"
    assert await found(category="giao-thong") == [ids[2], ids[0]]
    assert await found(category="rac-thai", commune="21025", group="completed") == [ids[1]]
    assert await found(commune="21028") == []
    first = await service.get("/v1/public-reports", limit="2")
    rest = await service.get("/v1/public-reports", limit="2", after=first["next"])
    assert [item["id"] for item in first["items"] + rest["items"]] == ids[::-1]
    assert rest["next"] is None
    for path, field in (("public-reports", "category"), ("public-reports", "commune"), ("public-questions", "field")):
        answer = await service.http.get(f"/v1/{path}", params={field: "99999"})
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)
    for path, field in (("reports", "commune"), ("reports", "agency_id"), ("questions", "field")):
        answer = await service.http.get(f"/v1/staff/{path}", params={field: "99999"}, headers=service.coordinator)
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)


@pytest.mark.parametrize("category", ["thai-do-can-bo", "danh-bac-ma-tuy", "rac-thai"])
async def test_another_category_needs_another_decision_to_publish(service: Service, category: str) -> None:
    report_id = await service.in_progress()
    await service.acts(report_id, "publish", service.approver, **public_text())
    assert len((await service.get("/v1/public-reports"))["items"]) == 1
    await service.acts(report_id, "reclassify", service.coordinator, category=category)
    assert (await service.get("/v1/public-reports"))["items"] == []
    assert (await service.http.get("/open311/v2/requests.json")).json() == []
    assert (await service.http.get(f"/v1/public-reports/{report_id}")).status_code == 404


async def test_a_result_that_was_not_accepted_is_not_read_again_with_the_next(service: Service) -> None:
    report_id = await service.resolved(public=public_text(result="Đã vá ổ gà lần thứ nhất."))
    path = f"/v1/public-reports/{report_id}"
    assert (await service.get(path))["result"] == "Đã vá ổ gà lần thứ nhất."
    assert (await service.own(report_id, "rating", {"level": 1})).status_code == 200
    assert (await service.own(report_id, "reopening", {"reason": "Mưa một trận là hỏng lại."})).status_code == 200
    await service.acts(report_id, "assign", service.coordinator)
    await service.acts(report_id, "start", service.handler)
    await service.acts(report_id, "submit-result", service.handler, text="Đã trải lại mặt đường.")
    assert (await service.get(path))["result"] is None


async def test_the_map_counts_what_is_far_and_shows_what_is_near(service: Service) -> None:
    ids = await some_public(service)
    while await service.count_map():
        pass
    wide = await service.get("/v1/public-reports/map", bbox="107,13.5,109.5,15.6", zoom="7")
    assert (sum(cluster["count"] for cluster in wide["clusters"]), wide["points"]) == (3, [])
    shown = [row["point"] for row in (await service.get("/v1/public-reports"))["items"]]
    for axis in ("longitude", "latitude"):
        placed = sum(cluster["count"] * cluster["point"][axis] for cluster in wide["clusters"])
        assert placed == pytest.approx(sum(point[axis] for point in shown), abs=0.002)
    only = await service.get("/v1/public-reports/map", bbox="107,13.5,109.5,15.6", zoom="7", category="rac-thai")
    [rubbish] = (await service.get("/v1/public-reports", category="rac-thai"))["items"]
    assert only["clusters"] == [{"count": 1, "point": rubbish["point"]}], "where it is, and not where all are"
    box = f"{LONGITUDE - 0.002},{LATITUDE - 0.002},{LONGITUDE + 0.002},{LATITUDE + 0.002}"
    near = await service.get("/v1/public-reports/map", bbox=box, zoom="17")
    assert [point["id"] for point in near["points"]] == [ids[0]]
    assert near["points"][0]["point"] == {"longitude": 108.792, "latitude": 15.121}

    await service.act(ids[0], "unpublish", service.approver)
    await service.count_map()
    wide = await service.get("/v1/public-reports/map", bbox="107,13.5,109.5,15.6", zoom="10")
    assert sum(cluster["count"] for cluster in wide["clusters"]) == 2
    assert not await service.count_map()
    for wrong in ("1,2,3", "a,b,c,d", "109,15,108,16", "0,0,500,1"):
        answer = await service.http.get("/v1/public-reports/map", params={"bbox": wrong, "zoom": 10})
        assert answer.json()["errors"][0]["field"] == "bbox"


async def test_other_systems_get_geojson_and_georss(service: Service) -> None:
    ids = await some_public(service)
    collection = await service.get("/v1/public-reports.geojson", limit="2")
    assert collection["type"] == "FeatureCollection"
    assert [feature["id"] for feature in collection["features"]] == ids[:0:-1]
    assert collection["features"][0]["geometry"] == {"type": "Point", "coordinates": [108.812, 15.121]}
    page = f"/app/#/feedback/public/{ids[-1]}"
    assert collection["features"][0]["properties"]["url"] == page
    answer = await service.http.get("/v1/public-reports.atom", params={"utm_source": "zalo"})
    assert answer.headers["content-type"].startswith("application/atom+xml")
    root = ElementTree.fromstring(answer.content)
    entries = root.findall(f"{ATOM}entry")
    assert len(entries) == 3
    assert entries[0].findtext(f"{GEORSS}point") == "15.121 108.812"
    assert [link.get("href") for link in entries[0].findall(f"{ATOM}link")] == [page]


async def test_figures_have_numerator_and_denominator(service: Service) -> None:
    ids = await some_public(service)
    await service.own(ids[0], "rating", {"level": 5})
    await service.own(ids[1], "rating", {"level": 1})
    await service.own(ids[1], "reopening", {"reason": "Rác vẫn còn đó"})
    late = await service.send(service.stranger)
    service.pass_time(timedelta(days=20))
    period = {"from": "2026-11", "to": "2026-12"}
    figures = await service.get("/v1/staff/feedback-figures", service.coordinator, **period)
    [total] = figures["items"]
    assert (total["received"], total["open"], total["overdue"], total["resolved"]) == (4, 2, 2, 2)
    assert total["share_satisfied"] == {"numerator": 1, "denominator": 2, "value": 0.5}
    assert total["share_reopened"] == {"numerator": 1, "denominator": 3, "value": 1 / 3}
    assert total["share_on_time"] == {"numerator": 2, "denominator": 4, "value": 0.5}
    assert total["share_on_time"]["denominator"] == total["resolved"] + total["overdue"]
    assert total["median_triage_hours"] is not None
    by_field = await service.get("/v1/staff/feedback-figures", service.coordinator, by="field", **period)
    counts = {row["key"]: row["received"] for row in by_field["items"]}
    assert (counts["giao-thong"], counts["ve-sinh-moi-truong"], counts["y-te"]) == (3, 1, 0)
    for by in ("month", "agency", "commune", "category"):
        rows = await service.get("/v1/staff/feedback-figures", service.coordinator, by=by, **period)
        assert sum(row["received"] for row in rows["items"]) == 4
    own = await service.get("/v1/staff/feedback-figures", service.elsewhere, **period)
    assert own["items"][0]["received"] == 0
    sheet = await service.http.get("/v1/staff/feedback-figures.csv", params=period, headers=service.coordinator)
    assert sheet.content.startswith(b"\xef\xbb\xbf")
    assert "Hài lòng / có đánh giá: tử số" in sheet.text
    assert late["id"]
    public = await service.get("/v1/public-reports/figures", by="commune")
    assert sum(row["received"] for row in public["items"]) == 4


async def test_public_figures_go_by_the_month_of_vietnam(service: Service) -> None:
    """Half an hour after midnight there it is still the month before in UTC."""
    now = service.clock.now()
    month = Month.of(now, VIETNAM).plus(1)
    service.pass_time(month.begins(VIETNAM) + timedelta(minutes=30) - now)
    figures = await service.get("/v1/public-reports/figures")
    assert (figures["from"], figures["to"]) == (str(month.plus(-11)), str(month))


async def test_questions_have_fields_of_their_own(service: Service) -> None:
    offered = {each["code"]: each["name"] for each in (await service.get("/v1/feedback-categories"))["question_fields"]}
    assert (offered["ho-tich"], offered["khac"]) == ("Hộ tịch, chứng thực", "Nội dung khác")
    assert "chieu-sang" not in offered
    asked = {"title": "Đăng ký khai sinh cần gì", "text": "Con tôi mới sinh, tôi cần mang giấy tờ gì?"}
    body = {**asked, "field": "ho-tich", "may_publish": False}
    receipt = await service.http.post("/v1/questions", json=body, headers={**service.citizen, **key()})
    assert receipt.status_code == 201, receipt.text
    mine = await service.get(f"/v1/questions/{receipt.json()['id']}", service.citizen)
    assert mine["field"] == {"code": "ho-tich", "name": "Hộ tịch, chứng thực"}


async def test_the_catalogue_has_two_levels_and_officers_get_theirs(service: Service) -> None:
    catalogue = await service.get("/v1/feedback-categories")
    assert [number["code"] for number in catalogue["emergency_numbers"]] == ["113", "114", "115"]
    codes = {category["code"] for field in catalogue["fields"] for category in field["categories"]}
    assert {"o-ga-mat-duong", "chay-no", "khac"} <= codes
    for_officers = await service.get("/v1/staff/feedback-catalogue", service.handler)
    assert {"refuse", "extend", "send-back"} <= for_officers["reasons"].keys()
