"""Text as citizens, officers and other systems type, copy and paste it, through the interface."""

import json
from typing import Any

import pytest

from svc_dossier.upstream.signature import sign

from .service import Service
from .test_modes_api import CODE
from .test_search_api import found
from .test_upstream_api import NEW, followed

PERSON = "nguoi_yeu_cau"


async def refused(service: Service, step: str, version: int, dossier_id: str, **body: Any) -> list[dict[str, str]]:
    answer = await service.act(dossier_id, step, service.one_stop, version, **body)
    assert answer.status_code == 422, answer.text
    return answer.json()["errors"]  # type: ignore[no-any-return]


async def test_a_form_is_kept_as_it_was_meant(service: Service) -> None:
    form = service.form()
    form[PERSON] |= {"ho_ten": "Ðặng\u00a0\u200bThị  H’Lan", "dien_thoai": "+84 905.123.456"}
    dossier_id = (await service.submit(form=form))["id"]
    own = (await service.http.get(f"/v1/dossiers/{dossier_id}", headers=service.citizen)).json()
    assert own["form"][PERSON]["ho_ten"] == "Đặng Thị H'Lan"
    assert (await service.stored(dossier_id))["applicant"]["name"] == "Đặng Thị H'Lan"
    for typed in ("đặng thị h’lan", "dang thi h`lan", "(+84) 905 123 456", "\u202d0905123456\u202c"):
        assert await found(service, typed) == [dossier_id], typed


async def test_a_code_is_found_as_our_message_writes_it(service: Service) -> None:
    dossier_id, _ = await service.brought_to(2)
    stored = await service.stored(dossier_id)
    for code in (stored["code"], stored["submission_reference"]):
        for typed in (f"{code}.", code.replace("-", "–"), f" “{code.lower()}”. ", code.replace("-", " - ")):
            assert await found(service, typed) == [dossier_id], typed
            answer = await service.http.get("/v1/dossier-progress", params={"code": typed})
            assert (answer.status_code, answer.json()["code"]) == (200, stored["code"]), typed


@pytest.mark.parametrize("reason", ["Thiếu giấy tờ → nộp lại", "Cần ≥ 2 bản ☑ “sao y”", "Y Krơ\u0306ng ƀiă"])
async def test_what_may_be_written_is_printed(service: Service, reason: str) -> None:
    dossier_id = (await service.submit())["id"]
    assert (await service.act(dossier_id, "refuse", service.one_stop, 1, reason=reason)).status_code == 200
    paper = await service.http.get(f"/v1/dossiers/{dossier_id}/notices/2/paper", headers=service.citizen)
    assert (paper.status_code, paper.headers["content-type"]) == (200, "application/pdf")


async def test_what_no_font_has_is_named_beside_its_field(service: Service) -> None:
    dossier_id = (await service.submit())["id"]
    [error] = await refused(service, "refuse", 1, dossier_id, reason="Thiếu giấy tờ 中文")
    assert error["field"] == "reason"
    assert "(中 文)" in error["message"]
    [error] = await refused(service, "request-supplement", 1, dossier_id, documents=[{"name": "\u200b\u200b\u200b"}])
    assert error == {"field": "documents[0].name", "message": "Phải có ít nhất 3 ký tự."}


@pytest.mark.parametrize("day", ["0000-01-01", "0001-01-01", "9999-12-31"])
async def test_a_day_that_nobody_can_mean_is_said_to_be_wrong(service: Service, day: str) -> None:
    asked = [
        service.http.get("/v1/offices/21025/slots", params={"from": day}),
        service.http.get("/v1/staff/appointments", params={"day": day}, headers=service.one_stop),
        service.http.get("/v1/staff/dossiers", params={"due_before": f"{day}T00:00:00Z"}, headers=service.one_stop),
    ]
    for asking in asked:
        answer = await asking
        assert answer.status_code == 422, answer.text
        assert len(answer.json()["errors"]) == 1
    form = service.form()
    form[PERSON]["ngay_sinh"] = day
    answer = await service.http.post(
        "/v1/dossiers",
        json=service.body(form=form),
        headers={**service.citizen, "Idempotency-Key": f"typed-text-{day}"},
    )
    assert answer.status_code == 422, answer.text
    assert f"form.{PERSON}.ngay_sinh" in {error["field"] for error in answer.json()["errors"]}


@pytest.mark.parametrize(
    "note",
    [
        rb"M\u1eddi \ud83d",
        b"M\xe1\xbb\x9di \xed\xa0\xbd\xed\xb8\x80",
        rb"M\u1eddi\u0000\u0007",
        b"\xff",
        rb"\u200b",
        b".",
    ],
)
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
async def test_no_text_of_another_system_stops_its_statuses(service: Service, note: bytes, mark: bytes) -> None:
    await followed(service)
    said = json.dumps(service.clock.now().isoformat()).encode()
    sent = b'{"items":[{"event_id":"e1","code":"' + CODE.replace("-", "–").encode() + b'.","status":2,"said_at":'
    body = mark + sent + said + b',"note":"' + note + b'"}]}'
    headers = {"Content-Type": "application/json", **sign(NEW, body, service.clock.now())}
    answer = await service.http.post("/v1/upstream/dvcqg/statuses", content=body, headers=headers)
    assert answer.status_code == 200, answer.text
    assert [item["outcome"] for item in answer.json()["items"]] == ["applied"]
