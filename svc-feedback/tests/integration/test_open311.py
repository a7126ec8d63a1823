"""Open311 GeoReport v2, as a client of the standard reads it."""

from urllib.parse import urlencode
from xml.etree import ElementTree

import httpx
import pytest

from .service import LATITUDE, LONGITUDE, OPEN311_KEY, Service, public_text

FORM = {"content-type": "application/x-www-form-urlencoded"}
REQUEST_FIELDS = {  # required in every request of a list
    "service_request_id",
    "status",
    "service_name",
    "service_code",
    "requested_datetime",
    "updated_datetime",
}


async def create(service: Service, ending: str = "json", **changed: str) -> httpx.Response:
    fields = {
        "api_key": OPEN311_KEY,
        "service_code": "o-ga-mat-duong",
        "lat": str(LATITUDE),
        "long": str(LONGITUDE),
        "description": "Ổ gà lớn trước cổng trường học.",
        **changed,
    }
    return await service.http.post(f"/open311/v2/requests.{ending}", content=urlencode(fields), headers=FORM)


async def test_services_and_their_definitions_in_both_formats(service: Service) -> None:
    rows = await service.get("/open311/v2/services.json")
    row = next(row for row in rows if row["service_code"] == "o-ga-mat-duong")
    assert row.keys() == {"service_code", "service_name", "description", "metadata", "type", "keywords", "group"}
    assert (row["metadata"], row["type"]) == (False, "realtime")
    root = ElementTree.fromstring((await service.http.get("/open311/v2/services.xml")).content)
    assert (root.tag, root[0].tag, len(root)) == ("services", "service", len(rows))
    definition = await service.get("/open311/v2/services/o-ga-mat-duong.json")
    assert definition == {"service_code": "o-ga-mat-duong", "attributes": []}
    assert (await service.http.get("/open311/v2/services/nothing.xml")).status_code == 404
    discovery = await service.get("/open311/v2/discovery.json")
    assert discovery["endpoints"][0]["formats"] == ["application/json", "text/xml"]
    assert ElementTree.fromstring((await service.http.get("/open311/v2/discovery.xml")).content).tag == "discovery"


async def test_a_request_is_created_once_and_followed_by_its_id(service: Service) -> None:
    first, again = await create(service), await create(service)
    assert first.status_code == 201, first.text
    [row] = first.json()
    assert again.json()[0]["service_request_id"] == row["service_request_id"]
    code = row["service_request_id"]
    [status] = await service.get(f"/open311/v2/requests/{code}.json")
    assert status.keys() >= REQUEST_FIELDS
    assert (status["status"], "description" in status) == ("open", False)  # nobody has approved its words
    [token] = await service.get(f"/open311/v2/tokens/{code}.json")
    assert token == {"service_request_id": code, "token": code}
    root = ElementTree.fromstring((await service.http.get(f"/open311/v2/requests/{code}.xml")).content)
    assert (root.tag, root[0].findtext("service_request_id")) == ("service_requests", code)
    assert await service.get("/open311/v2/requests.json") == []  # the list is public


async def test_what_is_wrong_is_said_in_the_standards_form(service: Service) -> None:
    for changed, status in (
        ({"api_key": "wrong"}, 403),
        ({"service_code": "nothing"}, 400),
        ({"lat": "north"}, 400),
        ({"lat": "0", "long": "0"}, 400),
        ({"description": "ngắn"}, 400),
        ({"description": "Tôi tố cáo ông A nhận tiền của dân."}, 400),
    ):
        answer = await create(service, **changed)
        assert answer.status_code == status, answer.text
        [error] = answer.json()
        assert (error["code"], bool(error["description"])) == (status, True)
    root = ElementTree.fromstring((await create(service, "xml", api_key="wrong")).content)
    assert (root.tag, root[0].tag, root[0].findtext("code")) == ("errors", "error", "403")


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"service_code": "nothing"}, "service_code:"),
        ({"service_code": ""}, "service_code:"),
        ({"lat": "0", "long": "0"}, "lat, long:"),
        ({"lat": "", "long": ""}, "address_string:"),
        ({"long": ""}, "long:"),
        ({"lat": ""}, "long:"),
        ({"lat": "abc"}, "lat:"),
        ({"lat": "15,13"}, "lat:"),
        ({"lat": "nan"}, "lat:"),
        ({"lat": "1_5.1"}, "lat:"),
        ({"long": "999"}, "long:"),
        ({"first_name": "A" * 61}, "first_name:"),
        ({"phone": "123"}, "phone:"),
        ({"address_string": "Nhà bà Lan, điện thoại 0905123456"}, "address_string:"),
    ],
)
async def test_a_refusal_names_the_field_that_the_client_sent(
    service: Service, changed: dict[str, str], named: str
) -> None:
    answer = await create(service, **changed)
    [error] = answer.json()
    assert (answer.status_code, error["description"].startswith(named)) == (400, True), error
    assert await service.database["reports"].count_documents({}) == 0


@pytest.mark.parametrize(
    ("content", "content_type", "status"),
    [
        (b"description=%ff%feabcdefghijk", FORM["content-type"], 400),
        (b"lat=15.13&lat=10", FORM["content-type"], 400),
        (b"{}", "application/json", 415),
        (b"--x--", "multipart/form-data; boundary=x", 415),
    ],
)
async def test_what_is_no_such_form_is_not_guessed_at(
    service: Service, content: bytes, content_type: str, status: int
) -> None:
    rest = urlencode({"api_key": OPEN311_KEY, "service_code": "o-ga-mat-duong", "long": str(LONGITUDE)}).encode()
    answer = await service.http.post(
        "/open311/v2/requests.json", content=content + b"&" + rest, headers={"content-type": content_type}
    )
    assert (answer.status_code, answer.json()[0]["code"]) == (status, status), answer.text
    assert await service.database["reports"].count_documents({}) == 0


async def test_who_reported_to_the_other_system_can_be_asked_back(service: Service) -> None:
    [row] = (await create(service, first_name="Nam", last_name="Trần", phone="0905 123 456")).json()
    stored = await service.database["reports"].find_one({"code": row["service_request_id"]})
    assert stored and "Nam" not in str(stored)
    seen = await service.get(f"/v1/staff/reports/{stored['_id']}", service.coordinator)
    assert await service.get(seen["reporter"]["href"], service.coordinator) == {
        "name": "Trần Nam",
        "phone": "0905123456",
    }


async def test_the_same_words_after_the_end_of_the_first_are_another_request(service: Service) -> None:
    codes = []
    for _ in range(3):
        [row] = (await create(service)).json()
        assert (await create(service)).json()[0]["service_request_id"] == row["service_request_id"]
        codes.append(row["service_request_id"])
        stored = await service.database["reports"].find_one({"code": codes[-1]})
        assert stored
        await service.acts(stored["_id"], "refuse", service.coordinator, reason_code="insufficient", text="Thiếu ảnh.")
    assert len({*codes}) == 3
    [status] = await service.get(f"/open311/v2/requests/{codes[0]}.json")
    assert status["status_notes"] == "Không tiếp nhận. Thông tin chưa đủ để xác minh và xử lý."
    assert "expected_datetime" not in status


async def test_an_emergency_is_told_whom_to_call(service: Service) -> None:
    [row] = (await create(service, description="Nhà bên cạnh đang cháy lớn.")).json()
    assert "114" in row["service_notice"]


async def test_what_is_wrong_with_a_question_for_requests_is_said_in_that_form_too(service: Service) -> None:
    for asked in (
        {"start_date": "yesterday"},
        {"end_date": "2026-13-01T00:00:00Z"},
        {"status": "lost"},
        {"status": "open,lost"},
        {"service_code": "x" * 3000},
    ):
        answer = await service.http.get("/open311/v2/requests.json", params=asked)
        assert answer.status_code == 400, answer.text
        [error] = answer.json()
        assert error["code"] == 400 and next(iter(asked)) in error["description"], error
    answer = await service.http.get("/open311/v2/requests.xml", params={"start_date": "yesterday"})
    root = ElementTree.fromstring(answer.content)
    assert (answer.status_code, root.tag, root[0].findtext("code")) == (400, "errors", "400")
    unknown = await service.http.get("/open311/v2/requests.json", params={"service_code": "rac-thai,nothing"})
    assert (unknown.status_code, unknown.json()[0]["code"]) == (404, 404)
    both = await service.http.get("/open311/v2/requests.json", params={"status": "open,closed"})
    assert both.status_code == 200


async def test_public_reports_are_listed_and_a_citizens_private_one_is_not_there(service: Service) -> None:
    public = await service.resolved(public_text(result="Đã vá xong ổ gà."))
    private = await service.send()
    rows = await service.get("/open311/v2/requests.json", service_code="o-ga-mat-duong", status="closed")
    [row] = rows
    stored = await service.stored(public)
    assert row["service_request_id"] == stored["code"]
    assert row.keys() >= REQUEST_FIELDS
    assert (row["lat"], row["long"], row["status_notes"]) == (15.121, 108.792, "Đã vá xong ổ gà.")
    assert await service.get("/open311/v2/requests.json", status="open") == []
    assert await service.get("/open311/v2/requests.json", start_date="2026-12-01T00:00:00Z") == []
    assert (await service.http.get(f"/open311/v2/requests/{private['code']}.json")).status_code == 404
