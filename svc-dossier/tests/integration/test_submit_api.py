"""Filing a dossier: one document, once, whatever the network does; and every kind of bad input."""

import asyncio
import json
from datetime import timedelta
from typing import Any

import pytest

from svc_dossier.api.dossiers.responses import Receipt

from .service import AGENCY, DOCUMENT, NO_DOCUMENTS, WITH_DOCUMENT, Service, key


async def nothing_submitted(service: Service) -> bool:
    return not await service.database["dossiers"].find_one({})


async def test_a_dossier_is_one_document_with_its_event(service: Service) -> None:
    file_id = await service.upload()
    receipt = await service.submit(WITH_DOCUMENT, documents=[{"code": DOCUMENT, "file_ids": [file_id]}])
    Receipt.model_validate(receipt)
    assert receipt["submission_reference"].startswith("HS-")
    assert receipt["state_label"] == "Mới đăng ký"
    assert receipt["submitted_at"] == "2026-11-23T09:00:00.000+07:00"
    stored = await service.stored(receipt["id"])
    assert (stored["state"], stored["version"], stored["code"], stored["channel"]) == (1, 1, None, 2)
    assert stored["procedure"] == {"code": WITH_DOCUMENT, "version": 1, "name": "Đăng ký khai sinh"}
    assert stored["papers"][0]["files"][0]["id"] == file_id
    [event] = stored["outbox"]
    assert event["type"] == "vn.quangngai.dossier.submitted.v1"
    assert event["data"] == {
        "citizen_id": "cit_an",
        "procedure_code": WITH_DOCUMENT,
        "procedure_name": "Đăng ký khai sinh",
        "submission_reference": receipt["submission_reference"],
        "code": None,
        "state": 1,
        "agency_id": AGENCY,
        "agency_name": "UBND phường Cẩm Thành",
        "occurred_at": "2026-11-23T09:00:00.000+07:00",
        "due_at": None,
        "reason": None,
    }


async def test_personal_numbers_and_phones_are_nowhere_in_the_clear(service: Service) -> None:
    form = service.form(WITH_DOCUMENT)
    file_id = await service.upload()
    receipt = await service.submit(WITH_DOCUMENT, documents=[{"code": DOCUMENT, "file_ids": [file_id]}])
    at_rest = str(await service.stored(receipt["id"]))
    assert form["nguoi_yeu_cau"]["so_dinh_danh"] not in at_rest
    assert form["nguoi_yeu_cau"]["dien_thoai"] not in at_rest
    assert "051*****0123" in at_rest
    shown = await service.http.get(f"/v1/dossiers/{receipt['id']}", headers=service.citizen)
    assert shown.json()["form"] == form


async def test_fifty_at_once_are_one_dossier_and_one_answer(service: Service) -> None:
    headers, body = {**service.citizen, **key()}, service.body()
    answers = await asyncio.gather(*(service.http.post("/v1/dossiers", json=body, headers=headers) for _ in range(50)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert sum("idempotent-replay" not in answer.headers for answer in answers) == 1
    stored = await service.stored(answers[0].json()["id"])
    assert len(stored["outbox"]) == 1
    assert await service.database["dossiers"].count_documents({}) == 1


async def test_a_repeat_is_answered_alike_whatever_has_happened_since(service: Service) -> None:
    headers, file_id = {**service.citizen, **key()}, await service.upload()
    body = service.body(WITH_DOCUMENT, documents=[{"code": DOCUMENT, "file_ids": [file_id]}])
    first = await service.http.post("/v1/dossiers", json=body, headers=headers)
    await service.act(first.json()["id"], "accept", service.one_stop, 1)
    # The file is too old by now to be taken again, and the citizen has signed in anew.
    service.clock.advance(timedelta(days=40))
    headers |= service.mint.citizen(service.citizen_id)
    again = await service.http.post("/v1/dossiers", json=body, headers=headers)
    assert again.status_code == 201
    assert again.content == first.content
    assert again.headers["location"] == first.headers["location"]
    assert again.headers["idempotent-replay"] == "true"


async def test_the_same_key_with_another_body(service: Service) -> None:
    headers = {**service.citizen, **key()}
    await service.http.post("/v1/dossiers", json=service.body(), headers=headers)
    for other in (service.body() | {"agency_id": "21028"}, service.body() | {"agency_id": "nowhere"}):
        answer = await service.http.post("/v1/dossiers", json=other, headers=headers)
        assert answer.status_code == 422
        assert answer.json()["type"].endswith("idempotency-key-reused")
    assert await service.database["dossiers"].count_documents({}) == 1


async def test_another_citizen_may_draw_the_same_key(service: Service) -> None:
    same = key()
    for who in (service.citizen, service.stranger):
        answer = await service.http.post("/v1/dossiers", json=service.body(), headers={**who, **same})
        assert answer.status_code == 201
    assert await service.database["dossiers"].count_documents({}) == 2


async def test_one_file_belongs_to_one_dossier_even_at_once(service: Service) -> None:
    file_id = await service.upload()
    body = service.body(WITH_DOCUMENT, documents=[{"code": DOCUMENT, "file_ids": [file_id]}])
    answers = await asyncio.gather(
        *(service.http.post("/v1/dossiers", json=body, headers={**service.citizen, **key()}) for _ in range(8))
    )
    assert sorted(answer.status_code for answer in answers) == [201] + [422] * 7
    assert await service.database["dossiers"].count_documents({}) == 1


async def test_a_reference_that_is_taken_gives_way_to_the_next(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = iter(["HS-0000-0000-0000", "HS-0000-0000-0000", "HS-1111-1111-1111"])
    monkeypatch.setattr("svc_dossier.use_cases.create_dossier.submission_reference", lambda *_: next(names))
    first, second = await service.submit(), await service.submit()
    assert first["submission_reference"] == "HS-0000-0000-0000"
    assert second["submission_reference"] == "HS-1111-1111-1111"


async def test_each_wrong_field_is_named_with_its_label(service: Service) -> None:
    body = service.body(WITH_DOCUMENT)
    del body["form"]["me"]
    body["form"]["nguoi_yeu_cau"]["so_dinh_danh"] = "999"
    body["agency_id"] = "so-tu-phap"
    answer = await service.http.post("/v1/dossiers", json=body, headers={**service.citizen, **key()})
    assert answer.status_code == 422
    fields = {error["field"]: error["message"] for error in answer.json()["errors"]}
    assert fields == {
        "form.me.ho_ten": "Họ, chữ đệm và tên: chưa nhập.",
        "form.nguoi_yeu_cau.so_dinh_danh": "Số định danh cá nhân: không đúng cấu trúc 12 chữ số.",
        "agency_id": "Cơ quan này không tiếp nhận thủ tục đã chọn.",
        "documents.giay-chung-sinh": (
            "Thiếu giấy tờ bắt buộc: Giấy chứng sinh hoặc văn bản của người làm chứng hoặc giấy cam đoan về việc sinh."
        ),
    }
    assert await nothing_submitted(service)


async def test_papers_that_do_not_fit(service: Service) -> None:
    mine, theirs = await service.upload(), await service.upload(service.stranger)
    nobodys = "fil_00000000000000000000000000"
    for documents, field in (
        ([{"code": DOCUMENT, "file_ids": [theirs]}], "documents[0].file_ids[0]"),
        ([{"code": DOCUMENT, "file_ids": [mine, nobodys]}], "documents[0].file_ids[1]"),
        ([{"code": DOCUMENT, "file_ids": [mine, mine]}], "documents"),
        ([{"code": DOCUMENT, "file_ids": [mine]}, {"code": "giay-la", "file_ids": [nobodys]}], "documents[1].code"),
        ([{"code": DOCUMENT, "file_ids": [mine]}, {"code": DOCUMENT, "file_ids": [nobodys]}], "documents"),
        ([{"code": DOCUMENT, "file_ids": []}], "documents[0].file_ids"),
        ([{"code": DOCUMENT, "file_ids": ["../x"]}], "documents[0].file_ids[0]"),
        ([{"code": DOCUMENT, "file_ids": [mine] * 11}], "documents[0].file_ids"),
        ([{"code": f"a{n}", "file_ids": [mine]} for n in range(21)], "documents"),
    ):
        answer = await service.http.post(
            "/v1/dossiers", json=service.body(WITH_DOCUMENT, documents=documents), headers={**service.citizen, **key()}
        )
        assert answer.status_code == 422, documents
        assert answer.json()["errors"][0]["field"] == field
    assert await nothing_submitted(service)


async def test_a_procedure_that_is_not_filed_here_says_where(service: Service) -> None:
    for code, mode in (("2.000815", "INFO_ONLY"), ("2.000884", "INFO_ONLY")):
        body = {"procedure_code": code, "agency_id": AGENCY, "form": {}}
        answer = await service.http.post("/v1/dossiers", json=body, headers={**service.citizen, **key()})
        assert answer.status_code == 409
        assert answer.json()["mode"] == mode


def nested(levels: int) -> bytes:
    return b'{"procedure_code":"1.001193","agency_id":"21025","form":' + b'{"a":' * levels + b"1" + b"}" * (levels + 1)


def with_form(text: str) -> bytes:
    return f'{{"procedure_code":"{NO_DOCUMENTS}","agency_id":"{AGENCY}","form":{text}}}'.encode()


BAD_BODIES: dict[str, tuple[bytes, int]] = {
    "empty": (b"", 422),
    "no json": (b"{", 400),
    "text": (b'"hello"', 422),
    "list": (b"[]", 422),
    "null": (b"null", 422),
    "unknown member": (b'{"procedure_code":"1.001193","agency_id":"21025","form":{},"state":9}', 422),
    "wrong types": (b'{"procedure_code":1,"agency_id":[],"form":"x","documents":{}}', 422),
    "form is a list": (with_form("[]"), 422),
    "deep": (nested(150), 422),
    "too deep": (nested(5000), 400),
    "deep lists": (with_form('{"a":' + "[" * 190 + "]" * 190 + "}"), 422),
    "lone surrogate": (with_form(r'{"a":"\ud800"}'), 422),
    "lone surrogate in a key": (with_form(r'{"\udfff":1}'), 422),
    "not utf-8": (with_form('{"a":"')[:-1] + b'\xff"}}', 400),
    "nul": (with_form(r'{"nguoi_yeu_cau":{"ho_ten":"a\u0000b"}}'), 422),
    "nul in a key": (with_form(r'{"a\u0000b":1}'), 422),
    "huge integer": (with_form('{"so_ban_sao":' + "9" * 4000 + "}"), 422),
    "huge float": (with_form('{"so_ban_sao":1e400}'), 422),
    "nan": (with_form('{"so_ban_sao":NaN}'), 400),
    "long text": (with_form('{"a":"' + "x" * 300_000 + '"}'), 422),
    "beyond the limit": (with_form('{"a":"' + "x" * 2_000_000 + '"}'), 413),
    "unknown procedure": (b'{"procedure_code":"9.999999","agency_id":"21025","form":{}}', 422),
    "operator for a code": (b'{"procedure_code":{"$ne":""},"agency_id":"21025","form":{}}', 422),
}


async def test_bad_bodies(service: Service) -> None:
    for case, (content, status) in BAD_BODIES.items():
        headers = {**service.citizen, **key(), "Content-Type": "application/json"}
        answer = await service.http.post("/v1/dossiers", content=content, headers=headers)
        assert answer.status_code == status, (case, answer.text[:300])
        assert answer.headers["content-type"] == "application/problem+json", case
        problem = answer.json()
        assert problem["title"] and problem["detail"] and problem["status"] == status, case
        assert await nothing_submitted(service), case


async def test_a_body_of_another_type(service: Service) -> None:
    headers = {**service.citizen, **key(), "Content-Type": "text/plain"}
    answer = await service.http.post("/v1/dossiers", content=json.dumps(service.body()), headers=headers)
    assert answer.status_code == 415


async def test_the_idempotency_key_is_needed(service: Service) -> None:
    for bad in (None, "short", "x" * 129, "với dấu".encode()):
        headers: dict[str, Any] = service.citizen | ({} if bad is None else {"Idempotency-Key": bad})
        answer = await service.http.post("/v1/dossiers", json=service.body(), headers=headers)
        assert answer.status_code == 400
    assert await nothing_submitted(service)


async def test_who_may_file(service: Service) -> None:
    for headers, status in (({}, 401), ({"Authorization": "Bearer forged.token.here"}, 401), (service.one_stop, 403)):
        answer = await service.http.post("/v1/dossiers", json=service.body(), headers={**headers, **key()})
        assert answer.status_code == status
    service.clock.advance(timedelta(minutes=16))
    expired = await service.http.post("/v1/dossiers", json=service.body(), headers={**service.citizen, **key()})
    assert expired.status_code == 401
    assert await nothing_submitted(service)
