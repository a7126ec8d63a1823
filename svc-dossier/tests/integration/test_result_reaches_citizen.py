"""What is asked of a citizen can be done, and the result is theirs from the moment that they are told of it."""

from typing import Any

from .service import Service, key
from .test_notices_api import words


async def shown(service: Service, dossier_id: str) -> dict[str, Any]:
    answer = await service.http.get(f"/v1/dossiers/{dossier_id}", headers=service.citizen)
    return answer.json()  # type: ignore[no-any-return]


async def said(service: Service, dossier_id: str) -> str:
    notices = (await service.http.get(f"/v1/dossiers/{dossier_id}/notices", headers=service.citizen)).json()["items"]
    return str(notices[-1]["plain_text"])


async def test_an_online_result_is_there_with_the_message_that_says_so(service: Service) -> None:
    dossier_id, version = await service.brought_to(4)
    file_id = await service.upload(service.specialist)
    done = await service.act(dossier_id, "complete", service.specialist, version, result_files=[file_id])
    assert done.status_code == 200
    event = (await service.stored(dossier_id))["outbox"][-1]
    assert (event["type"].split(".")[3], event["data"]["result_files"]) == ("completed", 1)
    dossier = await shown(service, dossier_id)
    assert "tải tệp kết quả ngay trong hồ sơ này" in dossier["what_next"]
    (result,) = dossier["results"]
    assert (await service.http.get(result["href"], headers=service.citizen)).status_code == 200
    assert (await service.http.get(result["link"])).status_code == 200
    assert "tệp kết quả để Ông/Bà tải ngay trong ứng dụng" in await said(service, dossier_id)
    assert (await service.http.get(result["href"], headers=service.stranger)).status_code == 404


async def test_a_result_waits_for_a_fee_that_is_collected_on_return(service: Service) -> None:
    dossier_id, version = await service.brought_to(4)
    file_id = await service.upload(service.specialist)
    await service.act(dossier_id, "complete", service.specialist, version, result_files=[file_id])
    result = (await shown(service, dossier_id))["results"][0]
    items = [{"name": "Lệ phí", "amount": 8000}]
    asked = await service.act(dossier_id, "request-payment", service.one_stop, version + 1, items=items)
    assert asked.status_code == 200, asked.text
    assert (await shown(service, dossier_id))["results"] == []
    assert (await service.http.get(result["link"])).status_code == 404, "a link opens no more than its reader may see"


async def test_a_result_that_is_wanted_online_is_not_given_without_a_file(service: Service) -> None:
    dossier_id = (await service.submit(form=service.form(delivery="truc_tuyen")))["id"]
    await service.act(dossier_id, "accept", service.one_stop, 1)
    await service.act(dossier_id, "transfer", service.one_stop, 2)
    refused = await service.act(dossier_id, "complete", service.specialist, 3)
    message = "Người nộp chọn nhận kết quả trực tuyến nên cần có ít nhất một tệp kết quả."
    assert (refused.status_code, refused.json()["errors"]) == (422, [{"field": "result_files", "message": message}])
    file_id = await service.upload(service.specialist)
    done = await service.act(dossier_id, "complete", service.specialist, 3, result_files=[file_id])
    assert done.status_code == 200
    assert (await service.act(dossier_id, "return-result", service.one_stop, 4)).status_code == 200, "it has one"


async def test_a_result_on_paper_sends_nobody_to_a_download(service: Service) -> None:
    dossier_id, _ = await service.brought_to(9)
    dossier = await shown(service, dossier_id)
    assert dossier["results"] == []
    assert "tải" not in dossier["what_next"]
    assert (await service.stored(dossier_id))["outbox"][-1]["data"]["result_files"] == 0


async def test_who_is_to_pay_learns_where_and_how(service: Service) -> None:
    dossier_id, _ = await service.brought_to(6)
    dossier = await shown(service, dossier_id)
    (payment,) = dossier["payments"]
    assert "VietQR" in payment["how_to_pay"] and payment["payee"] in payment["how_to_pay"]
    assert "bộ phận một cửa" in dossier["what_next"]
    message = await said(service, dossier_id)
    withdrawn = await service.http.post(
        f"/v1/dossiers/{dossier_id}/withdrawal", json={"reason": "Nộp nhầm"}, headers={**service.citizen, **key()}
    )
    assert withdrawn.status_code == 200, withdrawn.text
    assert (await shown(service, dossier_id))["payments"][0]["how_to_pay"] is None, "nobody is sent to pay in vain"
    assert "chọn Nộp tiền" in message and "tại bộ phận một cửa của Ủy ban nhân dân" in message


async def test_a_paper_that_somebody_does_not_have_is_answered_with_the_reason(service: Service) -> None:
    dossier_id = (await service.submit())["id"]
    documents = [{"code": None, "name": "Đơn giải trình"}, {"code": None, "name": "Bản đồ thửa đất"}]
    asked = await service.act(
        dossier_id, "request-supplement", service.one_stop, 1, documents=documents, answer_by="2026-11-27"
    )
    assert asked.status_code == 200, asked.text
    dossier = await shown(service, dossier_id)
    assert dossier["answer_by"] == "2026-11-27T17:00:00.000+07:00"
    for path, who in (("/v1/dossiers", service.citizen), ("/v1/staff/dossiers", service.one_stop)):
        [row] = (await service.http.get(path, headers=who)).json()["items"]
        assert row["answer_by"] == dossier["answer_by"]
    assert "Hạn bổ sung là 17 giờ, ngày 27 tháng 11 năm 2026." in await said(service, dossier_id)
    assert (await service.stored(dossier_id))["outbox"][-1]["data"]["answer_by"] is not None
    url, reason = f"/v1/dossiers/{dossier_id}/supplements", "Thửa đất chưa được đo vẽ."
    given = {"code": "bo-sung-2-1", "file_ids": [await service.upload()]}

    async def answered(*papers: dict[str, Any]) -> tuple[int, Any]:
        answer = await service.http.post(url, json={"documents": papers}, headers={**service.citizen, **key()})
        return answer.status_code, answer.json()

    status, problem = await answered(given)
    assert (status, problem["errors"][0]["field"]) == (422, "documents.bo-sung-2-2")
    status, problem = await answered(given, {"code": "bo-sung-2-2"})
    assert (status, problem["errors"][0]["message"]) == (
        422,
        "Chọn tệp của giấy tờ, hoặc nêu lý do không có giấy tờ này.",
    )
    status, problem = await answered(given, {"code": "bo-sung-2-2", "unavailable_reason": reason})
    assert status == 200, problem
    lacking = (await shown(service, dossier_id))["documents"][1]
    assert (lacking["name"], lacking["files"], lacking["unavailable_reason"]) == ("Bản đồ thửa đất", [], reason)
    seen = (await service.http.get(f"/v1/staff/dossiers/{dossier_id}", headers=service.one_stop)).json()
    assert seen["documents"][1]["unavailable_reason"] == reason
    assert seen["timeline"][-1]["documents"] == ["Đơn giải trình"], "what was not handed in does not read as if it was"


async def test_what_somebody_does_not_have_is_never_told_as_received(service: Service) -> None:
    dossier_id, version = await service.brought_to(2)
    documents = [{"name": "Đơn giải trình"}, {"name": "Bản đồ thửa đất"}]
    asked = await service.act(dossier_id, "request-supplement", service.one_stop, version, documents=documents)
    assert asked.status_code == 200, asked.text
    first, second = (paper["code"] for paper in (await shown(service, dossier_id))["asked"])
    reason = "Thửa đất chưa được đo vẽ."
    papers = [
        {"code": first, "file_ids": [await service.upload()]},
        {"code": second, "unavailable_reason": reason},
    ]
    answer = await service.http.post(
        f"/v1/dossiers/{dossier_id}/supplements", json={"documents": papers}, headers={**service.citizen, **key()}
    )
    now = await shown(service, dossier_id)
    assert answer.json()["state_label"] == now["state_label"] == now["timeline"][-1]["state_label"]
    assert now["timeline"][-1]["unavailable"] == [{"name": "Bản đồ thửa đất", "reason": reason}]
    seen = (await service.http.get(f"/v1/staff/dossiers/{dossier_id}", headers=service.one_stop)).json()
    assert [seen[f"{name}_label"] for name in ("channel", "submission_mode")] == [
        "Nộp trực tuyến",
        "Nộp ngay trong ứng dụng",
    ]
    assert [step["by_label"] for step in seen["timeline"]][-2:] == ["Cán bộ", "Người nộp hồ sơ"]
    assert [segment["reason_label"] for segment in seen["clock"]] == ["Yêu cầu bổ sung giấy tờ"]
    confirmed = await service.act(dossier_id, "confirm-supplement", service.one_stop, version + 2)
    assert confirmed.status_code == 200, confirmed.text
    message = await said(service, dossier_id)
    assert "đủ" not in message and "nêu lý do không có: Bản đồ thửa đất." in message
    slip = await service.http.get(f"/v1/staff/dossiers/{dossier_id}/control-slip", headers=service.one_stop)
    printed = words(slip.content)
    assert "Người nộp nêu lý do không có: Bản đồ thửa đất" in printed and reason not in printed
    assert "Đã gửi bổ sung, chờ kiểm tra" in printed


async def test_a_day_on_which_nobody_works_is_no_last_day(service: Service) -> None:
    dossier_id = (await service.submit())["id"]
    for day in ("2026-11-28", "2026-11-20"):
        asked = await service.act(
            dossier_id, "request-supplement", service.one_stop, 1, documents=[{"name": "Đơn"}], answer_by=day
        )
        assert (asked.status_code, asked.json()["errors"][0]["field"]) == (422, "answer_by")


async def test_a_hand_off_that_was_never_filed_does_not_read_as_registered(service: Service) -> None:
    body = {"procedure_code": "2.000986", "agency_id": "21025"}
    submitted = await service.http.post("/v1/dossiers", json=body, headers={**service.citizen, **key()})
    assert submitted.status_code == 201, submitted.text
    waiting = "Chưa nộp, chờ nộp trên Cổng Dịch vụ công quốc gia"
    dossier = await shown(service, submitted.json()["id"])
    rows = (await service.http.get("/v1/dossiers", headers=service.citizen)).json()["items"]
    assert {submitted.json()["state_label"], dossier["state_label"], rows[0]["state_label"]} == {waiting}
    assert dossier["timeline"][0]["state_label"] == waiting
    assert (submitted.json()["submitted_at"], dossier["submitted_at"], rows[0]["submitted_at"]) == (None, None, None)
    assert dossier["continue_at"] == rows[0]["continue_at"] == submitted.json()["continue_at"]
    leave = {offer["action"]: offer for offer in dossier["allowed_actions"]}["withdraw"]
    assert leave["label"] == "Thôi theo dõi hồ sơ này"
    left = await service.http.post(
        leave["href"], json={"reason": "Không nộp nữa"}, headers={**service.citizen, **key()}
    )
    dossier = await shown(service, submitted.json()["id"])
    assert {left.json()["state_label"], dossier["state_label"]} == {"Đã thôi theo dõi"}
    assert (dossier["timeline"][-1]["label"], dossier["continue_at"]) == ("Thôi theo dõi hồ sơ này", None)
    assert "rút" not in dossier["what_next"] and "rút" not in await said(service, submitted.json()["id"])


async def test_a_dossier_of_the_portal_is_no_officers_work(service: Service) -> None:
    body = {"procedure_code": "2.000986", "agency_id": "21025"}
    submitted = await service.http.post("/v1/dossiers", json=body, headers={**service.citizen, **key()})
    seen = await service.http.get(f"/v1/staff/dossiers/{submitted.json()['id']}", headers=service.one_stop)
    assert seen.json()["allowed_actions"] == []
