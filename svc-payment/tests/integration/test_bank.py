"""Transfers: found by their token whatever the bank does to it, each once, the rest kept for a person."""

import hashlib
import hmac
import json
from datetime import UTC, datetime
from io import BytesIO

import pypdf

from svc_payment.domain.bill import BillState

from .service import BANK_KEY, SCHOOL, STUDENT, Service, key


async def begun(service: Service) -> tuple[str, str]:
    """A payment by VietQR, and its token."""
    bill = await service.bill()
    payment = await service.pay(bill["id"], "vietqr")
    return payment["id"], payment["checkout"]["content"]


async def upload(service: Service, text: str, expect: int = 200):
    files = {"file": ("sao-ke.csv", text.encode())}
    return await service.ok("POST", "/v1/staff/statements", expect, files=files, headers={**service.officer, **key()})


HEADING = "Mã giao dịch;Ngày giao dịch;Ghi có;Nội dung\n"


async def test_a_statement_read_twice_and_a_notice_of_the_bank_count_once(service: Service) -> None:
    payment_id, token = await begun(service)
    statement = f"{HEADING}FT1;23/11/2026 09:05:00;615.000;MBVCB.1234 {token[:6]} {token[6:]} hoc phi\nTổng;;615.000;\n"
    first = await upload(service, statement)
    assert (first["credits"], first["matched"], first["amount"]) == (1, 1, 615_000)
    again = await upload(service, statement)
    assert (again["matched"], again["repeated"]) == (0, 1)
    notice = await service.transfer(f"{token} hoc phi", 615_000, "FT1")
    assert notice.json() == {"received": 1, "matched": 0, "repeated": 1, "unreadable": []}
    await service.background()
    seen = await service.seen(payment_id)
    assert (seen["state"], seen["received"], seen["refunds"]) == ("succeeded", 615_000, [])


async def test_too_much_too_little_and_twice(service: Service) -> None:
    payment_id, token = await begun(service)
    await service.transfer(token, 500_000, "FT1")
    assert (await service.seen(payment_id))["hold"] == "amount_differs"
    await service.transfer(token, 135_000, "FT2")
    await service.release(payment_id)
    await service.background()
    seen = await service.seen(payment_id)
    assert (seen["received"], seen["state"]) == (635_000, "succeeded")
    assert [(refund["amount"], refund["surplus"]) for refund in seen["refunds"]] == [(20_000, True)]


async def test_what_was_missing_needs_no_officer_when_it_comes(service: Service) -> None:
    payment_id, token = await begun(service)
    await service.transfer(token, 600_000, "FT1")
    await service.transfer(token, 15_000, "FT2")
    await service.background()
    seen = await service.seen(payment_id)
    assert (seen["state"], seen["received"], seen["refunds"]) == ("succeeded", 615_000, [])
    await service.transfer(token, 20_000, "FT3")
    await service.background()
    assert [refund["amount"] for refund in (await service.seen(payment_id))["refunds"]] == [20_000]


async def test_a_transfer_without_a_token_waits_for_somebody_who_knows(service: Service) -> None:
    payment_id, _ = await begun(service)
    result = await upload(service, f"{HEADING}FT9;23/11/2026;615.000;HOC PHI CHAU AN\n")
    assert (result["matched"], [row["row"] for row in result["unmatched"]]) == (0, [2])
    [waiting] = (await service.ok("GET", "/v1/staff/unmatched-transfers", headers=service.officer))["items"]
    path = f"/v1/staff/unmatched-transfers/{waiting['id']}"
    said = {"destination": "payment", "payment_id": payment_id, "reason": "Phụ huynh gửi ảnh giao dịch"}
    await service.ok("POST", f"{path}/proposal", json=said, headers=service.officer)
    assert (await service.seen(payment_id))["received"] == 0, "one officer alone moves no money"
    await service.ok("POST", f"{path}/approval", headers=service.approver)
    await service.background()
    assert (await service.seen(payment_id))["received"] == 615_000
    assert (await service.ok("GET", "/v1/staff/unmatched-transfers", headers=service.officer))["items"] == []


async def test_a_statement_with_a_wrong_row_takes_nothing_in(service: Service) -> None:
    payment_id, token = await begun(service)
    text = f"{HEADING}FT1;23/11/2026;615.000;{token}\nFT2;23/11/2026;một trăm;x\n"
    problem = await upload(service, text, 422)
    assert problem["errors"][0]["message"] == "Dòng 3, cột “Số tiền”: không đọc được “một trăm”."
    thousands = f"Mã giao dịch,Ngày giao dịch,Ghi có,Nội dung\nFT1,23/11/2026,615,000,{token}\n"
    problem = await upload(service, thousands, 422)
    assert "Dòng 2: ô" in problem["errors"][0]["message"]
    problem = await upload(service, "a;b\n1;2\n", 422)
    assert "Thiếu cột" in problem["errors"][0]["message"]
    assert (await service.seen(payment_id))["received"] == 0


async def test_a_refund_of_a_transfer_is_made_by_hand_and_confirmed(service: Service) -> None:
    payment_id, token = await begun(service)
    await service.transfer(token, 615_000, "FT1")
    await service.background()
    path = f"/v1/staff/payments/{payment_id}/refunds"
    body = {"amount": 615_000, "reason": "Thu nhầm học sinh"}
    asked = await service.ok("POST", path, 201, json=body, headers={**service.officer, **key()})
    refund = f"{path}/{asked['refunds'][0]['id']}"
    await service.ok("POST", f"{refund}/approval", headers=service.approver)
    await service.background()
    assert (await service.seen(payment_id))["refunds"][0]["state"] == "manual"
    await service.ok("POST", f"{refund}/confirmation", 422, json={"bank_reference": ""}, headers=service.approver)
    done = await service.ok("POST", f"{refund}/confirmation", json={"bank_reference": "FT77"}, headers=service.approver)
    assert (done["refunded"], done["at_provider"]) == (615_000, 0)
    await service.ok("POST", f"{refund}/confirmation", 409, json={"bank_reference": "FT77"}, headers=service.approver)


async def test_a_banks_number_confirms_one_refund_only(service: Service) -> None:
    payment_id, token = await begun(service)
    await service.transfer(token, 615_000, "FT1")
    await service.background()
    path = f"/v1/staff/payments/{payment_id}/refunds"
    ways = []
    for amount in (10_000, 20_000):
        body = {"amount": amount, "reason": "Thu nhầm học sinh"}
        asked = await service.ok("POST", path, 201, json=body, headers={**service.officer, **key()})
        ways.append(f"{path}/{asked['refunds'][-1]['id']}")
        await service.ok("POST", f"{ways[-1]}/approval", headers=service.approver)
    await service.background()
    first, second = (f"{way}/confirmation" for way in ways)
    await service.ok("POST", first, json={"bank_reference": "FT77"}, headers=service.approver)
    problem = await service.ok("POST", second, 409, json={"bank_reference": "FT77"}, headers=service.approver)
    assert problem["type"].endswith("transfer-taken")
    assert [one["state"] for one in (await service.seen(payment_id))["refunds"]] == ["done", "manual"]
    done = await service.ok("POST", second, json={"bank_reference": "FT78"}, headers=service.approver)
    assert done["refunded"] == 30_000


async def test_a_bank_asks_by_student_code_and_its_transfer_pays_the_bill(service: Service) -> None:
    bill = await service.bill()
    body = json.dumps({"school_id": SCHOOL, "student_code": STUDENT[0]}).encode()
    headers = {"X-Bank-Signature": hmac.new(BANK_KEY.encode(), body, hashlib.sha256).hexdigest()}
    path = "/v1/payment-callbacks/bank-inquiry"
    asked = await service.ok("POST", path, content=body, headers=headers)
    assert asked == await service.ok("POST", path, content=body, headers=headers)
    [payable] = asked["bills"]
    assert (asked["masked_name"], payable["amount"], payable["code"]) == ("N***** V** A*", 615_000, bill["code"])
    await service.ok("POST", path, 401, content=body, headers={"X-Bank-Signature": "0"})
    await service.transfer(payable["content"], 615_000, "FT1")
    await service.background()
    paid = await service.ok("GET", f"/v1/bills/{bill['id']}", headers=service.citizen)
    assert paid["state"] == "paid"
    assert (await service.ok("POST", path, content=body, headers=headers))["bills"] == []


async def test_whoever_paid_on_the_last_day_is_not_late_because_a_statement_was(service: Service) -> None:
    """Due on 15 December; the transfer is of that afternoon, and the statement is read two days later."""
    payment_id, token = await begun(service)
    service.clock.set(datetime(2026, 12, 17, 2, tzinfo=UTC))
    await upload(service, f"{HEADING}FT1;15/12/2026 16:00:00;615.000;{token}\n")
    await service.background()
    bill_id = (await service.seen(payment_id))["bill_id"]
    stored = await service.stores.bills.find(bill_id)
    assert stored
    assert (stored.state, stored.paid_at) == (BillState.PAID, datetime(2026, 12, 15, 9, tzinfo=UTC))
    [figures] = await service.stores.bills.figures(datetime(2026, 11, 1, tzinfo=UTC), service.clock.now(), None)
    assert (figures.paid, figures.on_time) == (1, 1)


async def test_rows_that_are_no_transfer_are_named_and_a_payers_name_is_none_of_them(service: Service) -> None:
    _, token = await begun(service)
    heading = "Người chuyển;Mã giao dịch;Ghi có;Nội dung\n"
    rows = f"TỐNG THỊ HOA;FT1;615.000;{token}\nKho bạc;FT2;-20.000;phi\nTổng cộng;;615.000;\n"
    taken = await upload(service, heading + rows)
    assert (taken["credits"], taken["matched"], taken["left_out_count"]) == (1, 1, 2)
    assert [(row["row"], row["reason"], row["reason_label"]) for row in taken["left_out"]] == [
        (3, "not_credit", "Không phải tiền vào"),
        (4, "totals", "Dòng tổng"),
    ]


async def announce(service: Service, *transactions: object, expect: int = 200):
    body = json.dumps({"transactions": transactions}).encode()
    headers = {"X-Bank-Signature": hmac.new(BANK_KEY.encode(), body, hashlib.sha256).hexdigest()}
    return await service.ok("POST", "/v1/payment-callbacks/bank", expect, content=body, headers=headers)


async def test_one_unreadable_transfer_keeps_no_other_from_its_payment(service: Service) -> None:
    payment_id, token = await begun(service)
    good = {"id": "FT1", "amount": 615_000, "content": token, "at": "không rõ"}
    bad = (
        {"id": "FT2", "amount": 615_000.5, "content": token, "at": "2026-11-23T09:05:00+07:00"},
        {"amount": 10_000, "content": "x", "at": "2026-11-23T09:05:00+07:00"},
        {"id": "FT3", "amount": -5_000, "content": "phí"},
        "FT4",
        {"id": "FT5", "amount": "615000", "content": token},
    )
    faults = ["not_an_amount", "no_number", "not_credit", "not_an_object", "not_an_amount"]
    for repeated in (0, 1):
        answer = await announce(service, good, *bad)
        assert (answer["received"], answer["matched"], answer["repeated"]) == (1, 1 - repeated, repeated)
        assert [(one["row"], one["fault"]) for one in answer["unreadable"]] == list(enumerate(faults, start=2))
    await service.background()
    assert (await service.seen(payment_id))["received"] == 615_000
    path = "/v1/staff/unreadable-transfers"
    waiting = (await service.ok("GET", path, headers=service.officer))["items"]
    assert sorted(one["fault"] for one in waiting) == sorted(faults), "each once, however often it came"
    assert "615000.5" in next(one["raw"] for one in waiting if one["number"] == "FT2")
    await service.ok("GET", path, 403, headers=service.accountant)


async def test_money_that_came_into_another_account_waits_for_an_officer(service: Service) -> None:
    payment_id, token = await begun(service)
    announced = {"id": "FT1", "amount": 615_000, "content": token}
    answer = await announce(service, {**announced, "account": "9999999999"})
    assert (answer["matched"], [one["fault"] for one in answer["unreadable"]]) == (0, ["other_account"])
    assert (await service.seen(payment_id))["received"] == 0
    assert (await announce(service, {**announced, "account": "123 456 789 0123"}))["matched"] == 1


async def test_a_statement_with_two_columns_of_one_name_is_refused(service: Service) -> None:
    _, token = await begun(service)
    content = f"Mã giao dịch;Ghi có;Nội dung;Ghi có\nFT1;615.000;{token};1.000\n"
    refused = await upload(service, content, 422)
    assert [error["message"] for error in refused["errors"]] == ["Cột “Ghi có” có hai lần. Hãy bỏ bớt một cột."]


async def test_an_unreadable_transfer_is_closed_by_the_bank_or_by_an_officer(service: Service) -> None:
    payment_id, token = await begun(service)
    await announce(service, {"id": "FT2", "amount": "615000", "content": token}, {"id": "FT3", "amount": 0})
    await announce(service, {"id": "FT2", "amount": 615_000, "content": token})
    assert (await service.seen(payment_id))["received"] == 615_000
    path = "/v1/staff/unreadable-transfers"
    [left] = (await service.ok("GET", path, headers=service.officer))["items"]
    assert (left["number"], left["allowed_actions"][0]["action"]) == ("FT3", "close")
    closure = f"{path}/{left['id']}/closure"
    await service.ok("POST", closure, 403, json={"note": "Phí dịch vụ"}, headers=service.approver)
    for _ in range(2):
        closed = await service.ok("POST", closure, json={"note": "Phí dịch vụ"}, headers=service.officer)
        assert (closed["note"], closed["closed_by_name"]) == ("Phí dịch vụ", "Phạm Thị Tiền")
    assert (await service.ok("GET", path, headers=service.officer))["items"] == []


async def test_what_is_no_notice_at_all_is_refused_by_what_a_notice_is(service: Service) -> None:
    problem = await announce(service, expect=400)
    assert "transactions gồm 1 đến 100 giao dịch" in problem["detail"]


async def test_a_notice_that_says_an_amount_twice_is_no_notice(service: Service) -> None:
    body = b'{"transactions":[{"id":"FT1","amount":1,"amount":615000,"content":"x"}]}'
    signature = hmac.new(BANK_KEY.encode(), body, hashlib.sha256).hexdigest()
    headers = {"X-Bank-Signature": signature}
    answer = await service.http.post("/v1/payment-callbacks/bank", content=body, headers=headers)
    assert answer.status_code == 400, answer.text
    assert await service.database["unmatched_sums"].count_documents({}) == 0


async def test_a_receipt_shows_what_the_bill_took_of_more_than_was_asked(service: Service) -> None:
    payment_id, token = await begun(service)
    await service.transfer(token, 61_500_000, "FT1")
    assert (await service.payment(payment_id))["receipt_amount"] == 0
    await service.release(payment_id)
    await service.background()
    receipt = await service.ok("GET", f"/v1/payments/{payment_id}/receipt", headers=service.citizen)
    shown = await service.payment(payment_id)
    assert (shown["received"], shown["receipt_amount"], receipt["amount"]) == (61_500_000, 615_000, 615_000)


async def test_of_a_statement_that_tells_days_only_the_day_is_said(service: Service) -> None:
    payment_id, token = await begun(service)
    await upload(service, f"{HEADING}FT1;23/11/2026;615.000;{token}\n")
    await service.background()
    path = f"/v1/payments/{payment_id}/receipt"
    receipt = await service.ok("GET", path, headers=service.citizen)
    assert "Thời gian: ngày 23 tháng 11 năm 2026." in receipt["plain_text"]
    assert receipt["paid_day_only"]
    shown = await service.payment(payment_id)
    assert (shown["paid_day_only"], shown["paid_at"]) == (True, shown["created_at"]), "not before it was begun"
    printed = pypdf.PdfReader(BytesIO((await service.http.get(f"{path}.pdf", headers=service.citizen)).content))
    text = " ".join(printed.pages[0].extract_text().split())
    assert "Thời gian thanh toán: Ngày 23/11/2026 Hình thức" in text
    bill = await service.ok("GET", f"/v1/bills/{shown['bill_id']}", headers=service.citizen)
    assert [each["paid_day_only"] for each in bill["paid_by"]] == [True]
    assert (await service.seen(payment_id))["paid_day_only"]


async def test_of_a_transfer_that_waits_for_an_officer_the_day_alone_is_said_as_well(service: Service) -> None:
    await upload(service, f"{HEADING}FT1;22/11/2026;5.000;khong ro\nFT2;22/11/2026 08:30:00;5.000;khong ro\n")
    waiting = (await service.ok("GET", "/v1/staff/unmatched-transfers", headers=service.officer))["items"]
    assert {one["transaction"]: one["paid_day_only"] for one in waiting} == {"FT1": True, "FT2": False}
