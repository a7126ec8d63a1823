"""One contract for all providers: whatever a payer, a network or a provider does, the money is counted once."""

import asyncio
from collections import Counter
from typing import Any

import pytest

from svc_payment.domain.transfer_token import token_of

from .service import Service

GATEWAYS = ("zalo", "zalopay", "vnpay", "momo")
RECORDED = {
    "zalo": '{"returnCode":1,"returnMessage":"recorded"}',
    "zalopay": '{"return_code":1,"return_message":"recorded"}',
    "vnpay": '{"RspCode":"00","Message":"recorded"}',
    "momo": "",
}
ALREADY = {
    "zalo": '{"returnCode":1,"returnMessage":"already"}',
    "zalopay": '{"return_code":1,"return_message":"already"}',
    "vnpay": '{"RspCode":"02","Message":"already"}',
    "momo": "",
}
STATUS = {"momo": 204}


def said(provider: str, body: str) -> str:
    return f"{STATUS.get(provider, 200)} {body}"


async def begun(service: Service, provider: str) -> tuple[Any, tuple[str, str]]:
    bill = await service.bill()
    payment = await service.pay(bill["id"], provider)
    assert payment["amount"] == 615_000
    return payment, await service.order_of(payment)


@pytest.mark.parametrize("provider", GATEWAYS)
async def test_a_payment_is_taken_in_and_paid_into_the_bill_once(service: Service, provider: str) -> None:
    payment, order = await begun(service, provider)
    answers = await service.decide(order, callbacks=2)
    assert answers == [said(provider, RECORDED[provider]), said(provider, ALREADY[provider])]
    await service.background()
    seen = await service.seen(payment["id"])
    assert (seen["state"], seen["received"], seen["at_provider"]) == ("succeeded", 615_000, 615_000)
    assert [entry["type"] for entry in seen["entries"]] == ["received", "allocated"]
    assert [entry["type_label"] for entry in seen["entries"]] == ["Tiền vào", "Ghi vào phiếu thu"]
    bill = await service.ok("GET", f"/v1/bills/{payment['bill_id']}", headers=service.citizen)
    assert (bill["state"], bill["remaining"]) == ("paid", 0)
    events = [event["type"] for event in await service.events("bills")]
    assert Counter(events)["vn.quangngai.bill.paid.v1"] == 1


@pytest.mark.parametrize("provider", GATEWAYS)
async def test_a_hundred_calls_at_once_count_once(service: Service, provider: str) -> None:
    payment, order = await begun(service, provider)
    service.book.knobs.silent = True
    await service.decide(order)
    service.book.knobs.silent = False
    await asyncio.gather(*(service.decide(order) for _ in range(100)))
    await service.background()
    stored = await service.stores.payments.find(payment["id"])
    assert stored
    assert (stored.received, len(stored.entries), stored.refunds) == (615_000, 2, ())
    assert len([1 for step in stored.timeline if step.action == "receive"]) == 1


@pytest.mark.parametrize("provider", GATEWAYS)
async def test_a_call_that_comes_before_our_own_create_was_answered(service: Service, provider: str) -> None:
    if provider == "vnpay":
        pytest.skip("nothing is called before the payer opens the page")
    bill = await service.bill()
    service.book.knobs.before_answer = True
    payment = await service.pay(bill["id"], provider)
    if provider == "zalo":
        await service.order_of(payment)
    await service.background()
    seen = await service.payment(payment["id"])
    assert (seen["state"], seen["received"]) == ("succeeded", 615_000)


@pytest.mark.parametrize("provider", GATEWAYS)
async def test_silence_is_asked_about(service: Service, provider: str) -> None:
    payment, order = await begun(service, provider)
    await service.decide(order, callbacks=0)
    await service.later(minutes=21)
    assert (await service.payment(payment["id"]))["state"] == "succeeded"


@pytest.mark.parametrize("provider", GATEWAYS)
async def test_a_late_success_after_the_expiry_is_still_money(service: Service, provider: str) -> None:
    payment, order = await begun(service, provider)
    await service.later(minutes=31)
    assert (await service.payment(payment["id"]))["state"] == "expired"
    await service.decide(order)
    await service.background()
    seen = await service.seen(payment["id"])
    assert (seen["state"], seen["received"], seen["refunds"]) == ("succeeded", 615_000, [])


@pytest.mark.parametrize("provider", GATEWAYS)
async def test_two_payments_of_one_bill_make_a_refund_case(service: Service, provider: str) -> None:
    bill = await service.bill()
    first, second = await service.pay(bill["id"], provider), await service.pay(bill["id"], provider)
    for payment in (first, second):
        await service.decide(await service.order_of(payment))
        await service.background()
    [refund] = (await service.seen(second["id"]))["refunds"]
    assert (refund["amount"], refund["state"], refund["surplus"]) == (615_000, "requested", True)
    assert (await service.seen(first["id"]))["refunds"] == []
    waiting = await service.ok("GET", "/v1/staff/payments", headers=service.officer)
    assert [item["id"] for item in waiting["items"]] == [second["id"]]


@pytest.mark.parametrize("provider", GATEWAYS)
async def test_another_amount_is_held_and_two_officers_let_it_go(service: Service, provider: str) -> None:
    payment, order = await begun(service, provider)
    answers = await service.decide(order, amount=600_000)
    if provider == "vnpay":
        assert answers == ['200 {"RspCode":"04","Message":"amount_differs"}']
    await service.background()
    seen = await service.seen(payment["id"])
    assert (seen["state"], seen["hold"], seen["received"]) == ("held", "amount_differs", 600_000)
    assert seen["hold_label"] == "Số tiền đến khác số phải nộp"
    path = f"/v1/staff/payments/{payment['id']}/release"
    for _ in range(2):
        said = await service.ok("POST", path, headers=service.officer)
        assert (said["state"], said["vouched_by_name"]) == ("held", "Phạm Thị Tiền"), "one officer alone moves no money"
        assert "release" not in [offer["action"] for offer in said["allowed_actions"]]
    for _ in range(2):
        assert (await service.ok("POST", path, headers=service.second_officer))["state"] == "succeeded"
    await service.background()
    bill = await service.ok("GET", f"/v1/bills/{payment['bill_id']}", headers=service.citizen)
    assert (bill["state"], bill["remaining"]) == ("partly_paid", 15_000)


@pytest.mark.parametrize("provider", ("vnpay", "momo"))
async def test_a_payer_who_gives_up(service: Service, provider: str) -> None:
    payment, order = await begun(service, provider)
    await service.decide(order, "cancelled")
    assert (await service.payment(payment["id"]))["state"] == "cancelled"


async def test_what_vnpay_doubts_is_held_until_it_says_otherwise(service: Service) -> None:
    payment, order = await begun(service, "vnpay")
    assert await service.decide(order, "doubted") == ['200 {"RspCode":"00","Message":"recorded"}']
    seen = await service.seen(payment["id"])
    assert (seen["state"], seen["hold"], seen["received"]) == ("held", "doubted", 0)
    await service.ok("POST", f"/v1/staff/payments/{payment['id']}/release", 409, headers=service.officer)
    await service.decide(order)
    await service.background()
    assert (await service.seen(payment["id"]))["state"] == "succeeded"


@pytest.mark.parametrize("provider", GATEWAYS)
@pytest.mark.parametrize("fault", [500, "not json"])
async def test_an_answer_that_cannot_be_read_is_never_a_failure(service: Service, provider: str, fault: Any) -> None:
    payment, order = await begun(service, provider)
    await service.decide(order, callbacks=0)
    service.book.knobs.fault = fault
    await service.later(minutes=21)
    assert (await service.payment(payment["id"]))["state"] in ("started", "expired")
    service.book.knobs.fault = None
    await service.later(hours=2)
    assert (await service.payment(payment["id"]))["state"] == "succeeded"


@pytest.mark.parametrize("provider", ("zalopay", "momo"))
async def test_a_provider_that_is_down_at_the_start_is_tried_again_under_the_same_key(
    service: Service, provider: str
) -> None:
    bill = await service.bill()
    service.book.knobs.fault = 502
    body, headers = (
        {"bill_id": bill["id"], "provider": provider},
        {**service.citizen, "Idempotency-Key": "the-same-key"},
    )
    problem = await service.ok("POST", "/v1/payments", 503, json=body, headers=headers)
    assert problem["type"].endswith("provider-down")
    service.book.knobs.fault = None
    payment = await service.ok("POST", "/v1/payments", 201, json=body, headers=headers)
    again = await service.ok("POST", "/v1/payments", 201, json=body, headers=headers)
    assert again == payment
    assert len(service.book.orders) == 1


@pytest.mark.parametrize("provider", GATEWAYS)
@pytest.mark.parametrize("outcome", ["done", "pending", "failed"])
async def test_a_refund_is_asked_for_by_one_approved_by_another_and_carried_out(
    service: Service, provider: str, outcome: Any
) -> None:
    payment, order = await begun(service, provider)
    await service.decide(order)
    await service.background()
    service.book.knobs.refund_state = outcome
    path = f"/v1/staff/payments/{payment['id']}/refunds"
    body = {"amount": 215_000, "reason": "Học sinh nghỉ học"}
    asked = await service.ok("POST", path, 201, json=body, headers={**service.officer, **key_of("refund-1")})
    again = await service.ok("POST", path, 201, json=body, headers={**service.officer, **key_of("refund-1")})
    assert len(again["refunds"]) == 1
    refund_id = asked["refunds"][0]["id"]
    both = service.mint.staff("payment_officer@province", "payment_approver@province", staff_id="stf_officer")
    problem = await service.ok("POST", f"{path}/{refund_id}/approval", 403, headers=both)
    assert problem["type"].endswith("own-request")
    await service.ok("POST", f"{path}/{refund_id}/approval", headers=service.approver)
    await service.background()
    await service.later(minutes=2)
    [refund] = (await service.seen(payment["id"]))["refunds"]
    expected = {"done": "done", "pending": "submitted", "failed": "failed"}[outcome]
    assert refund["state"] == expected
    assert (refund["requested_by_name"], refund["approved_by_name"]) == ("Phạm Thị Tiền", "Lê Văn Duyệt")
    given_back = [refund.amount for order in service.book.orders.values() for refund in order.refunds]
    assert given_back == [215_000], "asked of the provider once"
    seen = await service.seen(payment["id"])
    assert seen["at_provider"] == 615_000 - (215_000 if outcome == "done" else 0)
    if outcome == "done":
        bill = await service.ok("GET", f"/v1/bills/{payment['bill_id']}", headers=service.citizen)
        assert (bill["state"], bill["paid"], bill["remaining"]) == ("paid", 400_000, 0), "settled, and no debt again"
        events = [event["type"] for event in await service.events("payments")]
        assert Counter(events)["vn.quangngai.payment.refunded.v1"] == 1


async def test_a_refund_of_which_nobody_knows_is_never_asked_twice_of_zalo(service: Service) -> None:
    payment, order = await begun(service, "zalo")
    await service.decide(order)
    await service.background()
    path = f"/v1/staff/payments/{payment['id']}/refunds"
    body = {"amount": 15_000, "reason": "Thu nhầm nước uống"}
    asked = await service.ok("POST", path, 201, json=body, headers={**service.officer, **key_of("refund-1")})
    refund_id = asked["refunds"][0]["id"]
    await service.ok("POST", f"{path}/{refund_id}/approval", headers=service.approver)
    service.book.knobs.fault = 504
    await service.background()
    service.book.knobs.fault = None
    await service.background()
    [refund] = (await service.seen(payment["id"]))["refunds"]
    assert refund["state"] == "manual"
    assert service.book.orders[order].refunds == []
    body = {"bank_reference": "FT26327000001"}
    done = await service.ok("POST", f"{path}/{refund_id}/confirmation", json=body, headers=service.approver)
    assert done["refunds"][0]["state"] == "done"


async def test_money_by_transfer_for_an_order_of_zalo_is_reported_to_zalo(service: Service) -> None:
    payment, order = await begun(service, "zalo")
    assert await service.decide(order, "waiting", method="BANK") == [said("zalo", RECORDED["zalo"])]
    seen = await service.payment(payment["id"])
    assert (seen["state"], seen["received"]) == ("started", 0), "chosen is not paid"
    content = f"CT DEN {payment['checkout']['transfer']['content']} NGUYEN THI LAN"
    await service.transfer(content, 615_000, "FT1")
    assert len(await service.stores.payments.to_update_orders(10)) == 1
    await service.background()
    assert service.book.orders[order].reported == 1
    assert await service.stores.payments.to_update_orders(10) == []
    assert (await service.payment(payment["id"]))["state"] == "succeeded"


async def test_a_hundred_notices_of_zalo_at_once_choose_once(service: Service) -> None:
    payment, order = await begun(service, "zalo")
    before = await service.stores.payments.find(payment["id"])
    service.book.knobs.silent = True
    await service.decide(order, "waiting", method="BANK")
    service.book.knobs.silent = False
    answers = await asyncio.gather(*(service.decide(order, "waiting", method="BANK") for _ in range(100)))
    recorded = {said("zalo", RECORDED["zalo"]), said("zalo", ALREADY["zalo"])}
    # Which of the two: the simulator shows an order's last 20 answers, and the first may be gone from them.
    assert {answer for each in answers for answer in each} <= recorded
    after = await service.stores.payments.find(payment["id"])
    assert before and after
    assert (after.method, after.state, after.received, after.version) == ("BANK", "started", 0, before.version + 1)
    assert len(await service.stores.payments.messages(payment["id"])) == 1
    assert await service.stores.unmatched.count(service.clock.now()) == 0


async def test_a_hundred_notices_of_an_unlinked_order_at_once_are_kept_once_and_matched_after_the_link(
    service: Service,
) -> None:
    bill = await service.bill()
    payment = await service.pay(bill["id"], "zalo")
    made = await service.simulator.post("/api/order/create-v2", json=payment["checkout"]["order"])
    reference = made.json()["data"]["id"]
    await asyncio.gather(*(service.decide(("zalo", reference), "waiting", method="COD") for _ in range(100)))
    assert await service.stores.unmatched.count(service.clock.now()) == 1
    await service.ok(
        "POST", f"/v1/payments/{payment['id']}/zalo-order", json={"order_id": reference}, headers=service.citizen
    )
    await asyncio.gather(*(service.decide(("zalo", reference), "waiting", method="COD") for _ in range(100)))
    stored = await service.stores.payments.find(payment["id"])
    assert stored
    assert (stored.method, stored.received) == ("COD", 0)


async def test_a_notice_of_zalo_for_an_order_that_is_not_linked_yet_waits_for_the_link(service: Service) -> None:
    bill = await service.bill()
    payment = await service.pay(bill["id"], "zalo")
    made = await service.simulator.post("/api/order/create-v2", json=payment["checkout"]["order"])
    reference = made.json()["data"]["id"]
    answers = await service.decide(("zalo", reference), "waiting", method="BANK")
    assert answers == [said("zalo", RECORDED["zalo"])]
    assert await service.stores.unmatched.count(service.clock.now()) == 1


async def test_the_order_of_somebody_else_pays_nobodys_bill(service: Service) -> None:
    """Whoever names another's order that is paid gets nothing of it: Zalo says whose it is."""
    payment, order = await begun(service, "zalo")
    mine = await service.pay(payment["bill_id"], "zalo")
    await service.database["payments"].update_one({"_id": payment["id"]}, {"$set": {"order": None}})
    await service.ok(
        "POST", f"/v1/payments/{mine['id']}/zalo-order", json={"order_id": order[1]}, headers=service.citizen
    )
    await service.decide(order, callbacks=0)
    await service.later(minutes=21)
    assert (await service.seen(mine["id"]))["received"] == 0
    await service.decide(order)
    assert (await service.seen(mine["id"]))["received"] == 0
    assert (await service.seen(payment["id"]))["received"] == 615_000


async def test_who_names_anothers_order_first_takes_it_from_nobody(service: Service) -> None:
    """Its own payer names it all the same, and the query finds the money though the callback is lost."""
    payment, order = await begun(service, "zalo")
    mine = await service.pay(payment["bill_id"], "zalo")
    await service.database["payments"].update_one({"_id": payment["id"]}, {"$set": {"order": None}})
    for one in (mine, payment):
        path = f"/v1/payments/{one['id']}/zalo-order"
        await service.ok("POST", path, json={"order_id": order[1]}, headers=service.citizen)
    await service.decide(order, callbacks=0)
    await service.later(minutes=21)
    assert [(await service.seen(one["id"]))["received"] for one in (mine, payment)] == [0, 615_000]


async def test_an_order_of_another_payment_is_not_reported_as_paid(service: Service) -> None:
    """Whoever names the order of a larger bill and pays a smaller one by transfer has paid the smaller one."""
    payment, order = await begun(service, "zalo")
    mine = await service.pay(payment["bill_id"], "zalo")
    await service.database["payments"].update_one({"_id": payment["id"]}, {"$set": {"order": None}})
    path = f"/v1/payments/{mine['id']}/zalo-order"
    await service.ok("POST", path, json={"order_id": order[1]}, headers=service.citizen)
    await service.decide(order, "waiting", method="BANK")
    stored = await service.stores.payments.find(mine["id"])
    assert stored
    assert stored.method is None or stored.order == order[1]
    await service.transfer(f"CT DEN {token_of(mine['id'])}", 615_000, "FT1")
    await service.background()
    assert (await service.seen(mine["id"]))["received"] == 615_000
    assert service.book.orders[order].reported is None


async def test_what_was_paid_past_zalo_is_not_money_of_zalo(service: Service) -> None:
    payment, order = await begun(service, "zalo")
    await service.decide(order, callbacks=0, method="COD")
    await service.later(minutes=21)
    assert (await service.seen(payment["id"]))["received"] == 0


def key_of(name: str) -> dict[str, str]:
    return {"Idempotency-Key": f"key-of-{name}"}
