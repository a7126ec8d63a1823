"""Cash at the counter, chosen inside Zalo's Checkout: the payer is told where, and Zalo once the cash is there."""

from typing import Any

from .service import Service, key
from .test_providers import begun


async def chosen(service: Service) -> tuple[Any, tuple[str, str]]:
    """A payment of which Zalo has said that its payer chose COD."""
    payment, order = await begun(service, "zalo")
    await service.decide(order, "waiting", method="COD")
    return payment, order


async def took_cash(service: Service, bill_id: str, amount: int = 615_000, number: str = "BL-1", **more: Any) -> Any:
    body = {"amount": amount, "receipt_number": number, **more}
    path = f"/v1/staff/bills/{bill_id}/cash"
    return await service.ok("POST", path, 201, json=body, headers={**service.accountant, **key()})


async def handed_back(service: Service, cash: Any) -> None:
    path = f"/v1/staff/payments/{cash['id']}/refunds"
    body = {"amount": 615_000, "reason": "Học sinh chuyển trường"}
    asked = await service.ok("POST", path, 201, json=body, headers={**service.officer, **key()})
    path = f"{path}/{asked['refunds'][0]['id']}"
    await service.ok("POST", f"{path}/approval", headers=service.approver)
    await service.background()
    await service.ok("POST", f"{path}/confirmation", json={"bank_reference": "PC-1"}, headers=service.accountant)


async def test_a_payer_who_chose_the_counter_is_told_where_and_by_which_code(service: Service) -> None:
    payment, _ = await chosen(service)
    bill = await service.ok("GET", f"/v1/bills/{payment['bill_id']}", headers=service.citizen)
    said = f"Mời Ông/Bà đến quầy của Trường THCS Nghĩa Lộ nộp tiền mặt và cho biết mã phiếu thu {bill['code']}."
    for _ in range(2):
        shown = await service.payment(payment["id"])
        assert (shown["next_step"], shown["next_step_label"]) == ("pay_cash", said)
        assert shown["state_label"] == "Đã chọn nộp tiền mặt tại quầy"
        await service.later(hours=20)  # the order is past its time at Zalo, and the counter still takes cash
    assert shown["state"] == "expired"


async def test_zalo_is_told_of_an_order_whose_cash_was_taken_and_given_back(service: Service) -> None:
    payment, order = await chosen(service)
    await service.later(hours=20)
    assert service.book.orders[order].reported is None
    cash = await took_cash(service, payment["bill_id"])
    await service.background()
    assert service.book.orders[order].reported == 1
    assert await service.stores.payments.to_update_orders(10) == []
    shown = await service.payment(payment["id"])
    assert (shown["state_label"], shown["next_step"]) == ("Đã nộp tiền mặt tại quầy", None)
    await handed_back(service, cash)
    await service.background()
    assert service.book.orders[order].reported == 2
    assert (await service.payment(payment["id"]))["state_label"] == "Tiền mặt đã được trả lại"


async def test_cash_for_one_item_is_none_for_an_order_of_two(service: Service) -> None:
    payment, order = await chosen(service)
    await took_cash(service, payment["bill_id"], 15_000, items=["NUOC"])
    await service.background()
    assert service.book.orders[order].reported is None
    await took_cash(service, payment["bill_id"], 600_000, "BL-2")
    await service.background()
    assert service.book.orders[order].reported == 1


async def test_a_choice_that_is_told_after_the_cash_was_taken_is_reported_too(service: Service) -> None:
    payment, order = await begun(service, "zalo")
    await took_cash(service, payment["bill_id"])
    await service.background()
    assert service.book.orders[order].reported is None, "nobody knows yet how its payer chose to pay"
    await service.decide(order, "waiting", method="COD")
    await service.background()
    assert service.book.orders[order].reported == 1


async def test_zalo_that_is_busy_is_told_of_the_cash_later(service: Service) -> None:
    payment, order = await chosen(service)
    service.book.knobs.fault = "refused"  # too many requests
    await took_cash(service, payment["bill_id"])
    await service.background()
    assert service.book.orders[order].reported is None
    service.book.knobs.fault = None
    await service.background()
    assert service.book.orders[order].reported == 1


async def test_a_crash_after_the_bill_took_the_cash_forgets_no_order(service: Service) -> None:
    payment, order = await chosen(service)
    cash = await took_cash(service, payment["bill_id"])
    payments = service.database["payments"]
    await payments.update_one({"_id": payment["id"]}, {"$set": {"at_counter": None, "order_update_due": False}})
    entries = {"$pull": {"entries": {"type": "allocated"}}, "$set": {"allocation_due": True}}
    await payments.update_one({"_id": cash["id"]}, entries)
    await service.background()
    await service.background()
    assert service.book.orders[order].reported == 1


async def test_money_by_another_way_is_no_cash_for_the_order(service: Service) -> None:
    payment, order = await chosen(service)
    other = await service.pay(payment["bill_id"], "momo")
    await service.decide(await service.order_of(other))
    await service.background()
    assert service.book.orders[order].reported is None
    assert (await service.payment(payment["id"]))["next_step"] == "not_needed"
