"""The catalogue as everybody sees it."""

from svc_dossier.api.procedures.responses import ProcedurePage
from svc_dossier.catalogue.data_files import read_all

from .service import Service


async def test_search_without_accents_and_without_signing_in(service: Service) -> None:
    answer = await service.http.get("/v1/procedures", params={"q": "dang ky khai sinh"})
    assert answer.status_code == 200
    assert answer.json()["items"][0]["name"] == "Đăng ký khai sinh"
    ProcedurePage.model_validate(answer.json())


async def test_pages_of_the_catalogue(service: Service) -> None:
    seen, after = [], None
    while True:
        params = {"limit": 5, **({"after": after} if after else {})}
        page = (await service.http.get("/v1/procedures", params=params)).json()
        seen += [item["code"] for item in page["items"]]
        if not (after := page["next"]):
            break
    assert len(seen) == len({*seen})
    assert {*seen} == {file["code"] for _, file in read_all("procedures")}


async def test_filters_and_their_bad_values(service: Service) -> None:
    answer = await service.http.get("/v1/procedures", params={"sector": "ho-tich", "level": "province"})
    assert [item["code"] for item in answer.json()["items"]] == ["2.000635"]
    [row] = answer.json()["items"]
    assert (row["submission_mode_label"], row["level_labels"]["province"]) == ("Nộp ngay trong ứng dụng", "Cấp tỉnh")
    assert row["times"][0]["unit_label"] == "ngày làm việc"
    answer = await service.http.get("/v1/procedures", params={"level": "huyen"})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "level"
    assert (await service.http.get("/v1/procedures", params={"q": "a" * 101})).status_code == 422
    assert (await service.http.get("/v1/procedures", params={"after": "rubbish"})).status_code == 400


SEARCHED = (
    "https://www.openstreetmap.org/search?query=Ph%C6%B0%E1%BB%9Dng+C%E1%BA%A9m+Th%C3%A0nh%2C"
    "+t%E1%BB%89nh+Qu%E1%BA%A3ng+Ng%C3%A3i"
)


async def test_a_procedure_in_full_with_etag(service: Service) -> None:
    answer = await service.http.get("/v1/procedures/1.001193")
    shown = answer.json()
    assert shown["form"]["properties"]["me"]["title"] == "Người mẹ"
    assert shown["times"][0]["value"] == 1
    assert {
        "id": "21025",
        "name": "UBND phường Cẩm Thành",
        "kind": "ward",
        "kind_label": "Phường",
        "address": "Phường Cẩm Thành, tỉnh Quảng Ngãi",
        "hours": "Thứ hai đến thứ sáu, 7:00–11:30 và 13:30–17:00",
        "phone": None,
        "latitude": None,
        "longitude": None,
        "map_url": SEARCHED,
    } in shown["agencies"]
    again = await service.http.get("/v1/procedures/1.001193", headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


async def test_an_unknown_procedure(service: Service) -> None:
    answer = await service.http.get("/v1/procedures/9.999999")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_forged_cursor(service: Service) -> None:
    for after in ("W251bGwsbnVsbCxudWxsXQ", "WyJhIiwxLDFd", "WzFd"):  # [null,null,null], ["a",1,1], [1]
        assert (await service.http.get("/v1/procedures", params={"after": after})).status_code == 400


async def test_every_route_is_described_for_the_merged_document(service: Service) -> None:
    document = (await service.http.get("/openapi.json")).json()
    operations = [operation for path in document["paths"].values() for operation in path.values()]
    assert document["openapi"].startswith("3.1")
    assert len(operations) >= 24
    assert all(operation["summary"] for operation in operations)
    assert len({operation["operationId"] for operation in operations}) == len(operations)


DESCRIBED = {"Thủ tục", "Biên tập thủ tục", "Lịch làm việc", "Xã, phường", "Số liệu", "Đặt lịch"}


async def test_what_an_office_offers_beside_dossiers_has_a_summary_and_a_description(service: Service) -> None:
    document = (await service.http.get("/openapi.json")).json()
    operations = [operation for path in document["paths"].values() for operation in path.values()]
    mine = [operation for operation in operations if DESCRIBED & {*operation.get("tags", ())}]
    assert len(mine) >= 20
    assert [operation["operationId"] for operation in mine if not operation.get("description")] == []
