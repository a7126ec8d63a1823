"""A paper says as what it is handed in: an original, a copy, or an electronic copy."""

from typing import Any

from .service import DOCUMENT, WITH_DOCUMENT, Service, key


async def submitted(service: Service, **paper: Any) -> Any:
    file_id = await service.upload()
    documents = [{"code": DOCUMENT, "file_ids": [file_id], **paper}]
    body = service.body(WITH_DOCUMENT, documents=documents)
    return await service.http.post("/v1/dossiers", json=body, headers={**service.citizen, **key()})


async def test_a_paper_is_declared_as_one_of_the_kinds_that_the_procedure_takes(service: Service) -> None:
    procedure = (await service.http.get(f"/v1/procedures/{WITH_DOCUMENT}")).json()
    [taken] = [part["copies"] for part in procedure["documents"] if part["code"] == DOCUMENT]
    assert "e_copy" in taken and procedure["labels"]["copies"]["e_copy"] == "Bản sao điện tử"
    answer = await submitted(service, copy_kind="e_copy")
    assert answer.status_code == 201, answer.text
    shown = (await service.http.get(f"/v1/dossiers/{answer.json()['id']}", headers=service.citizen)).json()
    paper = shown["documents"][0]
    assert (paper["copy_kind"], paper["copy_label"]) == ("e_copy", "Bản sao điện tử")
    seen = (await service.http.get(f"/v1/staff/dossiers/{shown['id']}", headers=service.one_stop)).json()
    assert seen["documents"][0]["copy_label"] == "Bản sao điện tử"


async def test_a_kind_that_is_not_taken_is_named_and_none_may_be_left_out(service: Service) -> None:
    procedure = (await service.http.get(f"/v1/procedures/{WITH_DOCUMENT}")).json()
    [taken] = [part["copies"] for part in procedure["documents"] if part["code"] == DOCUMENT]
    [other] = {"original", "copy", "e_copy"} - {*taken}
    refused = await submitted(service, copy_kind=other)
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "documents[0].copy_kind")
    unknown = await submitted(service, copy_kind="photo")
    assert (unknown.status_code, unknown.json()["errors"][0]["field"]) == (422, "documents[0].copy_kind")
    silent = await submitted(service)
    assert silent.status_code == 201, silent.text
    shown = (await service.http.get(f"/v1/dossiers/{silent.json()['id']}", headers=service.citizen)).json()
    assert (shown["documents"][0]["copy_kind"], shown["documents"][0]["copy_label"]) == (None, None)


async def test_what_is_asked_for_says_as_what_it_is_taken_and_the_answer_keeps_to_it(service: Service) -> None:
    dossier_id = (await submitted(service)).json()["id"]
    papers = [{"name": "Đơn giải trình", "copies": ["e_copy", "original"]}, {"code": DOCUMENT}]
    demand = {"documents": papers, "reason": "Thiếu giấy tờ"}
    asked = await service.act(dossier_id, "request-supplement", service.one_stop, 1, **demand)
    assert asked.status_code == 200, asked.text
    shown = (await service.http.get(f"/v1/dossiers/{dossier_id}", headers=service.citizen)).json()
    made, known = shown["asked"]
    assert made["copies"] == ["e_copy", "original"]
    assert made["copy_labels"] == {"e_copy": "Bản sao điện tử", "original": "Bản chính"}
    procedure = (await service.http.get(f"/v1/procedures/{WITH_DOCUMENT}")).json()
    assert known["copies"] == next(part["copies"] for part in procedure["documents"] if part["code"] == DOCUMENT)

    files = [await service.upload(), await service.upload()]
    documents = [{"code": each["code"], "file_ids": [file]} for each, file in zip((made, known), files, strict=True)]

    async def answered(kind: str) -> Any:
        body = {"documents": [{**documents[0], "copy_kind": kind}, documents[1]]}
        url = f"/v1/dossiers/{dossier_id}/supplements"
        return await service.http.post(url, json=body, headers={**service.citizen, **key()})

    refused = await answered("copy")
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "documents[0].copy_kind")
    assert (await answered("original")).status_code == 200
    seen = (await service.http.get(f"/v1/staff/dossiers/{dossier_id}", headers=service.one_stop)).json()
    assert {paper["code"]: paper["copy_label"] for paper in seen["documents"]}[made["code"]] == "Bản chính"


async def test_an_office_asks_for_no_kind_that_the_procedure_does_not_take(service: Service) -> None:
    procedure = (await service.http.get(f"/v1/procedures/{WITH_DOCUMENT}")).json()
    [taken] = [part["copies"] for part in procedure["documents"] if part["code"] == DOCUMENT]
    [other] = {"original", "copy", "e_copy"} - {*taken}
    dossier_id = (await submitted(service)).json()["id"]
    documents = [{"code": DOCUMENT, "copies": [other]}]
    refused = await service.act(dossier_id, "request-supplement", service.one_stop, 1, documents=documents)
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "documents[0].copies")
