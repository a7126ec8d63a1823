"""What payers learn of money that does not simply pay its bill: in part, another amount, twice, or too late."""

import asyncio
from typing import Any

from .service import SCHOOL, Service, key


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
    await service.ok("POST", f"/v1/staff/payments/{payment_id}/release", headers=service.officer)
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
    await service.ok("POST", f"/v1/staff/payments/{payment_id}/release", headers=service.officer)
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
