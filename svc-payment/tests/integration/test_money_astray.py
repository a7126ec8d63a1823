"""What payers learn of money that does not simply pay its bill: in part, another amount, twice, or too late."""

import asyncio
from datetime import timedelta
from typing import Any

from svc_payment.use_cases.remind_payers import RemindPayers

from .service import DUES, SCHOOL, Service, key


async def events(service: Service, collection: str, name: str) -> list[dict[str, Any]]:
    """The data of those of this name."""
    return [one["data"] for one in await service.events(collection) if one["type"] == f"vn.quangngai.{name}.v1"]


async def begun(service: Service, bill: Any, *items: str) -> tuple[str, str]:
    """A payment by VietQR, and its token."""
    payment = await service.pay(bill["id"], "vietqr", items)
    return payment["id"], payment["checkout"]["content"]


def shown(payment: Any) -> tuple[int, int, int, str | None]:
    return payment["received"], payment["remaining"], payment["refund_due"], payment["next_step"]


async def test_a_part_that_was_paid_is_announced_once_with_what_remains(service: Service) -> None:
    payment_id, token = await begun(service, await service.bill(), "NUOC")
    assert shown(await service.payment(payment_id)) == (0, 615_000, 0, "pay")
    await service.transfer(token, 15_000, "FT1")
    await service.transfer(token, 15_000, "FT1")
    assert (await service.payment(payment_id))["next_step"] == "entry"
    await asyncio.gather(*(service.allocate(payment_id) for _ in range(10)))
    [part] = await events(service, "bills", "bill.partly_paid")
    assert (part["citizen_id"], part["received"], part["amount"]) == (service.citizen_id, 15_000, 600_000)
    assert await events(service, "bills", "bill.paid") == []
    seen = await service.payment(payment_id)
    assert shown(seen) == (15_000, 600_000, 0, "pay_rest")
    assert seen["next_step_label"] == "Phiếu thu còn một phần chưa nộp. Mời Ông/Bà nộp tiếp."


async def test_another_amount_is_announced_while_an_officer_looks_and_once_more_when_it_counts(
    service: Service,
) -> None:
    payment_id, token = await begun(service, await service.bill())
    await service.transfer(token, 500_000, "FT1")
    [held] = await events(service, "payments", "payment.held")
    assert (held["citizen_id"], held["amount"], held["expected"]) == (service.citizen_id, 500_000, 615_000)
    assert shown(await service.payment(payment_id)) == (500_000, 615_000, 0, "officer_checks")
    await service.release(payment_id)
    await service.background()
    assert len(await events(service, "payments", "payment.held")) == 1
    [part] = await events(service, "bills", "bill.partly_paid")
    assert (part["received"], part["amount"]) == (500_000, 115_000)
    assert shown(await service.payment(payment_id)) == (500_000, 115_000, 0, "pay_rest")


async def test_who_paid_twice_learns_what_goes_back_and_sees_it_until_it_has(service: Service) -> None:
    bill = await service.bill()
    (first_id, first), (second_id, second) = await begun(service, bill), await begun(service, bill)
    await service.transfer(first, 615_000, "FT1")
    await service.background()
    await service.transfer(second, 615_000, "FT2")
    await asyncio.gather(*(service.allocate(second_id) for _ in range(10)))
    [due] = await events(service, "payments", "payment.refund_due")
    assert (due["citizen_id"], due["amount"]) == (service.citizen_id, 615_000)
    assert due["reason"] == "Phiếu thu đã được nộp đủ trước đó."
    assert shown(await service.payment(first_id)) == (615_000, 0, 0, None)
    assert shown(await service.payment(second_id)) == (615_000, 0, 615_000, "refund_approval")
    [waiting] = (await service.ok("GET", "/v1/staff/payments", headers=service.officer))["items"]
    assert (waiting["id"], waiting["refund_due"]) == (second_id, 615_000)
    path = f"/v1/staff/payments/{second_id}/refunds/{waiting['refunds'][0]['id']}"
    await service.ok("POST", f"{path}/approval", headers=service.approver)
    await service.background()
    assert shown(await service.payment(second_id)) == (615_000, 0, 615_000, "refund")
    await service.ok("POST", f"{path}/confirmation", json={"bank_reference": "FT9"}, headers=service.approver)
    assert shown(await service.payment(second_id)) == (615_000, 0, 0, None)
    assert len(await events(service, "payments", "payment.refund_due")) == 1


async def test_money_for_a_bill_that_was_cancelled_goes_back_and_its_payer_is_told_why(service: Service) -> None:
    bill = await service.bill()
    payment_id, token = await begun(service, bill)
    path = f"/v1/staff/schools/{SCHOOL}/bills/{bill['id']}/cancellation"
    await service.ok("POST", path, json={"reason": "Thu nhầm lớp"}, headers=service.accountant)
    await service.transfer(token, 615_000, "FT1")
    await service.background()
    [due] = await events(service, "payments", "payment.refund_due")
    assert (due["amount"], due["reason"]) == (615_000, "Phiếu thu đã hủy trước khi tiền đến.")
    assert shown(await service.payment(payment_id)) == (615_000, 0, 615_000, "refund_approval")


async def test_too_much_pays_the_bill_and_only_the_rest_goes_back(service: Service) -> None:
    payment_id, token = await begun(service, await service.bill())
    await service.transfer(token, 700_000, "FT1")
    await service.release(payment_id)
    await service.background()
    assert len(await events(service, "bills", "bill.paid")) == 1
    [due] = await events(service, "payments", "payment.refund_due")
    assert (due["amount"], due["reason"]) == (85_000, "Số tiền nộp nhiều hơn số còn phải nộp.")


async def test_money_after_the_payments_time_still_pays_an_open_bill(service: Service) -> None:
    payment_id, token = await begun(service, await service.bill())
    await service.later(days=4)
    assert shown(await service.payment(payment_id)) == (0, 615_000, 0, "pay_anew")
    await service.transfer(token, 615_000, "FT1")
    await service.background()
    assert len(await events(service, "bills", "bill.paid")) == 1
    assert await events(service, "payments", "payment.refund_due") == []
    assert shown(await service.payment(payment_id)) == (615_000, 0, 0, None)


async def test_what_one_officer_only_asks_to_give_back_is_not_promised(service: Service) -> None:
    payment_id, token = await begun(service, await service.bill())
    await service.transfer(token, 615_000, "FT1")
    await service.background()
    path = f"/v1/staff/payments/{payment_id}/refunds"
    body = {"amount": 15_000, "reason": "Thu nhầm"}
    asked = await service.ok("POST", path, 201, json=body, headers={**service.officer, **key()})
    assert shown(await service.payment(payment_id)) == (615_000, 0, 0, None)
    await service.ok("POST", f"{path}/{asked['refunds'][0]['id']}/approval", headers=service.approver)
    assert shown(await service.payment(payment_id)) == (615_000, 0, 15_000, "refund")


async def test_an_item_paid_twice_is_given_back_and_both_the_parent_and_the_officer_see_it(service: Service) -> None:
    bill = await service.bill()
    (first_id, first), (second_id, second) = await begun(service, bill, "NUOC"), await begun(service, bill, "NUOC")
    await service.transfer(first, 15_000, "FT1")
    await service.background()
    assert (await service.payment(second_id))["next_step"] == "not_needed"
    await service.transfer(second, 15_000, "FT2")
    await service.background()
    assert shown(await service.payment(first_id)) == (15_000, 600_000, 0, "pay_rest")
    assert shown(await service.payment(second_id)) == (15_000, 600_000, 15_000, "refund_approval")
    await service.ok("GET", f"/v1/payments/{second_id}/receipt", 409, headers=service.citizen)
    [due] = await events(service, "payments", "payment.refund_due")
    assert (due["amount"], due["reason"]) == (15_000, "Khoản mà Ông/Bà chọn đã được nộp trước đó.")
    [waiting] = (await service.ok("GET", "/v1/staff/payments", headers=service.officer))["items"]
    assert (waiting["id"], waiting["refund_due"]) == (second_id, 15_000)
    # Who approves it sees what the bill has taken already.
    [receipt] = waiting["bill"]["receipts"]
    assert (receipt["payment_id"], receipt["amount"]) == (first_id, 15_000)
    assert [(item["name"], item["paid"]) for item in waiting["bill"]["items"]] == [
        ("Tiền ăn bán trú", False),
        ("Nước uống", True),
    ]
    detail = await service.ok("GET", f"/v1/bills/{bill['id']}", headers=service.citizen)
    assert [(item["paid"], item["remaining"]) for item in detail["items"]] == [(False, 600_000), (True, 0)]


async def test_nobody_is_late_with_what_is_voluntary_or_reminded_of_it(service: Service) -> None:
    await service.school(partial=False)
    await service.issue(*(row.replace("Nước uống;;15000;;bắt buộc", "Nước uống;;15000;;tự nguyện") for row in DUES))
    await service.link()
    [bill] = (await service.ok("GET", "/v1/bills", headers=service.citizen))["items"]
    assert (bill["remaining"], bill["remaining_voluntary"]) == (600_000, 15_000)
    await service.pay(bill["id"], "vietqr", ["NUOC"], 409)
    payment_id, token = await begun(service, bill, "AN")
    await service.transfer(token, 600_000, "FT1")
    await service.background()
    assert shown(await service.payment(payment_id)) == (600_000, 0, 0, None)
    receipt = await service.ok("GET", f"/v1/payments/{payment_id}/receipt", headers=service.citizen)
    assert "Khoản: Tiền ăn bán trú." in receipt["plain_text"]
    service.clock.advance(timedelta(days=40))
    await RemindPayers(service.stores.bills, service.clock)()
    assert await events(service, "bills", "bill.due_soon") == []
    seen = await service.ok("GET", f"/v1/bills/{bill['id']}", headers=service.citizen)
    assert (seen["state"], seen["overdue"], seen["remaining_voluntary"]) == ("paid", False, 15_000)
    more_id, token = await begun(service, bill, "NUOC")
    await service.transfer(token, 15_000, "FT2")
    await service.background()
    assert shown(await service.payment(more_id)) == (15_000, 0, 0, None)


async def test_a_bill_that_is_due_soon_is_reminded_of_on_another_day_than_it_was_issued(service: Service) -> None:
    await service.school()
    await service.issue(*(row.replace("15/12/2026", "25/11/2026") for row in DUES))
    await service.link()
    remind = RemindPayers(service.stores.bills, service.clock)
    service.clock.advance(timedelta(minutes=5))
    await remind()
    assert await events(service, "bills", "bill.due_soon") == []
    service.clock.advance(timedelta(hours=23))  # it was issued at nine
    for _ in range(2):
        await remind()
        assert len(await events(service, "bills", "bill.due_soon")) == 1
