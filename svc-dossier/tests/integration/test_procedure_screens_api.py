"""What a screen needs to let somebody choose a procedure and fill in its form, without tables of its own."""

from typing import Any

from .service import MAX_FILE_BYTES, WITH_DOCUMENT, Service


async def got(service: Service, path: str) -> Any:
    answer = await service.http.get(path)
    assert answer.status_code == 200, answer.text
    return answer.json()


def fields(part: dict[str, Any]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for name, member in part.get("properties", {}).items():
        found |= {name: member, **fields(member)}
    return found


async def test_rows_say_what_a_procedure_costs(service: Service) -> None:
    rows = (await got(service, "/v1/procedures?limit=50"))["items"]
    fees = {row["code"]: row["fees"] for row in rows}
    assert fees[WITH_DOCUMENT][0] | {"name": "", "amount": 0} == fees[WITH_DOCUMENT][0] | {"name": ""}
    for code in fees:
        assert fees[code] == (await got(service, f"/v1/procedures/{code}/fees"))["items"]


async def test_every_sector_leads_to_its_procedures(service: Service) -> None:
    sectors = (await got(service, "/v1/procedures/sectors"))["items"]
    assert len({sector["id"] for sector in sectors}) == len(sectors) > 1
    for sector in sectors:
        rows = (await got(service, f"/v1/procedures?sector={sector['id']}&limit=100"))["items"]
        assert len(rows) == sector["procedures"] > 0


async def test_a_procedure_says_which_files_it_takes_and_what_its_codes_mean(service: Service) -> None:
    shown = await got(service, f"/v1/procedures/{WITH_DOCUMENT}")
    assert shown["uploads"] == {
        "media_types": ["application/pdf", "image/jpeg", "image/png"],
        "max_bytes": MAX_FILE_BYTES,
        "max_files_of_document": 10,
        "max_documents": 20,
        "max_files": 100,
    }
    for row in (await got(service, "/v1/procedures?limit=100"))["items"]:
        procedure = await got(service, f"/v1/procedures/{row['code']}")
        labels = procedure["labels"]
        assert {*procedure["levels"]} <= labels["levels"].keys()
        assert {*procedure["targets"]} <= labels["targets"].keys()
        assert procedure["online_level"] in labels["online_level"]
        assert procedure["submission_mode"] in labels["submission_mode"]
        assert {copy for document in procedure["documents"] for copy in document["copies"]} <= labels["copies"].keys()
        assert {time["unit"] for time in procedure["times"]} <= labels["unit"].keys()


async def test_a_form_helps_and_its_lists_are_there(service: Service) -> None:
    form = (await got(service, f"/v1/procedures/{WITH_DOCUMENT}"))["form"]
    found = fields(form)
    assert "Mười hai chữ số" in found["so_dinh_danh"]["description"]
    assert form["properties"]["nguoi_yeu_cau"]["properties"]["ho_ten"]["x-profile"] == "declared_name"
    lists = {member["x-options"] for member in found.values() if "x-options" in member}
    assert lists == {"/v1/procedures/form-options/dan-toc", "/v1/communes"}
    peoples = (await got(service, found["dan_toc"]["x-options"]))["items"]
    assert len(peoples) == len({*peoples}) == 54
    assert peoples[:3] == ["Kinh", "Hrê", "Co"]
    assert (await service.http.get("/v1/procedures/form-options/khac")).status_code == 404
