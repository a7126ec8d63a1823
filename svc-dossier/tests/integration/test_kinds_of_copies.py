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
