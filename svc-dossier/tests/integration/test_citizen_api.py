"""A citizen's own dossiers: seen, followed, supplemented, withdrawn; nobody else's."""

import asyncio
from datetime import timedelta
from typing import Any

import httpx

from svc_dossier.api.dossiers.responses import DossierPage, DossierView, StepReceipt

from .service import DOCUMENT, Service, if_match, key

ASKED = {"documents": [{"code": "giay-to-tuy-than"}, {"name": "Đơn giải trình"}], "reason": "Hồ sơ còn thiếu"}


async def test_own_dossiers_newest_first_page_by_page(service: Service) -> None:
    ids = []
    for _ in range(5):
        ids.append((await service.submit())["id"])
        service.clock.advance(timedelta(seconds=1))
    ids += [(await service.submit())["id"], (await service.submit())["id"]]  # in the same instant
    await service.submit(who=service.stranger)
    seen, after = [], None
    while True:
        params = {"limit": 3, **({"after": after} if after else {})}
        page = (await service.http.get("/v1/dossiers", params=params, headers=service.citizen)).json()
        DossierPage.model_validate(page)
        seen += [item["id"] for item in page["items"]]
        if not (after := page["next"]):
            break
    assert sorted(seen) == sorted(ids)
    assert seen[2:] == list(reversed(ids[:5]))


async def test_own_dossiers_by_state(service: Service) -> None:
    first = (await service.submit())["id"]
    await service.submit()
    await service.act(first, "accept", service.one_stop, 1)
    page = (await service.http.get("/v1/dossiers", params={"state": 2}, headers=service.citizen)).json()
    assert [item["id"] for item in page["items"]] == [first]
    assert page["items"][0]["code"] == "000.01.99.H48-261123-0001"


async def test_bad_parameters(service: Service) -> None:
    for query in ("state=11", "state=x", "limit=0", "limit=101"):
        answer = await service.http.get(f"/v1/dossiers?{query}", headers=service.citizen)
        assert answer.status_code == 422, query
    for after in ("x", "bnVsbA", "WzFd", "WyJhIiwiYiJd", "W251bGwsbnVsbF0", "////"):
        answer = await service.http.get("/v1/dossiers", params={"after": after}, headers=service.citizen)
        assert answer.status_code == 400, after


async def test_the_whole_story_as_the_owner_reads_it(service: Service) -> None:
    dossier_id, _ = await service.brought_to(5)
    answer = await service.http.get(f"/v1/dossiers/{dossier_id}", headers=service.citizen)
    shown = answer.json()
    DossierView.model_validate(shown)
    assert answer.headers["etag"] == '"3"'
    assert shown["what_next"].startswith("Vui lòng bổ sung")
    assert [entry["action"] for entry in shown["timeline"]] == ["submit", "accept", "request_supplement"]
    assert shown["timeline"][2]["text"] == "Thiếu giấy tờ"
    labels = {"original": "Bản chính", "copy": "Bản sao", "e_copy": "Bản sao điện tử"}
    paper = {"code": "bo-sung-3-1", "name": "Đơn giải trình", "note": None}
    assert shown["asked"] == [{**paper, "copies": [*labels], "copy_labels": labels}]
    assert [offer["action"] for offer in shown["allowed_actions"]] == ["supplement", "withdraw"]
    assert "stf_" not in answer.text, "who in the office did it is not told"


async def test_foreign_and_absent_dossiers_are_alike_on_every_route(service: Service) -> None:
    mine, absent = (await service.submit())["id"], "dos_00000000000000000000000000"
    supplement = {"documents": [{"code": DOCUMENT, "file_ids": ["fil_00000000000000000000000000"]}]}
    for method, path, body in (
        ("GET", "", None),
        ("POST", "/supplements", supplement),
        ("POST", "/withdrawal", {"reason": "Nộp nhầm"}),
    ):
        answers = [
            await service.http.request(
                method, f"/v1/dossiers/{dossier_id}{path}", json=body, headers={**service.stranger, **key()}
            )
            for dossier_id in (mine, absent)
        ]
        assert {answer.status_code for answer in answers} == {404}
        assert answers[0].content == answers[1].content
    assert (await service.stored(mine))["version"] == 1


async def supplement(
    service: Service, dossier_id: str, headers: dict[str, str] | None = None, **body: Any
) -> httpx.Response:
    return await service.http.post(
        f"/v1/dossiers/{dossier_id}/supplements", json=body, headers={**service.citizen, **(headers or key())}
    )


async def test_a_supplement_after_acceptance_waits_for_the_office_and_restarts_the_clock(service: Service) -> None:
    dossier_id, version = await service.brought_to(4)
    asked = await service.act(dossier_id, "request-supplement", service.specialist, version, **ASKED)
    assert asked.json()["due_at"] is None
    files = [await service.upload(), await service.upload()]
    documents = [
        {"code": "giay-to-tuy-than", "file_ids": files[:1]},
        {"code": f"bo-sung-{version + 1}-2", "file_ids": files[1:]},
    ]
    answer = await supplement(service, dossier_id, documents=documents, note="Gửi đủ ạ")
    assert answer.status_code == 200, answer.text
    StepReceipt.model_validate(answer.json())
    assert answer.json()["state"] == 5
    shown = (await service.http.get(f"/v1/dossiers/{dossier_id}", headers=service.citizen)).json()
    assert shown["what_next"].startswith("Giấy tờ bổ sung đã được gửi")
    assert [document["code"] for document in shown["documents"]] == ["giay-to-tuy-than", f"bo-sung-{version + 1}-2"]
    confirmed = await service.act(dossier_id, "confirm-supplement", service.one_stop, version + 2)
    assert confirmed.json()["state"] == 4
    assert confirmed.json()["due_at"] == "2026-11-23T17:00:00.000+07:00"
    stored = await service.stored(dossier_id)
    assert [segment["reason"] for segment in stored["clock"]] == ["request_supplement", None]
    assert [event["type"].split(".")[3] for event in stored["outbox"]] == [
        "submitted",
        "accepted",
        "processing_started",
        "supplement_requested",
        "supplemented",
        "processing_started",
    ]
    assert stored["outbox"][3]["data"]["documents"] == ["Giấy tờ tùy thân của người yêu cầu", "Đơn giải trình"]
    assert [event["version"] for event in stored["outbox"]] == [1, 2, 3, 4, 5, 6]


async def test_a_supplement_before_acceptance_goes_back_to_the_queue(service: Service) -> None:
    dossier_id = (await service.submit())["id"]
    await service.act(dossier_id, "request-supplement", service.one_stop, 1, documents=[{"name": "Đơn giải trình"}])
    documents = [{"code": "bo-sung-2-1", "file_ids": [await service.upload()]}]
    answer = await supplement(service, dossier_id, documents=documents)
    assert (answer.status_code, answer.json()["state"]) == (200, 1)
    assert (await service.act(dossier_id, "accept", service.one_stop, 3)).status_code == 200


async def test_an_incomplete_supplement_names_what_is_missing(service: Service) -> None:
    dossier_id = (await service.submit())["id"]
    await service.act(dossier_id, "request-supplement", service.one_stop, 1, **ASKED)
    documents = [{"code": "giay-to-tuy-than", "file_ids": [await service.upload()]}]
    answer = await supplement(service, dossier_id, documents=documents)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["message"] == "Thiếu giấy tờ được yêu cầu: Đơn giải trình."
    assert (await service.stored(dossier_id))["version"] == 2


async def test_a_file_of_another_dossier_cannot_supplement(service: Service) -> None:
    used = await service.upload()
    await service.submit(documents=[{"code": "giay-to-tuy-than", "file_ids": [used]}])
    dossier_id, _ = await service.brought_to(5)
    answer = await supplement(service, dossier_id, documents=[{"code": "bo-sung-3-1", "file_ids": [used]}])
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "documents[0].file_ids[0]")
    assert (await service.stored(dossier_id))["version"] == 3


async def test_a_repeated_supplement_is_one_step_with_one_answer(service: Service) -> None:
    dossier_id, _ = await service.brought_to(5)
    same, documents = key(), [{"code": "bo-sung-3-1", "file_ids": [await service.upload()]}]
    answers = await asyncio.gather(*(supplement(service, dossier_id, same, documents=documents) for _ in range(10)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    await service.act(dossier_id, "confirm-supplement", service.one_stop, 4)
    late = await supplement(service, dossier_id, same, documents=documents)
    assert late.content == answers[0].content
    assert late.headers["etag"] == '"4"'
    other = await supplement(service, dossier_id, same, documents=documents, note="Khác rồi")
    assert other.json()["type"].endswith("idempotency-key-reused")
    assert (await service.stored(dossier_id))["version"] == 5


async def test_withdrawing(service: Service) -> None:
    for state in (1, 2, 4, 5):
        dossier_id, version = await service.brought_to(state)
        answer = await service.http.post(
            f"/v1/dossiers/{dossier_id}/withdrawal",
            json={"reason": "Tôi không còn nhu cầu"},
            headers={**service.citizen, **key(), **if_match(version)},
        )
        assert (answer.status_code, answer.json()["state"]) == (200, 7)
        event = (await service.stored(dossier_id))["outbox"][-1]
        assert event["type"] == "vn.quangngai.dossier.withdrawn.v1"
        assert event["data"]["reason"] is None, "what a citizen writes may name anybody"


async def test_withdrawing_too_late_says_what_is_possible(service: Service) -> None:
    for state in (3, 7, 8, 9, 10):
        dossier_id, version = await service.brought_to(state)
        answer = await service.http.post(
            f"/v1/dossiers/{dossier_id}/withdrawal", json={"reason": "Nộp nhầm"}, headers={**service.citizen, **key()}
        )
        assert answer.status_code == 409
        problem = answer.json()
        shown = await service.http.get(f"/v1/dossiers/{dossier_id}", headers=service.citizen)
        assert (problem["state"], problem["allowed_actions"]) == (state, shown.json()["allowed_actions"])
        assert (await service.stored(dossier_id))["version"] == version


async def test_what_the_citizen_saw_may_be_said_and_then_holds(service: Service) -> None:
    dossier_id, version = await service.brought_to(2)
    answer = await service.http.post(
        f"/v1/dossiers/{dossier_id}/withdrawal",
        json={"reason": "Nộp nhầm"},
        headers={**service.citizen, **key(), **if_match(version - 1)},
    )
    assert (answer.status_code, answer.json()["current_version"]) == (412, version)
    assert (await service.stored(dossier_id))["state"] == 2


async def test_citizen_and_officer_at_once_both_get_an_answer_that_is_true(service: Service) -> None:
    for _ in range(5):
        dossier_id = (await service.submit())["id"]
        accepted, withdrawn = await asyncio.gather(
            service.act(dossier_id, "accept", service.one_stop, 1),
            service.http.post(
                f"/v1/dossiers/{dossier_id}/withdrawal",
                json={"reason": "Nộp nhầm"},
                headers={**service.citizen, **key()},
            ),
        )
        assert withdrawn.status_code == 200  # the citizen did not say a version, so only the state can stand against it
        assert accepted.status_code in (200, 412)
        stored = await service.stored(dossier_id)
        assert stored["state"] == 7
        assert len(stored["timeline"]) == stored["version"] == (3 if accepted.status_code == 200 else 2)
