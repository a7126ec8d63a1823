"""Notices and papers as a citizen and an officer get them."""

import asyncio
import re
import unicodedata
from datetime import timedelta
from io import BytesIO
from urllib.parse import unquote

import httpx
import pytest
from pypdf import PdfReader

from .service import DOCUMENT, WITH_DOCUMENT, Service, key

FORMS = {2: (2, "01"), 3: (2, "03"), 5: (3, "02"), 8: (3, "05")}
"""The number of the last notice and its form, by the state a dossier is brought to."""


def words(pdf: bytes) -> str:
    text = " ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text))


async def ask(service: Service, path: str, who: dict[str, str] | None = None) -> httpx.Response:
    return await service.http.get(path, headers=service.citizen if who is None else who)


@pytest.mark.parametrize("state", sorted(FORMS))
async def test_a_citizen_gets_the_form_of_a_step(service: Service, state: int) -> None:
    dossier_id, _ = await service.brought_to(state)
    version, form = FORMS[state]
    listed = (await ask(service, f"/v1/dossiers/{dossier_id}/notices")).json()["items"]
    assert (listed[-1]["version"], listed[-1]["form"]) == (version, form)
    answer = await ask(service, f"/v1/dossiers/{dossier_id}/notices/{version}/paper")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    name = unquote(answer.headers["content-disposition"])
    assert listed[-1]["title"] in name and name.endswith(".pdf")
    shown = words(answer.content)
    stored = await service.stored(dossier_id)
    assert listed[-1]["title"].upper() in shown
    assert (stored["code"] or stored["submission_reference"]) in shown
    assert stored["applicant"]["name"] in shown
    assert service.form()["nguoi_yeu_cau"]["so_dinh_danh"] not in shown


async def test_the_same_paper_is_the_same_bytes_whatever_happens_since(service: Service) -> None:
    dossier_id, version = await service.brought_to(2)
    path = f"/v1/dossiers/{dossier_id}/notices/2/paper"
    at_once = await asyncio.gather(*(ask(service, path) for _ in range(5)))
    service.clock.advance(timedelta(minutes=7))
    assert (await service.act(dossier_id, "transfer", service.one_stop, version)).status_code == 200
    later = await ask(service, path)
    by_officer = await ask(service, f"/v1/staff/dossiers/{dossier_id}/notices/2/paper", service.one_stop)
    assert len({answer.content for answer in (*at_once, later, by_officer)}) == 1
    kept = {"metadata.owner": dossier_id}
    assert await service.database["files.files"].count_documents(kept) == 1
    assert await service.database["files.files"].count_documents({**kept, "metadata.attached": True}) == 1
    assert len(await service.database["files.chunks"].distinct("files_id")) == 1


async def test_the_notices_can_be_read_aloud(service: Service) -> None:
    dossier_id, _ = await service.brought_to(10)
    listed = (await ask(service, f"/v1/dossiers/{dossier_id}/notices")).json()["items"]
    assert [(item["version"], item["form"]) for item in listed] == [(1, None), (2, "01"), (4, None), (5, None)]
    assert "Ủy ban nhân dân phường Cẩm Thành" in listed[1]["plain_text"]
    assert "Hẹn trả kết quả chậm nhất lúc" in listed[1]["plain_text"]


async def test_a_request_printed_late_states_what_was_asked_then(service: Service) -> None:
    dossier_id, version = await service.brought_to(2)
    first = {"documents": [{"name": "Đơn giải trình", "note": "Có chữ ký"}, {"name": "Giấy ủy quyền"}]}
    assert (await service.act(dossier_id, "request-supplement", service.one_stop, version, **first)).status_code == 200
    asked = (await service.stored(dossier_id))["asked"]
    handed = {"documents": [{"code": paper["code"], "file_ids": [await service.upload()]} for paper in asked]}
    sent = f"/v1/dossiers/{dossier_id}/supplements"
    assert (await service.http.post(sent, json=handed, headers={**service.citizen, **key()})).status_code == 200
    assert (await service.act(dossier_id, "confirm-supplement", service.one_stop, version + 2)).status_code == 200
    again = {"documents": [{"code": asked[1]["code"]}], "reason": "Bản chụp bị mờ"}
    answer = await service.act(dossier_id, "request-supplement", service.specialist, version + 3, **again)
    assert answer.status_code == 200, answer.text
    shown = words((await ask(service, f"/v1/dossiers/{dossier_id}/notices/{version + 1}/paper")).content)
    assert "1. Đơn giải trình: Có chữ ký 2. Giấy ủy quyền" in shown and "Bản chụp bị mờ" not in shown


async def test_an_apology_states_both_dates(service: Service) -> None:
    dossier_id = (await service.submit("1.004222"))["id"]
    assert (await service.act(dossier_id, "accept", service.one_stop, 1)).status_code == 200
    postponement = {"reason": "Cần xác minh thêm tại nơi cư trú", "due_on": "2026-12-10"}
    assert (await service.act(dossier_id, "postpone", service.one_stop, 2, **postponement)).status_code == 200
    shown = words((await ask(service, f"/v1/dossiers/{dossier_id}/notices/3/paper")).content)
    assert "VĂN BẢN XIN LỖI" in shown and postponement["reason"] in shown
    assert "hẹn trả kết quả: 17 giờ 00 phút, ngày 03 tháng 12 năm 2026" in shown
    assert "kết quả mới: 17 giờ 00 phút, ngày 10 tháng 12 năm 2026" in shown


async def test_the_counter_prints_a_receipt_for_what_came_on_paper(service: Service) -> None:
    body = {"channel": "direct", **service.body(WITH_DOCUMENT, documents=[{"code": DOCUMENT}])}
    received = await service.http.post("/v1/staff/dossiers", json=body, headers={**service.one_stop, **key()})
    assert received.status_code == 201, received.text
    path = f"/v1/staff/dossiers/{received.json()['id']}/notices"
    [listed] = (await ask(service, path, service.one_stop)).json()["items"]
    assert listed["form"] == "01"
    service.clock.advance(timedelta(milliseconds=1))
    shown = words((await ask(service, f"{path}/1/paper", service.one_stop)).content)
    assert "1. Tờ khai 2. Giấy chứng sinh hoặc" in shown and "tệp điện tử" not in shown
    assert received.json()["code"] in shown
    looks = await service.stores.access_log.of(subject=received.json()["id"], officer=None, before=None, limit=9)
    assert [look.what for look in looks] == ["file", "dossier"]


async def test_the_control_slip_is_for_officers_and_grows_with_the_dossier(service: Service) -> None:
    dossier_id, version = await service.brought_to(2)
    path = f"/v1/staff/dossiers/{dossier_id}/control-slip"
    before = await ask(service, path, service.specialist)
    assert before.status_code == 200 and "Chuyển xử lý" not in words(before.content)
    assert (await service.act(dossier_id, "transfer", service.one_stop, version)).status_code == 200
    after = await ask(service, path, service.specialist)
    assert "Chuyển xử lý" in words(after.content)
    assert (await ask(service, path, service.specialist)).content == after.content
    assert (await ask(service, path)).status_code == 403


async def test_what_is_not_theirs_or_not_there_is_not_found(service: Service) -> None:
    dossier_id, _ = await service.brought_to(2)
    own, office = f"/v1/dossiers/{dossier_id}/notices", f"/v1/staff/dossiers/{dossier_id}"
    for path, who in (
        (own, service.stranger),
        (f"{own}/2/paper", service.stranger),
        (f"{own}/1/paper", service.citizen),  # listed without a form
        (f"{own}/7/paper", service.citizen),
        (f"{office}/notices", service.elsewhere),
        (f"{office}/notices/2/paper", service.elsewhere),
        (f"{office}/control-slip", service.elsewhere),
        ("/v1/dossiers/dos_none/notices", service.citizen),
    ):
        assert (await ask(service, path, who)).status_code == 404, path
    assert (await ask(service, f"{own}/0/paper")).status_code == 422
    assert (await ask(service, f"{own}/một/paper")).status_code == 422
    assert (await ask(service, f"{office}/control-slip", service.administrator)).status_code == 403
