"""Cash at the counter: written down by the receipt that the payer was given, once, by whoever collects there."""

import asyncio
from typing import Any

import pytest

from .service import DUES, Service, key
from .test_dossier_fees import consumer, requested

UNIT = "21025"


def counter(service: Service, unit: str = UNIT) -> dict[str, str]:
    return service.mint.staff(f"one_stop@{unit}", staff_id=f"stf_{unit}", name="Trần Thị Một Cửa")


async def fee(service: Service, **changes: object) -> Any:
    """The bill of a dossier's fee, 10.000 đồng, as the counter finds it."""
    await consumer(service)(requested(service, **changes))
    [bill] = (await service.ok("GET", "/v1/staff/bills?dossier_id=dos_1", headers=counter(service)))["items"]
    return bill


async def taken(service: Service, bill: Any, expect: int = 201, **body: Any) -> Any:
    [offer] = bill["allowed_actions"]
    assert (offer["action"], offer["label"]) == ("record_cash", "Ghi nhận đã thu tiền mặt")
    said = {"amount": 10_000, "receipt_number": "BL-0000123", **body}
    headers = {**counter(service), **key()}
    return await service.ok(offer["method"], offer["href"], expect, json=said, headers=headers)


def problem(refused: dict[str, Any]) -> str:
    return str(refused["type"]).rpartition(":")[2]


async def test_a_fee_paid_at_the_counter_settles_its_dossier(service: Service) -> None:
    bill = await fee(service)
    record = await taken(service, bill)
    assert (record["amount"], record["receipt_number"], record["state_label"]) == (
        10_000,
        "BL-0000123",
        "Đã thanh toán",
    )
    [event] = await service.events("payments")
    assert (event["type"], event["subject"]) == ("vn.quangngai.payment.paid.v1", record["id"])
    assert (event["data"]["amount"], event["data"]["collected_by"]) == (10_000, f"stf_{UNIT}")
    await service.background()
    [paid] = (await service.ok("GET", "/v1/staff/bills?dossier_id=dos_1", headers=counter(service)))["items"]
    assert (paid["state"], paid["remaining"], paid["allowed_actions"]) == ("paid", 0, [])
    shown = await service.payment(record["id"])
    assert (shown["provider"], shown["provider_label"]) == ("cash", "Tiền mặt tại quầy")
    seen = await service.seen(record["id"])
    assert (seen["dossier_id"], seen["dossier_code"]) == ("dos_1", "HS-0000-0000-0001")
    titles = [event["data"]["title"] for event in await service.events("bills")]
    assert titles[-1].endswith(", mã HS-0000-0000-0001")
    assert [(step["source"], step["by_name"]) for step in seen["timeline"]] == [("officer", "Trần Thị Một Cửa")]
    [paid_step] = seen["timeline"]
    assert [paid_step[name] for name in ("label", "state_label", "source_label")] == [
        "Nhận tiền",
        "Đã thanh toán",
        "Cán bộ",
    ]
    receipt = await service.ok("GET", f"/v1/payments/{record['id']}/receipt", headers=service.citizen)
    assert (receipt["amount"], receipt["payee_name"]) == (10_000, "UBND phường Cẩm Thành")
    pdf = await service.http.get(f"/v1/payments/{record['id']}/receipt.pdf", headers=service.citizen)
    assert (pdf.status_code, pdf.content[:5]) == (200, b"%PDF-")


async def test_who_has_no_account_pays_at_the_counter(service: Service) -> None:
    record = await taken(service, await fee(service, citizen_id=None))
    await service.background()
    [paid] = (await service.ok("GET", "/v1/staff/bills?dossier_id=dos_1", headers=counter(service)))["items"]
    assert (paid["state"], paid["paid"]) == ("paid", record["amount"])


async def test_the_same_request_twice_takes_the_money_once(service: Service) -> None:
    bill = await fee(service)
    path, body = f"/v1/staff/bills/{bill['id']}/cash", {"amount": 10_000, "receipt_number": "BL-1"}
    headers = {**counter(service), **key()}
    answers = await asyncio.gather(*(service.http.post(path, json=body, headers=headers) for _ in range(4)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == 1
    other = await service.http.post(path, json={**body, "receipt_number": "BL-2"}, headers=headers)
    assert (other.status_code, problem(other.json())) == (422, "idempotency-key-reused")


async def test_a_receipt_is_written_down_once(service: Service) -> None:
    first = await fee(service)
    await taken(service, first)
    await consumer(service)(requested(service, payment_request_id="prq_2"))
    bills = (await service.ok("GET", "/v1/staff/bills?dossier_id=dos_1", headers=counter(service)))["items"]
    second = next(bill for bill in bills if bill["id"] != first["id"])
    for written in ("bl 0000123", "BL0000123", "bl_0000123."):
        refused = await taken(service, second, 409, receipt_number=written)
        assert (problem(refused), "show_holder" in str(refused["allowed_actions"])) == ("receipt-number-used", True)
    assert first["code"] in refused["detail"]
    await taken(service, second, receipt_number="BL-0000124")


async def test_cash_for_what_was_paid_meanwhile_has_to_go_back_and_says_so(service: Service) -> None:
    """Online, and its money is not on the bill yet when the counter looks."""
    bill = await fee(service)
    [due] = (await service.ok("GET", "/v1/bills", headers=service.citizen))["items"]
    payment = await service.pay(due["id"], "momo")
    await service.decide(await service.order_of(payment))
    record = await taken(service, bill)
    assert record["surplus"] == 0, "the cash was first"
    await service.background()
    assert (await service.seen(payment["id"]))["refund_due"] == 10_000


async def test_a_second_counter_finds_the_fee_paid(service: Service) -> None:
    bill = await fee(service)
    await taken(service, bill)
    refused = await taken(service, bill, 409, receipt_number="BL-2")
    assert problem(refused) == "bill-closed"


async def test_a_school_takes_what_is_owed_without_what_is_voluntary(service: Service) -> None:
    await service.school()
    await service.issue(*(row.replace("Nước uống;;15000;;bắt buộc", "Nước uống;;15000;;tự nguyện") for row in DUES))
    await service.link()
    [bill] = (await service.ok("GET", "/v1/bills", headers=service.citizen))["items"]
    assert (bill["remaining"], bill["remaining_voluntary"]) == (600_000, 15_000)
    path, headers = f"/v1/staff/bills/{bill['id']}/cash", service.accountant
    wrong = await service.ok(
        "POST", path, 422, json={"amount": 1000, "receipt_number": "HP-1"}, headers={**headers, **key()}
    )
    assert "600.000 đồng, hoặc 615.000 đồng nếu nộp cả khoản tự nguyện" in wrong["errors"][0]["message"]
    body = {"amount": 600_000, "receipt_number": "HP-1"}
    await service.ok("POST", path, 201, json=body, headers={**headers, **key()})
    [paid] = (await service.ok("GET", "/v1/bills", headers=service.citizen))["items"]
    assert (paid["remaining"], paid["remaining_voluntary"]) == (0, 15_000)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"amount": 9_000}, "amount"),
        ({"amount": 0}, "amount"),
        ({"receipt_number": " "}, "receipt_number"),
        ({"receipt_number": "x" * 61}, "receipt_number"),
        ({"items": ["k9"]}, "items"),
    ],
)
async def test_what_does_not_fit_the_bill_is_told_beside_its_field(
    service: Service, body: dict[str, Any], field: str
) -> None:
    refused = await taken(service, await fee(service), 422, **body)
    assert [error["field"] for error in refused["errors"]] == [field]
    assert await service.events("payments") == []


async def test_another_unit_neither_sees_nor_takes_it(service: Service) -> None:
    bill, elsewhere = await fee(service), counter(service, "21040")
    assert (await service.ok("GET", "/v1/staff/bills?dossier_id=dos_1", headers=elsewhere))["items"] == []
    body = {"amount": 10_000, "receipt_number": "BL-1"}
    path = f"/v1/staff/bills/{bill['id']}/cash"
    await service.ok("POST", path, 404, json=body, headers={**elsewhere, **key()})
    await service.ok("POST", path, 403, json=body, headers={**service.approver, **key()})


async def test_a_closed_bill_takes_no_cash(service: Service) -> None:
    bill = await fee(service)
    await taken(service, bill)
    await service.background()
    refused = await taken(service, bill, 409, receipt_number="BL-2")
    assert problem(refused) in ("nothing-left", "bill-closed")
    assert refused["allowed_actions"] == []


async def test_cash_is_given_back_by_hand(service: Service) -> None:
    record = await taken(service, await fee(service))
    await service.background()
    path = f"/v1/staff/payments/{record['id']}/refunds"
    asked = {"amount": 10_000, "reason": "Ghi nhầm hồ sơ"}
    shown = await service.ok("POST", path, 201, json=asked, headers={**service.officer, **key()})
    refund = f"{path}/{shown['refunds'][0]['id']}"
    await service.ok("POST", f"{refund}/approval", headers=service.approver)
    await service.background()
    [waits] = (await service.seen(record["id"]))["refunds"]
    assert waits["state"] == "manual"
    done = await service.ok(
        "POST", f"{refund}/confirmation", json={"bank_reference": "PC-0007"}, headers=service.approver
    )
    assert (done["refunded"], done["at_provider"]) == (10_000, 0)


async def test_a_school_takes_dues_in_cash(service: Service) -> None:
    bill = await service.bill()
    body = {"amount": bill["total"], "receipt_number": "HP/2026-15"}
    path = f"/v1/staff/bills/{bill['id']}/cash"
    await service.ok("POST", path, 201, json=body, headers={**service.accountant, **key()})
    await service.background()
    [paid] = (await service.ok("GET", "/v1/bills", headers=service.citizen))["items"]
    assert paid["state"] == "paid"
