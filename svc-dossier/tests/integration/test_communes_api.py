"""The communes over HTTP, and a submission that names one of before the merger."""

from svc_dossier.api.communes.responses import CommuneList, CommuneMatches

from .service import Service, key


async def test_all_and_by_name_without_accents(service: Service) -> None:
    everything = CommuneList.model_validate((await service.http.get("/v1/communes")).json())
    assert len(everything.items) == 96
    found = (await service.http.get("/v1/communes", params={"q": "duc pho"})).json()["items"]
    ward = {"code": "21439", "name": "phường Đức Phổ", "kind": "ward", "kind_label": "Phường"}
    assert found[0] == ward, "those of the former town follow"
    assert len(found) > 1


async def test_an_old_address_is_resolved_and_marked_as_an_assumption(service: Service) -> None:
    answer = await service.http.post("/v1/communes/resolve", json={"address": "p. Trần Phú, tp Quảng Ngãi"})
    CommuneMatches.model_validate(answer.json())
    assert answer.json() == {
        "items": [
            {
                "commune": {"code": "21028", "name": "phường Nghĩa Lộ", "kind": "ward", "kind_label": "Phường"},
                "basis": "former_commune",
                "basis_label": "Tên xã, phường, thị trấn cũ",
                "former": {
                    "name": "Phường Trần Phú",
                    "district": "Thành phố Quảng Ngãi",
                    "province": "Quảng Ngãi",
                },
                "assumed": True,
            }
        ],
        "certain": True,
    }
    assert (await service.http.post("/v1/communes/resolve", json={"address": "a" * 301})).status_code == 422


async def test_a_submission_to_a_commune_that_is_gone_says_where_it_went(service: Service) -> None:
    answer = await service.http.post(
        "/v1/dossiers", json={**service.body(), "agency_id": "21013"}, headers={**service.citizen, **key()}
    )
    assert answer.status_code == 422
    [error] = answer.json()["errors"]
    assert error["field"] == "agency_id"
    assert "nay thuộc phường Nghĩa Lộ (21028)" in error["message"]
