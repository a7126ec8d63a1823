"""Fees of dossiers: a request becomes a bill once, and goes back as the event that svc-dossier expects."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest

from shared.events import Event, InvalidEvent
from svc_payment.consumers.dossier_events import PAYMENT_REQUESTED, dossier_events
from svc_payment.use_cases.bill_dossier import BillDossier
from svc_payment.use_cases.call_off_dossier import CallOffDossier

from .service import Service


def requested(service: Service, **changes: object) -> Event:
    data = {
        "citizen_id": service.citizen_id,
        "procedure_code": "2.000635",
        "procedure_name": "Cấp bản sao trích lục hộ tịch",
        "submission_reference": "HS-0000-0000-0001",
        "code": None,
        "state": 6,
        "agency_id": "21025",
        "agency_name": "UBND phường Cẩm Thành",
        "occurred_at": "2026-11-23T09:00:00.000+07:00",
        "due_at": None,
        "reason": None,
        "payment_request_id": "prq_1",
        "items": [{"name": "Phí trích lục", "amount": 8000}, {"name": "Phí sao lục", "amount": 2000}],
        "amount": 10000,
        "pay_by": "2026-12-08T17:00:00.000+07:00",
        **changes,
    }
    return Event("evt_1", PAYMENT_REQUESTED, "svc-dossier", "dos_1", service.clock.now(), 3, data, "", "")


def consumer(service: Service) -> Callable[[Event], Awaitable[None]]:
    bills, clock = service.stores.bills, service.clock
    return dossier_events(BillDossier(bills, clock), CallOffDossier(bills, clock))


async def test_a_request_is_billed_once_and_paid_back_as_expected(service: Service) -> None:
    handle = consumer(service)
    await asyncio.gather(*(handle(requested(service)) for _ in range(5)))
    [bill] = (await service.ok("GET", "/v1/bills", headers=service.citizen))["items"]
    assert (bill["total"], bill["dossier_id"], bill["payee_name"]) == (10_000, "dos_1", "UBND phường Cẩm Thành")
    payment = await service.pay(bill["id"], "momo")
    await service.decide(await service.order_of(payment), callbacks=3)
    await service.background()
    [event] = await service.events("payments")
    assert (event["type"], event["subject"]) == ("vn.quangngai.payment.paid.v1", payment["id"])
    assert event["data"] == {
        "dossier_id": "dos_1",
        "payment_request_id": "prq_1",
        "amount": 10_000,
        "paid_at": event["data"]["paid_at"],
        "collected_by": None,
    }


async def test_a_fee_is_told_whatever_the_amount(service: Service) -> None:
    await consumer(service)(requested(service))
    [bill] = (await service.ok("GET", "/v1/bills", headers=service.citizen))["items"]
    payment = await service.pay(bill["id"], "momo")
    await service.decide(await service.order_of(payment), amount=9_000)
    amounts = {event["type"]: event["data"]["amount"] for event in await service.events("payments")}
    assert amounts == dict.fromkeys(("vn.quangngai.payment.paid.v1", "vn.quangngai.payment.held.v1"), 9_000)


@pytest.mark.parametrize(
    "changes",
    [
        {"items": []},
        {"items": [{"name": "x", "amount": "8000"}]},
        {"items": [{"name": "x", "amount": 0}]},
        {"payment_request_id": None},
        {"items": [{"name": "x", "amount": 10**12}, {"name": "y", "amount": 10**12}]},
    ],
)
async def test_what_can_never_be_a_bill_is_a_dead_letter(service: Service, changes: dict[str, object]) -> None:
    with pytest.raises(InvalidEvent):
        await consumer(service)(requested(service, **changes))


async def test_other_events_of_the_topic_are_let_pass(service: Service) -> None:
    event = requested(service)
    other = Event("evt_2", "vn.quangngai.dossier.accepted.v1", "svc-dossier", "dos_1", event.time, 2, {}, "", "")
    await consumer(service)(other)
    assert await service.database["bills"].count_documents({}) == 0


async def test_a_dossier_that_ends_calls_its_fee_off_and_money_on_its_way_goes_back(service: Service) -> None:
    handle = consumer(service)
    await handle(requested(service))
    [bill] = (await service.ok("GET", "/v1/bills", headers=service.citizen))["items"]
    payment = await service.pay(bill["id"], "momo")
    order = await service.order_of(payment)
    for _ in range(2):
        await handle(replace(requested(service), type="vn.quangngai.dossier.stopped.v1"))
    assert (await service.ok("GET", f"/v1/bills/{bill['id']}", headers=service.citizen))["state"] == "cancelled"
    await service.pay(bill["id"], "momo", expect=409)
    await service.decide(order)
    await service.background()
    assert [refund["amount"] for refund in (await service.seen(payment["id"]))["refunds"]] == [10_000]


async def announced(service: Service) -> list[tuple[str, int]]:
    """What is announced of the fee, in the order in which it is published."""
    events = [event for event in await service.events("payments") if event["type"].endswith("payment.paid.v1")]
    return [(event["subject"], event["data"]["amount"]) for event in events]


async def paid_wrongly(service: Service, amount: int) -> tuple[dict[str, Any], str]:
    """The bill of a fee of 10.000 đồng, and a payment of another amount that an officer has released."""
    await consumer(service)(requested(service))
    [bill] = (await service.ok("GET", "/v1/bills", headers=service.citizen))["items"]
    payment = await service.pay(bill["id"], "momo")
    await service.decide(await service.order_of(payment), amount=amount)
    await service.release(payment["id"])
    await service.background()
    return bill, payment["id"]


async def test_a_fee_paid_with_too_much_settles_its_dossier_once_it_is_released(service: Service) -> None:
    _, payment = await paid_wrongly(service, 12_000)
    assert await announced(service) == [(payment, 12_000), (payment, 10_000)]
    assert [refund["amount"] for refund in (await service.seen(payment))["refunds"]] == [2_000]
    await service.background()
    assert len(await announced(service)) == 2


async def test_a_fee_paid_in_two_payments_settles_its_dossier_with_the_second(service: Service) -> None:
    bill, first = await paid_wrongly(service, 9_000)
    assert await announced(service) == [(first, 9_000)]
    second = await service.pay(bill["id"], "momo")
    await service.decide(await service.order_of(second))
    await service.background()
    assert sorted(await announced(service)) == sorted([(first, 9_000), (second["id"], 1_000), (second["id"], 10_000)])


async def test_killed_between_bill_and_payment_the_whole_fee_is_told_all_the_same(service: Service) -> None:
    await consumer(service)(requested(service))
    [bill] = (await service.ok("GET", "/v1/bills", headers=service.citizen))["items"]
    payment = await service.pay(bill["id"], "momo")
    await service.decide(await service.order_of(payment), amount=12_000)
    await service.release(payment["id"])
    before = await service.database["payments"].find_one({"_id": payment["id"]})
    assert before
    await service.background()
    await service.database["payments"].replace_one({"_id": payment["id"]}, before)
    await service.background()
    assert await announced(service) == [(payment["id"], 12_000), (payment["id"], 10_000)]


async def test_a_refund_says_of_which_fee_it_is(service: Service) -> None:
    _, payment = await paid_wrongly(service, 12_000)
    [refund] = (await service.seen(payment))["refunds"]
    path = f"/v1/staff/payments/{payment}/refunds/{refund['id']}"
    await service.ok("POST", f"{path}/approval", headers=service.approver)
    for _ in range(3):
        await service.later(minutes=20)
    [event] = [one for one in await service.events("payments") if one["type"].endswith("refunded.v1")]
    assert (event["data"]["dossier_id"], event["data"]["payment_request_id"]) == ("dos_1", "prq_1")
