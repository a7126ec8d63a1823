"""Cash that is recorded: who collects sees it again, corrects its receipt's number, prints our receipt and asks for the
money to be given back."""

from io import BytesIO
from typing import Any

from pypdf import PdfReader

from .service import SCHOOL, Service, if_match, key
from .test_cash import counter, fee, problem, taken
from .test_dossier_fees import consumer, requested
from .test_offers import actions, press


async def seen_at_counter(service: Service, payment_id: str, unit: str = "21025") -> Any:
    return await service.ok("GET", f"/v1/staff/payments/{payment_id}", headers=counter(service, unit))


async def second_fee(service: Service, first: Any) -> Any:
    await consumer(service)(requested(service, payment_request_id="prq_2"))
    bills = (await service.ok("GET", "/v1/staff/bills?dossier_id=dos_1", headers=counter(service)))["items"]
    return next(bill for bill in bills if bill["id"] != first["id"])


async def test_the_counter_finds_its_cash_again_and_nobody_elses(service: Service) -> None:
    record = await taken(service, await fee(service))
    mine = await service.ok("GET", "/v1/staff/cash-payments", headers=counter(service))
    assert [row["id"] for row in mine["items"]] == [record["id"]]
    assert (await service.ok("GET", "/v1/staff/cash-payments", headers=counter(service, "21040")))["items"] == []
    assert (await seen_at_counter(service, record["id"]))["reference_label"] == "Biên lai số BL-0000123"
    elsewhere = counter(service, "21040")
    await service.ok("GET", f"/v1/staff/payments/{record['id']}", 404, headers=elsewhere)
    await service.ok("GET", f"/v1/staff/payments/{record['id']}/receipt.pdf", 404, headers=elsewhere)
    log = await service.ok("GET", f"/v1/staff/payment-access-log?subject={record['id']}", headers=service.administrator)
    assert {entry["officer"] for entry in log["items"]} == {"stf_21025"}


async def test_what_was_paid_in_another_way_is_not_the_counters_to_read(service: Service) -> None:
    await fee(service)
    [due] = (await service.ok("GET", "/v1/bills", headers=service.citizen))["items"]
    payment = await service.pay(due["id"], "momo")
    await service.decide(await service.order_of(payment))
    await service.background()
    path = f"/v1/staff/payments/{payment['id']}"
    await service.ok("GET", path, 404, headers=counter(service))
    asked = {"amount": 10_000, "reason": "Nộp nhầm hồ sơ"}
    await service.ok("POST", f"{path}/refunds", 404, json=asked, headers={**counter(service), **key()})
    body = {"receipt_number": "BL-1", "reason": "Ghi nhầm số"}
    headers = {**counter(service), **key(), **if_match(1)}
    await service.ok("POST", f"{path}/receipt-number", 404, json=body, headers=headers)
    assert (await service.ok("GET", "/v1/staff/cash-payments", headers=counter(service)))["items"] == []


async def test_cash_is_listed_the_newest_first_page_by_page(service: Service) -> None:
    first = await fee(service)
    records = [await taken(service, first)]
    await service.later(minutes=1)
    records.append(await taken(service, await second_fee(service, first), receipt_number="BL-0000124"))
    path, found = "/v1/staff/cash-payments?limit=1", []
    page = await service.ok("GET", path, headers=counter(service))
    while True:
        found += [row["id"] for row in page["items"]]
        if page["next"] is None:
            break
        page = await service.ok("GET", f"{path}&after={page['next']}", headers=counter(service))
    assert found == [record["id"] for record in reversed(records)]


async def test_a_number_written_down_wrongly_is_corrected_and_the_old_one_is_free(service: Service) -> None:
    first = await fee(service)
    record = await taken(service, first)
    assert actions(record) == ["request_refund", "correct_receipt_number", "print_receipt"]
    body = {"receipt_number": "bl 0000132.", "reason": "Ghi nhầm hai chữ số"}
    after = await press(service, record, "correct_receipt_number", counter(service), **body)
    assert (after["amount"], after["received"], after["reference_label"]) == (10_000, 10_000, "Biên lai số BL-0000132")
    assert {entry["reference_label"] for entry in after["entries"]} == {"Biên lai số BL-0000132"}
    step = after["timeline"][-1]
    assert (step["label"], step["code"]) == ("Sửa số biên lai", "BL-0000123 → BL-0000132")
    assert (step["remark"], step["by_name"]) == ("Ghi nhầm hai chữ số", "Trần Thị Một Cửa")
    again = await taken(service, await second_fee(service, first))
    assert (again["receipt_number"], again["surplus"]) == ("BL-0000123", 0)
    await service.background()
    bills = (await service.ok("GET", "/v1/staff/bills?dossier_id=dos_1", headers=counter(service)))["items"]
    assert {bill["paid_by"][0]["receipt_number"] for bill in bills} == {"BL-0000123", "BL-0000132"}


async def test_a_correction_sent_twice_is_made_once_and_one_that_saw_another_version_is_refused(
    service: Service,
) -> None:
    record = await taken(service, await fee(service))
    [offer] = [each for each in record["allowed_actions"] if each["action"] == "correct_receipt_number"]
    assert offer["needs_if_match"]
    headers = {**counter(service), **key(), "If-Match": offer["etag"]}
    body = {"receipt_number": "BL-0000132", "reason": "Ghi nhầm hai chữ số"}
    for _ in range(2):
        after = await service.ok("POST", offer["href"], json=body, headers=headers)
        assert [step["action"] for step in after["timeline"]] == ["receive", "correct"]
    other = {"receipt_number": "BL-0000133", "reason": "Lại ghi nhầm"}
    await service.ok("POST", offer["href"], 422, json=other, headers=headers)
    refused = await service.ok("POST", offer["href"], 412, json=other, headers={**headers, **key()})
    assert "correct_receipt_number" in actions(refused)
    headers.pop("If-Match")
    await service.ok("POST", offer["href"], 428, json=other, headers={**headers, **key()})


async def test_a_number_that_is_taken_says_what_has_it_and_what_may_be_done(service: Service) -> None:
    first = await fee(service)
    record = await taken(service, first)
    second = await second_fee(service, first)
    refused = await taken(service, second, 409)
    assert (problem(refused), actions(refused)) == ("receipt-number-used", ["record_cash", "show_holder"])
    holder = await press(service, refused, "show_holder", counter(service))
    assert holder["id"] == record["id"]
    other = await taken(service, second, receipt_number="BL-0000124")
    [offer] = [each for each in other["allowed_actions"] if each["action"] == "correct_receipt_number"]
    body = {"receipt_number": "BL-0000123", "reason": "Ghi nhầm số"}
    headers = {**counter(service), **key(), "If-Match": offer["etag"]}
    refused = await service.ok("POST", offer["href"], 409, json=body, headers=headers)
    assert problem(refused) == "receipt-number-used"
    assert {"correct_receipt_number", "show_holder"} <= {*actions(refused)}
    assert (await seen_at_counter(service, other["id"]))["reference_label"] == "Biên lai số BL-0000124"


async def test_cash_that_was_given_back_is_not_corrected(service: Service) -> None:
    record = await taken(service, await fee(service))
    refund = await given_back(service, record["id"])
    assert (await seen_at_counter(service, record["id"]))["advice"] is None
    after = await press(service, refund, "confirm", service.approver, bank_reference="PC 0007/2026.")
    assert (after["refunded"], after["dossier_id"]) == (10_000, "dos_1")
    assert "vẫn ghi là đã nộp" in after["advice"]
    seen = await seen_at_counter(service, record["id"])
    assert actions(seen) == ["print_receipt"]
    body = {"receipt_number": "BL-0000132", "reason": "Ghi nhầm số"}
    headers = {**counter(service), **key(), **if_match(seen["version"])}
    refused = await service.ok(
        "POST", f"/v1/staff/payments/{record['id']}/receipt-number", 409, json=body, headers=headers
    )
    assert (problem(refused), actions(refused)) == ("illegal-step", ["print_receipt"])


async def given_back(service: Service, payment_id: str) -> Any:
    """The refund of 10.000 đồng that the counter has asked for, approved, as the approver sees it."""
    seen = await seen_at_counter(service, payment_id)
    asked = await press(service, seen, "request_refund", counter(service), amount=10_000, reason="Ghi nhầm hồ sơ")
    assert actions(asked["refunds"][-1]) == []
    path = f"/v1/staff/payments/{payment_id}"
    waits = (await service.ok("GET", path, headers=service.approver))["refunds"][-1]
    await press(service, waits, "approve", service.approver)
    await service.background()
    return (await service.ok("GET", path, headers=service.approver))["refunds"][-1]


async def test_the_counter_asks_for_cash_to_be_given_back_and_another_approves(service: Service) -> None:
    record = await taken(service, await fee(service))
    refund = await given_back(service, record["id"])
    assert refund["state_label"] == "Chờ trả lại tiền mặt"
    assert [offer["label"] for offer in refund["allowed_actions"]] == ["Xác nhận đã trả lại tiền mặt"]
    path = f"/v1/staff/payments/{record['id']}/refunds/{refund['id']}/retry"
    word = {"provider_record": "Công văn 12"}
    refused = await service.ok("POST", path, 409, json=word, headers=service.approver)
    assert (problem(refused), actions(refused)) == ("illegal-step", ["confirm"])


async def test_cash_is_handed_out_where_it_was_taken(service: Service) -> None:
    record = await taken(service, await fee(service))
    await given_back(service, record["id"])
    waits = (await seen_at_counter(service, record["id"]))["refunds"][-1]
    assert [offer["label"] for offer in waits["allowed_actions"]] == ["Xác nhận đã trả lại tiền mặt"]
    path = f"/v1/staff/payments/{record['id']}/refunds/{waits['id']}"
    elsewhere = {**counter(service, "21040"), **key()}
    await service.ok("POST", f"{path}/confirmation", 404, json={"bank_reference": "PC-1"}, headers=elsewhere)
    await service.ok("POST", f"{path}/retry", 403, json={"provider_record": "Công văn"}, headers=counter(service))
    done = await press(service, waits, "confirm", counter(service), bank_reference="PC-1")
    assert (done["refunds"][-1]["state"], done["refunds"][-1]["changed_by_name"]) == ("done", "Trần Thị Một Cửa")


async def test_who_prints_a_receipt_changes_nothing_that_somebody_has_before_them(service: Service) -> None:
    record = await taken(service, await fee(service))
    receipt = await service.ok("GET", f"/v1/payments/{record['id']}/receipt", headers=service.citizen)
    assert receipt["number"].startswith("BN")
    pdf = await service.http.get(f"/v1/staff/payments/{record['id']}/receipt.pdf", headers=counter(service))
    assert pdf.status_code == 200
    body = {"receipt_number": "BL-0000132", "reason": "Ghi nhầm hai chữ số"}
    assert (await press(service, record, "correct_receipt_number", counter(service), **body))["version"]


async def test_no_provider_has_given_cash_back(service: Service) -> None:
    record = await taken(service, await fee(service))
    body = {"amount": 10_000, "reason": "Ghi nhầm hồ sơ", "made_as": "R1"}
    path, headers = f"/v1/staff/payments/{record['id']}/refunds", {**counter(service), **key()}
    refused = await service.ok("POST", path, 422, json=body, headers=headers)
    assert [error["field"] for error in refused["errors"]] == ["made_as"]


async def test_each_unit_numbers_its_own_vouchers(service: Service) -> None:
    first = await fee(service)
    record = await taken(service, first)
    await service.school()
    await service.issue()
    await service.link()
    dues = next(b for b in (await service.ok("GET", "/v1/bills", headers=service.citizen))["items"] if b["student_id"])
    body = {"amount": dues["total"], "receipt_number": "HP-1"}
    cash = f"/v1/staff/bills/{dues['id']}/cash"
    school = await service.ok("POST", cash, 201, json=body, headers={**service.accountant, **key()})
    await press(service, await given_back(service, record["id"]), "confirm", service.approver, bank_reference="PC-7")
    asked = await press(service, school, "request_refund", service.accountant, amount=1_000, reason="Thu nhầm")
    path = f"/v1/staff/payments/{school['id']}"
    waits = (await service.ok("GET", path, headers=service.approver))["refunds"][-1]
    await press(service, waits, "approve", service.approver)
    await service.background()
    waits = (await service.ok("GET", path, headers=service.approver))["refunds"][-1]
    done = await press(service, waits, "confirm", service.approver, bank_reference="PC-7")
    assert (done["refunds"][-1]["state"], asked["payee_id"]) == ("done", SCHOOL)
    again = await taken(service, await second_fee(service, first), receipt_number="BL-0000124")
    refund = await given_back(service, again["id"])
    [confirm] = refund["allowed_actions"]
    refused = await service.ok("POST", confirm["href"], 409, json={"bank_reference": "pc-7"}, headers=service.approver)
    assert problem(refused) == "transfer-taken"


async def test_the_counter_prints_the_receipt_that_the_payer_gets(service: Service) -> None:
    record = await taken(service, await fee(service, citizen_id=None))
    [offer] = [each for each in record["allowed_actions"] if each["action"] == "print_receipt"]
    printed = await service.http.get(offer["href"], headers=counter(service))
    assert (printed.status_code, printed.content[:5]) == (200, b"%PDF-")
    again = await service.http.get(offer["href"], headers=counter(service))
    assert again.headers["content-disposition"] == printed.headers["content-disposition"]
    stored = await service.stores.payments.find(record["id"])
    assert stored is not None
    assert str(stored.receipt_number) in printed.headers["content-disposition"]
    paper = " ".join(page.extract_text() for page in PdfReader(BytesIO(printed.content)).pages)
    assert "Số biên lai của đơn vị thu" in paper and "BL-0000123" in paper
    assert "Tiền mặt tại quầy" in paper
    assert "Mã hồ sơ" in paper and "HS-0000-0000-0001" in paper
    log = await service.ok("GET", f"/v1/staff/payment-access-log?subject={record['id']}", headers=service.administrator)
    assert len(log["items"]) == 2


async def test_a_paid_bill_says_how_and_when_to_payer_and_officer(service: Service) -> None:
    bill = await fee(service)
    assert (bill["paid_by"], bill["paid_at"]) == ([], None)
    record = await taken(service, bill)
    [at_counter] = (await service.ok("GET", "/v1/staff/bills?dossier_id=dos_1", headers=counter(service)))["items"]
    [own] = (await service.ok("GET", "/v1/bills", headers=service.citizen))["items"]
    detail = await service.ok("GET", f"/v1/bills/{bill['id']}", headers=service.citizen)
    for shown in (at_counter, own, detail):
        [paid] = shown["paid_by"]
        assert (paid["payment_id"], paid["amount"], paid["receipt_number"]) == (record["id"], 10_000, "BL-0000123")
        assert (paid["way"], paid["way_label"]) == ("cash", "Tiền mặt tại quầy, biên lai số BL-0000123")
        assert shown["paid_at"] == paid["paid_at"] == record["paid_at"]


async def test_dues_say_by_which_provider_or_bank_they_were_paid(service: Service) -> None:
    bill = await service.bill()
    first = await service.pay(bill["id"], "momo", [await item_of(service, bill, 600_000)])
    await service.decide(await service.order_of(first))
    await service.later(minutes=1)
    rest = await service.pay(bill["id"], "vietqr")
    assert rest["checkout"]["bank_name"] == "Vietcombank"
    await service.transfer(rest["checkout"]["content"], 15_000, "FT1")
    await service.background()
    [row] = (await service.ok("GET", f"/v1/staff/schools/{SCHOOL}/bills", headers=service.accountant))["items"]
    assert [(p["way"], p["way_label"], p["amount"], p["receipt_number"]) for p in row["paid_by"]] == [
        ("momo", "MoMo", 600_000, None),
        ("bank", "Chuyển khoản ngân hàng", 15_000, None),
    ]
    seen = await service.seen(rest["id"])
    assert seen["entries"][0]["reference_label"] == "Giao dịch ngân hàng số FT1"
    table = await service.http.get(f"/v1/staff/schools/{SCHOOL}/bills.csv", headers=service.accountant)
    assert "MoMo; Chuyển khoản ngân hàng" in table.text


async def item_of(service: Service, bill: Any, amount: int) -> str:
    """The code of the bill's item of this amount."""
    shown = await service.ok("GET", f"/v1/bills/{bill['id']}", headers=service.citizen)
    return str(next(item["code"] for item in shown["items"] if item["amount"] == amount))
