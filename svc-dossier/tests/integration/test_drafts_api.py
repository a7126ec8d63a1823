"""Drafts: saved as the citizen types, found again on another day, gone once filed or forgotten."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import httpx

from svc_dossier.api.drafts.responses import DraftDetail, DraftList
from svc_dossier.domain.draft import DRAFT_LIFE, MAX_DRAFTS
from svc_dossier.store.drafts import INDEXES

from .service import AGENCY, DOCUMENT, WITH_DOCUMENT, Service, if_match, key


async def begin(service: Service, same: dict[str, str] | None = None, **members: Any):
    body = {"procedure_code": WITH_DOCUMENT, **members}
    return await service.http.post("/v1/drafts", json=body, headers={**service.citizen, **(same or key())})


async def save(service: Service, draft_id: str, version: int, who: dict[str, str] | None = None, **content: Any):
    headers = {**(who or service.citizen), **if_match(version)}
    return await service.http.put(f"/v1/drafts/{draft_id}", json=content, headers=headers)


async def test_a_draft_is_saved_resumed_and_filed(service: Service) -> None:
    same = key()
    begun = await begin(service, same, form={"nguoi_yeu_cau": {"ho_ten": "Trần Thị"}})
    DraftDetail.model_validate(begun.json())
    draft_id = begun.json()["id"]
    assert (await begin(service, same, form={"nguoi_yeu_cau": {"ho_ten": "Trần Thị"}})).json() == begun.json()
    file_id = await service.upload()
    documents = [{"code": DOCUMENT, "file_ids": [file_id], "copy_kind": "e_copy"}]
    form = service.form(WITH_DOCUMENT)
    saved = await save(service, draft_id, 1, agency_id=AGENCY, form=form, documents=documents)
    assert (saved.status_code, saved.headers["etag"]) == (200, '"2"')
    at_rest = str(await service.database["drafts"].find_one({"_id": draft_id}))
    assert form["nguoi_yeu_cau"]["ho_ten"] not in at_rest
    service.clock.advance(timedelta(days=5))  # longer than a lone file would wait
    citizen = service.mint.citizen(service.citizen_id)
    found = (await service.http.get("/v1/drafts", headers=citizen)).json()
    DraftList.model_validate(found)
    assert [draft["id"] for draft in found["items"]] == [draft_id]
    draft = (await service.http.get(f"/v1/drafts/{draft_id}", headers=citizen)).json()
    procedure = (await service.http.get(f"/v1/procedures/{WITH_DOCUMENT}")).json()
    [named] = [paper["name"] for paper in procedure["documents"] if paper["code"] == DOCUMENT]
    assert (draft["form"], draft["documents"]) == (
        form,
        [{**documents[0], "copy_label": "Bản sao điện tử", "name": named}],
    )
    assert draft["agency_name"] == service.rules.agencies[AGENCY].name
    content = {name: draft[name] for name in ("agency_id", "form", "documents")}
    again = await save(service, draft_id, 2, citizen, **content)
    assert (again.status_code, again.json()["documents"]) == (200, draft["documents"])
    filing = {"procedure_code": WITH_DOCUMENT, "draft_id": draft_id}
    filing |= {name: draft[name] for name in ("agency_id", "form", "documents")}
    submitted = await service.http.post("/v1/dossiers", json=filing, headers={**citizen, **key()})
    assert submitted.status_code == 201, submitted.text
    dossier = (await service.http.get(f"/v1/dossiers/{submitted.json()['id']}", headers=citizen)).json()
    assert dossier["documents"][0]["copy_kind"] == "e_copy"
    assert (await service.http.get(f"/v1/drafts/{draft_id}", headers=citizen)).status_code == 404


async def test_two_phones_do_not_overwrite_each_other(service: Service) -> None:
    draft_id = (await begin(service)).json()["id"]
    first = await save(service, draft_id, 1, form={"a": "một"})
    assert (await save(service, draft_id, 1, form={"a": "một"})).json() == first.json()  # the answer got lost
    second = await save(service, draft_id, 1, form={"a": "hai"})
    assert (second.status_code, second.json()["current_version"]) == (412, 2)
    unseen = await service.http.put(f"/v1/drafts/{draft_id}", json={}, headers=service.citizen)
    assert unseen.status_code == 428


async def test_a_draft_filed_under_several_keys_is_one_dossier(service: Service) -> None:
    draft_id = (await begin(service)).json()["id"]
    body = service.body(draft_id=draft_id)

    async def file(who: Mapping[str, str]) -> httpx.Response:
        return await service.http.post("/v1/dossiers", json=body, headers={**who, **key()})

    answers = await asyncio.gather(*(file(service.citizen) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    later = await file(service.citizen)
    assert (later.status_code, later.json()["type"].rpartition(":")[2]) == (409, "draft-submitted")
    assert (await file(service.stranger)).status_code == 201, "a draft is its owner's alone"


async def test_a_draft_is_its_owners_alone(service: Service) -> None:
    draft_id = (await begin(service)).json()["id"]
    for method in ("GET", "DELETE"):
        foreign = await service.http.request(method, f"/v1/drafts/{draft_id}", headers=service.stranger)
        absent = await service.http.request(
            method, "/v1/drafts/dft_00000000000000000000000000", headers=service.stranger
        )
        assert foreign.status_code == 404
        assert foreign.content == absent.content
    assert (await save(service, draft_id, 1, service.stranger)).status_code == 404
    filing = service.body(draft_id=draft_id)
    assert (
        await service.http.post("/v1/dossiers", json=filing, headers={**service.stranger, **key()})
    ).status_code == 201
    assert (await service.http.delete(f"/v1/drafts/{draft_id}", headers=service.citizen)).status_code == 204


async def test_drafts_are_bounded_in_number_and_size_and_do_not_wait_for_ever(service: Service) -> None:
    for _ in range(MAX_DRAFTS):
        assert (await begin(service)).status_code == 201
    assert (await begin(service)).status_code == 409
    draft_id = (await service.http.get("/v1/drafts", headers=service.citizen)).json()["items"][0]["id"]
    assert (await save(service, draft_id, 1, form={"a": "x" * 120_000})).status_code == 413
    foreign_file = [{"code": DOCUMENT, "file_ids": [await service.upload(service.stranger)]}]
    assert (await save(service, draft_id, 1, documents=foreign_file)).status_code == 422
    assert (await begin(service, procedure_code="9.999999")).status_code == 422
    service.clock.advance(DRAFT_LIFE + timedelta(seconds=1))
    citizen = service.mint.citizen(service.citizen_id)
    assert (await service.http.get("/v1/drafts", headers=citizen)).json()["items"] == []
    assert (await service.http.get(f"/v1/drafts/{draft_id}", headers=citizen)).status_code == 404
    assert any(index.document.get("expireAfterSeconds") == 0 for index in INDEXES)
    body = {"procedure_code": WITH_DOCUMENT}
    begun = await service.http.post("/v1/drafts", json=body, headers={**citizen, **key()})
    assert begun.status_code == 201, "those that are over have left their places"


async def test_drafts_begun_at_the_same_moment_are_no_more_than_there_may_be(service: Service) -> None:
    for _ in range(MAX_DRAFTS - 3):
        assert (await begin(service)).status_code == 201
    answers = await asyncio.gather(*(begin(service) for _ in range(10)))
    assert {answer.status_code for answer in answers} <= {201, 409, 503}
    drafts = (await service.http.get("/v1/drafts", headers=service.citizen)).json()["items"]
    assert sum(answer.status_code == 201 for answer in answers) <= 3
    assert await service.database["drafts"].count_documents({}) == len(drafts) <= MAX_DRAFTS
