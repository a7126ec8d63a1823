"""Three ways to submit, and the counter: one record for all of them."""

from typing import Any

from svc_dossier.api.dossiers.responses import DossierView, HandOff
from svc_dossier.api.reception.responses import ReceptionReceipt

from .service import AGENCY, DOCUMENT, NO_DOCUMENTS, WITH_DOCUMENT, Service, key

HANDED_OFF = "3.000333"
INFO_ONLY = "2.000815"
CODE = "G09.20-20260609-0092637"


async def hand_off(service: Service, who: dict[str, str] | None = None) -> dict[str, Any]:
    published = service.rules.catalogue.in_force(HANDED_OFF, service.clock.now().date())
    assert published
    body = {"procedure_code": HANDED_OFF, "agency_id": next(iter(published.procedure.agencies))}
    answer = await service.http.post("/v1/dossiers", json=body, headers={**(who or service.citizen), **key()})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def enter(service: Service, dossier_id: str, code: str, who: dict[str, str] | None = None):
    headers = {**(who or service.citizen), **key()}
    return await service.http.post(f"/v1/dossiers/{dossier_id}/national-code", json={"code": code}, headers=headers)


async def test_a_hand_off_leads_to_the_national_portal_and_is_followed_by_its_code(service: Service) -> None:
    receipt = await hand_off(service)
    HandOff.model_validate(receipt)
    assert receipt["continue_at"] == "https://dichvucong.gov.vn"
    stored = await service.stored(receipt["id"])
    assert [event["type"] for event in stored["outbox"]] == ["vn.quangngai.dossier.handed_off.v1"]
    own = (await service.http.get(f"/v1/dossiers/{receipt['id']}", headers=service.citizen)).json()
    DossierView.model_validate(own)
    assert [offer["action"] for offer in own["allowed_actions"]] == ["enter_code", "withdraw"]
    assert (await enter(service, receipt["id"], "khong-phai-ma")).status_code == 422
    assert (await enter(service, receipt["id"], CODE, service.stranger)).status_code == 404
    answer = await enter(service, receipt["id"], f" {CODE.lower()} ")
    assert (answer.status_code, answer.json()["code"], answer.json()["state"]) == (200, CODE, 1)
    own = (await service.http.get(f"/v1/dossiers/{receipt['id']}", headers=service.citizen)).json()
    assert own["code"] == CODE
    assert (await enter(service, receipt["id"], "H48.99.01-261123-0007")).status_code == 200  # mistyped before


async def test_a_code_that_somebody_claims_takes_nothing_from_others(service: Service) -> None:
    ours = "000.01.99.H48-261123-0001"  # the next that this office will give
    receipt, other = await hand_off(service), await hand_off(service, service.stranger)
    assert (await enter(service, receipt["id"], ours)).status_code == 200
    assert (await enter(service, other["id"], ours, service.stranger)).status_code == 200
    dossier_id = (await service.submit())["id"]
    accepted = await service.act(dossier_id, "accept", service.one_stop, 1)
    assert accepted.json()["code"] == ours
    shown = (await service.http.get("/v1/dossier-progress", params={"code": ours})).json()
    assert shown["state"] == 2
    followed = await service.stores.dossiers.followed_under(ours, 10)
    assert {dossier.id for dossier in followed} == {receipt["id"], other["id"]}


async def test_no_office_has_a_hand_off_to_work_on(service: Service) -> None:
    receipt = await hand_off(service)
    unit = receipt["agency"]["id"]
    officer = service.mint.staff(f"one_stop@{unit}")
    assert (await service.http.get("/v1/staff/dossiers", headers=officer)).json()["items"] == []
    assert (await service.http.get("/v1/staff/dossier-counts", headers=officer)).json()["open"] == 0
    assert (await service.act(receipt["id"], "accept", officer, 1)).status_code == 409


async def test_a_hand_off_takes_no_form_and_information_is_no_filing(service: Service) -> None:
    body = {"procedure_code": HANDED_OFF, "agency_id": "khong-co", "form": {"a": 1}}
    answer = await service.http.post("/v1/dossiers", json=body, headers={**service.citizen, **key()})
    assert [error["field"] for error in answer.json()["errors"]] == ["form", "agency_id"]
    info = {"procedure_code": INFO_ONLY, "agency_id": AGENCY}
    refused = await service.http.post("/v1/dossiers", json=info, headers={**service.citizen, **key()})
    assert (refused.status_code, refused.json()["mode"]) == (409, "INFO_ONLY")


async def receive(
    service: Service, who: dict[str, str] | None = None, same: dict[str, str] | None = None, **members: Any
):
    body = {"channel": "direct", **members}
    return await service.http.post(
        "/v1/staff/dossiers", json=body, headers={**(who or service.one_stop), **(same or key())}
    )


async def test_a_complete_filing_at_the_counter_begins_accepted(service: Service) -> None:
    body, same = service.body(WITH_DOCUMENT, documents=[{"code": DOCUMENT}]), key()
    answer = await receive(service, same=same, **body)
    ReceptionReceipt.model_validate(answer.json())
    assert (answer.status_code, answer.json()["state"], answer.json()["channel"]) == (201, 2, "direct")
    assert answer.json()["channel_label"] == "Nộp trực tiếp"
    assert answer.json()["code"] == "000.01.99.H48-261123-0001"
    assert answer.json()["due_at"] == "2026-11-25T17:00:00.000+07:00"
    stored = await service.stored(answer.json()["id"])
    assert (stored["channel"], stored["source_app"], stored["citizen_id"], stored["version"]) == (1, "counter", None, 1)
    [event] = stored["outbox"]
    assert (event["type"], event["data"]["citizen_id"]) == ("vn.quangngai.dossier.accepted.v1", None)
    again = await receive(service, same=same, **body)
    assert again.content == answer.content
    seen = await service.http.get(f"/v1/staff/dossiers/{answer.json()['id']}", headers=service.one_stop)
    assert seen.json()["channel"] == "direct"
    assert "051085" not in str(stored)


async def test_papers_that_were_only_seen_stand_beside_those_that_were_scanned(service: Service) -> None:
    for _ in range(2):
        scan = await service.upload(service.one_stop)
        documents = [{"code": DOCUMENT, "file_ids": [scan]}, {"code": "bien-ban-tre-bi-bo-roi"}]
        answer = await receive(service, **service.body(WITH_DOCUMENT, documents=documents))
        assert answer.status_code == 201, answer.text
        seen = await service.http.get(f"/v1/staff/dossiers/{answer.json()['id']}", headers=service.one_stop)
        assert [len(paper["files"]) for paper in seen.json()["documents"]] == [1, 0]


async def test_what_came_by_post_is_checked_first_and_answered_for_at_the_counter(service: Service) -> None:
    answer = await receive(service, **{**service.body(), "channel": "postal", "complete": False})
    dossier_id = answer.json()["id"]
    assert (answer.json()["state"], answer.json()["code"]) == (1, None)
    asked = {"documents": [{"name": "Đơn giải trình"}]}
    await service.act(dossier_id, "request-supplement", service.one_stop, 1, **asked)
    seen = (await service.http.get(f"/v1/staff/dossiers/{dossier_id}", headers=service.one_stop)).json()
    assert {"supplement", "withdraw"} <= {offer["action"] for offer in seen["allowed_actions"]}
    gone = await service.act(dossier_id, "withdrawal", service.one_stop, 2, reason="Công dân xin rút")
    assert gone.json()["state"] == 7
    mine = (await service.submit())["id"]
    refused = await service.act(mine, "withdrawal", service.one_stop, 1, reason="Tự ý rút")
    assert refused.status_code == 403


async def test_a_procedure_without_form_is_filed_with_the_person(service: Service) -> None:
    person = {"name": "Trần Văn Mẫu", "personal_number": "051085000123", "phone": "0900000002"}
    documents = [{"code": "ban-chinh"}, {"code": "ban-sao"}]
    body: dict[str, Any] = {"procedure_code": INFO_ONLY, "agency_id": AGENCY, "documents": documents}
    answer = await receive(service, **body, person=person)
    assert (answer.status_code, answer.json()["state"]) == (201, 2)
    stored = await service.stored(answer.json()["id"])
    assert stored["applicant"] == {"name": "Trần Văn Mẫu", "personal_number": "051*****0123", "phone": "090*****0002"}
    refusals: list[tuple[dict[str, Any], str]] = [
        ({}, "person"),
        ({"person": {**person, "personal_number": "999999999999"}}, "person.personal_number"),
        ({"person": person, "documents": []}, "documents.ban-chinh"),
        ({"person": person, "form": {"a": 1}}, "form"),
    ]
    for wrong, field in refusals:
        refused = await receive(service, **{**body, **wrong})
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, field), wrong


async def test_only_the_one_stop_of_the_office_files_there(service: Service) -> None:
    body = service.body(NO_DOCUMENTS)
    for who in (service.elsewhere, service.specialist, service.citizen):
        assert (await receive(service, who, **body)).status_code == 403
    assert (await receive(service, **{**body, "channel": 2})).status_code == 422
    assert await service.database["dossiers"].count_documents({}) == 0
