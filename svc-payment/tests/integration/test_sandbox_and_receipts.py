"""The sandbox's magic amounts, and the receipt of what was paid."""

from datetime import timedelta
from io import BytesIO

import pypdf
import pypdfium2
import pytest
import zxingcpp

from .service import Service, key


async def paid(service: Service, amount: int) -> str:
    """A payment of ``amount`` through the sandbox, asked about once."""
    await service.school()
    await service.issue(f"HS000123;Nguyễn Văn An;6A1;2026-11;HP;Học phí;1;{amount};0;;15/12/2026")
    await service.link()
    [bill] = (await service.ok("GET", "/v1/bills", headers=service.citizen))["items"]
    payment = await service.pay(bill["id"], "sandbox")
    await service.later(seconds=2)
    return str(payment["id"])


@pytest.mark.parametrize(
    ("amount", "state", "received"),
    [
        (80_000, "succeeded", 80_000),
        (80_001, "failed", 0),
        (80_002, "submitted", 0),
        (80_003, "succeeded", 160_006),
        (80_004, "submitted", 0),
        (80_005, "held", 79_005),
        (80_006, "held", 0),
    ],
)
async def test_magic_amounts(service: Service, amount: int, state: str, received: int) -> None:
    payment_id = await paid(service, amount)
    seen = await service.seen(payment_id)
    assert (seen["state"], seen["received"]) == (state, received)
    if amount == 80_003:
        assert [refund["amount"] for refund in seen["refunds"]] == [80_003]
    if amount == 80_002:
        await service.later(minutes=11)
        await service.later(minutes=11)
        assert (await service.seen(payment_id))["state"] == "succeeded"
    if amount == 80_004:
        for _ in range(12):
            await service.later(days=1)
        last = await service.stores.payments.find(payment_id)
        assert last
        assert (last.state, last.query_at) == ("expired", None)


async def test_a_receipt_has_one_number_for_ever_and_is_read_printed_and_scanned(service: Service) -> None:
    payment_id = await paid(service, 1_250_000)
    path = f"/v1/payments/{payment_id}/receipt"
    receipt = await service.ok("GET", path, headers=service.citizen)
    assert (receipt["number"], receipt["amount"]) == ("BN2026-00000001", 1_250_000)
    assert receipt["amount_in_words"] == "một triệu hai trăm năm mươi nghìn đồng"
    assert "Ông/Bà đã nộp một triệu hai trăm năm mươi nghìn đồng cho Trường THCS Nghĩa Lộ." in receipt["plain_text"]
    assert await service.ok("GET", path, headers=service.citizen) == receipt
    await service.ok("GET", path, 404, headers=service.stranger)
    first = await service.http.get(f"{path}.pdf", headers=service.citizen)
    assert first.status_code == 200, first.text
    assert (await service.http.get(f"{path}.pdf", headers=service.citizen)).content == first.content
    text = pypdf.PdfReader(BytesIO(first.content)).pages[0].extract_text()
    for words in ("BN2026-00000001", "1.250.000", "không phải là hóa đơn"):
        assert words in text
    invoice = {"symbol": "1C26TNL", "number": "123", "date": "2026-11-23", "code": "ABC123", "issuer": "Trường THCS"}
    await service.ok("PUT", f"/v1/staff/payments/{payment_id}/invoice", json=invoice, headers=service.officer)
    shown = (await service.ok("GET", path, headers=service.citizen))["invoice"]
    assert (shown["code"], shown["date"]) == ("ABC123", "2026-11-23")
    never = {**invoice, "date": "2026-13-45"}
    problem = await service.ok(
        "PUT", f"/v1/staff/payments/{payment_id}/invoice", 422, json=never, headers=service.officer
    )
    assert [error["field"] for error in problem["errors"]] == ["date"]


async def test_a_receipt_says_on_a_public_page_whether_it_is_true(service: Service) -> None:
    payment_id = await paid(service, 1_250_000)
    path = f"/v1/payments/{payment_id}/receipt"
    number = (await service.ok("GET", path, headers=service.citizen))["number"]
    printed = await service.http.get(f"{path}.pdf", headers=service.citizen)
    [sheet] = pypdfium2.PdfDocument(printed.content)  # type: ignore[no-untyped-call]
    [code] = zxingcpp.read_barcodes(sheet.render(scale=3).to_pil())
    assert code.text.startswith(f"http://gateway/v1/receipt-checks/{number}?key=")
    address = code.text.removeprefix("http://gateway")
    page = await service.http.get(address)
    assert (page.status_code, page.headers["cache-control"]) == (200, "no-store")
    for words in ("Biên nhận này là thật", number, "1.250.000 đồng", "N***** V** A*, lớp 6A1", "Trường THCS Nghĩa Lộ"):
        assert words in page.text
    assert "Nguyễn Văn An" not in page.text
    bare, _, key = address.partition("?key=")
    for wrong in ("", "x", key[:-1], key.swapcase()):
        answer = await service.http.get(bare, params={"key": wrong})
        assert (answer.status_code, "Không có biên nhận này" in answer.text) == (404, True)
    absent = await service.http.get("/v1/receipt-checks/BN2026-99999999", params={"key": key})
    assert absent.text == answer.text, "nobody learns which numbers there are"
    await given_back(service, payment_id, 1_250_000)
    assert "không còn giá trị" in (await service.http.get(address)).text


async def test_a_receipt_of_before_gets_its_key_and_keeps_its_number(service: Service) -> None:
    payment_id = await paid(service, 80_000)
    path = f"/v1/payments/{payment_id}/receipt"
    number = (await service.ok("GET", path, headers=service.citizen))["number"]
    await service.database["payments"].update_one({"_id": payment_id}, {"$unset": {"receipt_key": ""}})
    unknown = await service.http.get(f"/v1/receipt-checks/{number}?key=")
    assert unknown.status_code == 404
    assert (await service.ok("GET", path, headers=service.citizen))["number"] == number
    stored = await service.stores.payments.find(payment_id)
    assert stored
    passed_on = f"/v1/receipt-checks/{number}?key={stored.receipt_key}&zarsrc=30"
    assert (await service.http.get(passed_on)).status_code == 200


async def test_who_else_follows_a_bill_has_its_receipt_and_no_more_of_the_payment(service: Service) -> None:
    payment_id = await paid(service, 80_003)  # paid twice
    await service.link(service.stranger)
    [bill] = (await service.ok("GET", "/v1/bills", headers=service.stranger))["items"]
    listed = await service.ok("GET", f"/v1/payments?bill_id={bill['id']}", headers=service.stranger)
    [seen] = listed["items"]
    assert (seen["id"], seen["own"], seen["received"], seen["refund_due"]) == (payment_id, False, 80_003, 0)
    assert (seen["next_step"], seen["checkout"]) == (None, None)
    assert (await service.ok("GET", f"/v1/payments/{payment_id}", headers=service.stranger))["received"] == 80_003
    path = f"/v1/payments/{payment_id}/receipt"
    receipt = await service.ok("GET", path, headers=service.stranger)
    assert (receipt["amount"], receipt["student_name"]) == (80_003, "Nguyễn Văn An")
    assert "Đã có người nộp tám mươi nghìn không trăm lẻ ba đồng" in receipt["plain_text"]
    assert (await service.http.get(f"{path}.pdf", headers=service.stranger)).status_code == 200
    assert (await service.ok("GET", "/v1/payments", headers=service.stranger))["items"] == []
    own = await service.payment(payment_id)
    assert (own["own"], own["received"], own["refund_due"]) == (True, 160_006, 80_003)


async def test_what_another_is_still_paying_is_theirs_alone(service: Service) -> None:
    payment_id = await paid(service, 80_002)
    await service.link(service.stranger)
    await service.ok("GET", f"/v1/payments/{payment_id}", 404, headers=service.stranger)
    [bill] = (await service.ok("GET", "/v1/bills", headers=service.stranger))["items"]
    assert (await service.ok("GET", f"/v1/payments?bill_id={bill['id']}", headers=service.stranger))["items"] == []


async def test_there_is_no_receipt_before_the_money(service: Service) -> None:
    payment_id = await paid(service, 80_002)
    problem = await service.ok("GET", f"/v1/payments/{payment_id}/receipt", 409, headers=service.citizen)
    assert problem["type"].endswith("no-receipt-yet")


async def given_back(service: Service, payment_id: str, amount: int) -> None:
    path = f"/v1/staff/payments/{payment_id}/refunds"
    body = {"amount": amount, "reason": "Học sinh chuyển trường"}
    asked = await service.ok("POST", path, 201, json=body, headers={**service.officer, **key()})
    await service.ok("POST", f"{path}/{asked['refunds'][-1]['id']}/approval", headers=service.approver)
    await service.background()


async def test_a_receipt_says_what_was_given_back_since(service: Service) -> None:
    payment_id = await paid(service, 1_250_000)
    path = f"/v1/payments/{payment_id}/receipt"
    receipt = await service.ok("GET", path, headers=service.citizen)
    assert (receipt["refunded"], receipt["remark"]) == (0, "")
    await given_back(service, payment_id, 250_000)
    part = await service.ok("GET", path, headers=service.citizen)
    assert (part["number"], part["amount"], part["refunded"]) == (receipt["number"], 1_250_000, 250_000)
    assert "Đã hoàn lại cho Ông/Bà hai trăm năm mươi nghìn đồng; còn ghi nhận một triệu đồng." in part["plain_text"]
    await given_back(service, payment_id, 1_000_000)
    whole = await service.ok("GET", path, headers=service.citizen)
    assert whole["remark"] == "Toàn bộ số tiền đã được hoàn lại cho Ông/Bà: biên nhận này không còn giá trị."
    assert whole["remark"] in whole["plain_text"]
    printed = await service.http.get(f"{path}.pdf", headers=service.citizen)
    text = " ".join(pypdf.PdfReader(BytesIO(printed.content)).pages[0].extract_text().split())
    for words in ("Đã hoàn lại 1.250.000", "Còn ghi nhận 0", "không còn giá trị"):
        assert words in text


async def test_surplus_given_back_takes_nothing_from_a_receipt(service: Service) -> None:
    payment_id = await paid(service, 80_003)  # paid twice
    [surplus] = (await service.seen(payment_id))["refunds"]
    path = f"/v1/staff/payments/{payment_id}/refunds/{surplus['id']}/approval"
    await service.ok("POST", path, headers=service.approver)
    await service.background()
    receipt = await service.ok("GET", f"/v1/payments/{payment_id}/receipt", headers=service.citizen)
    assert (receipt["amount"], receipt["refunded"], receipt["remark"]) == (80_003, 0, "")


async def test_figures_as_json_and_csv(service: Service) -> None:
    await paid(service, 80_000)
    period = {"since": "2026-11-01", "until": "2026-11-30"}
    figures = await service.ok("GET", "/v1/staff/payment-figures", params=period, headers=service.officer)
    [school] = figures["bills"]
    assert (school["bills"], school["paid"], school["on_time"], school["received"]) == (1, 1, 1, 80_000)
    [provider] = figures["providers"]
    assert (provider["provider"], provider["received"], provider["unsettled"]) == ("sandbox", 80_000, 0)
    own = await service.ok("GET", "/v1/staff/payment-figures", params=period, headers=service.accountant)
    assert (len(own["bills"]), own["providers"]) == (1, [])
    table = await service.http.get("/v1/staff/payment-figures.csv", params=period, headers=service.officer)
    _, of_school, of_provider = table.content.decode("utf-8-sig").splitlines()
    assert of_school.startswith("Đơn vị thu,thcs-nghia-lo,Trường THCS Nghĩa Lộ,phường Cẩm Thành,1,1")
    assert of_provider.startswith(f"Đơn vị thanh toán,sandbox,{provider['provider_label']},,1")


async def test_words_stand_beside_the_sum_that_they_spell(service: Service) -> None:
    payment_id = await paid(service, 600_000)
    path = f"/v1/payments/{payment_id}/receipt.pdf"
    await given_back(service, payment_id, 100_000)
    text = (
        pypdf.PdfReader(BytesIO((await service.http.get(path, headers=service.citizen)).content))
        .pages[0]
        .extract_text()
    )
    flat = " ".join(text.split())
    assert "Cộng 600.000 Bằng chữ: Sáu trăm nghìn đồng Đã hoàn lại 100.000 Còn ghi nhận 500.000" in flat


INVOICE = {"symbol": "1C26TNL", "number": "123", "date": "2026-11-23", "code": "ABC123", "issuer": "Trường THCS"}


@pytest.mark.parametrize(
    ("day", "message"),
    [
        ("2026-11-24", "Ngày của hóa đơn, biên lai chưa đến."),
        ("2026-11-22", "Ngày của hóa đơn, biên lai không được trước ngày nộp tiền."),
    ],
)
async def test_an_invoice_of_an_impossible_day_is_refused(service: Service, day: str, message: str) -> None:
    path = f"/v1/staff/payments/{await paid(service, 80_000)}/invoice"
    refused = await service.ok("PUT", path, 422, json={**INVOICE, "date": day}, headers=service.officer)
    assert [(error["field"], error["message"]) for error in refused["errors"]] == [("date", message)]


async def test_officers_see_an_invoice_and_who_wrote_it_and_what_stood_before(service: Service) -> None:
    payment_id = await paid(service, 80_000)
    path = f"/v1/staff/payments/{payment_id}/invoice"
    assert (await service.seen(payment_id))["invoice"] is None
    for _ in range(2):
        seen = await service.ok("PUT", path, json=INVOICE, headers=service.officer)
    assert seen["invoice"] == INVOICE
    service.clock.advance(timedelta(hours=1))
    await service.ok("PUT", path, json={**INVOICE, "number": "124"}, headers=service.second_officer)
    seen = await service.seen(payment_id)
    assert (seen["invoice"]["number"], seen["invoiced_by_name"]) == ("124", "Đinh Văn Thu")
    steps = [(step["by_name"], step["code"]) for step in seen["timeline"] if step["action"] == "invoice"]
    first, second = (f"1C26TNL số {n} ngày 23/11/2026, mã tra cứu ABC123, Trường THCS" for n in (123, 124))
    assert steps == [("Phạm Thị Tiền", first), ("Đinh Văn Thu", f"{first} → {second}")]
    assert seen["invoiced_at"] == seen["timeline"][-1]["at"]


async def test_an_invoice_is_written_only_where_there_is_a_receipt(service: Service) -> None:
    payment_id = await paid(service, 80_005)  # held
    seen = await service.seen(payment_id)
    assert "attach_invoice" not in [offer["action"] for offer in seen["allowed_actions"]]
    path = f"/v1/staff/payments/{payment_id}/invoice"
    refused = await service.ok("PUT", path, 409, json=INVOICE, headers=service.officer)
    assert str(refused["type"]).endswith("no-receipt-yet")
    await service.release(payment_id)
    await service.background()
    seen = await service.seen(payment_id)
    assert "attach_invoice" in [offer["action"] for offer in seen["allowed_actions"]]
