"""State 6: the fee asked for, the payment that comes back, and all the payments that do not fit."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from shared.events import InvalidEvent, new_event
from svc_dossier.api.dossiers.responses import DossierView
from svc_dossier.api.payments.responses import FlaggedPaymentPage
from svc_dossier.consumers.payment_events import payment_events
from svc_dossier.domain.incoming import PAYMENT_PAID, PaymentPaid
from svc_dossier.domain.payment import PaymentDecision
from svc_dossier.use_cases.settle_payment import SettlePayment

from .service import Service, key

FEE = {"items": [{"name": "Lệ phí hộ tịch", "amount": 8000}, {"name": "Phí sao lục", "amount": 2000}]}


def paid(
    service: Service, dossier_id: str, request_id: str, payment_id: str = "pay_1", amount: int = 10_000, **also: Any
):
    at = service.clock.now()
    payload = PaymentPaid(dossier_id=dossier_id, payment_request_id=request_id, amount=amount, paid_at=at, **also)
    return new_event(
        PAYMENT_PAID, source="svc-payment", subject=payment_id, version=1, at=service.clock.now(), payload=payload
    )


def consumer(service: Service):
    stores = service.stores
    settle = SettlePayment(stores.dossiers, stores.payments, stores.staff, service.rules.calendars, service.clock)
    return payment_events(settle, service.clock)


async def asked(service: Service, state: int) -> tuple[str, str]:
    """A dossier that waits for the fee asked in ``state``, and the request's id."""
    dossier_id, version = await service.brought_to(state)
    answer = await service.act(dossier_id, "request-payment", service.one_stop, version, **FEE)
    assert answer.json()["state"] == 6, answer.text
    return dossier_id, (await service.stored(dossier_id))["payments"][-1]["id"]


async def decision_of(service: Service, payment_id: str) -> str:
    found = await service.database["payments"].find_one({"_id": payment_id})
    assert found
    return str(found["decision"])


async def test_the_request_goes_out_and_the_citizen_sees_what_to_pay(service: Service) -> None:
    dossier_id, request_id = await asked(service, 2)
    event = (await service.stored(dossier_id))["outbox"][-1]
    assert event["type"] == "vn.quangngai.dossier.payment_requested.v1"
    assert event["data"]["payment_request_id"] == request_id
    assert (event["data"]["amount"], event["data"]["items"]) == (10_000, FEE["items"])
    assert event["data"]["pay_by"] == "2026-12-08T17:00:00.000+07:00"  # ten working days, 24/11 is off
    own = (await service.http.get(f"/v1/dossiers/{dossier_id}", headers=service.citizen)).json()
    DossierView.model_validate(own)
    [payment] = own["payments"]
    assert (payment["payment_request_id"], payment["amount"]) == (request_id, 10_000)
    assert (payment["paid_at"], payment["payment_id"]) == (None, None)
    assert payment["payee"] == "UBND phường Cẩm Thành"
    assert own["due_at"] is None


async def test_who_took_cash_stands_in_the_timeline(service: Service) -> None:
    await service.grant("stf_cashier", "Trần Thị Thu Ngân", "one_stop@21025")
    dossier_id, request_id = await asked(service, 4)
    await consumer(service)(paid(service, dossier_id, request_id, collected_by="stf_cashier"))
    seen = (await service.http.get(f"/v1/staff/dossiers/{dossier_id}", headers=service.one_stop)).json()
    step = seen["timeline"][-1]
    assert (step["action"], step["by"], step["by_name"]) == ("settle_payment", "staff", "Trần Thị Thu Ngân")
    own = (await service.http.get(f"/v1/dossiers/{dossier_id}", headers=service.citizen)).json()
    assert (own["timeline"][-1]["by"], own["timeline"][-1]["by_label"]) == ("staff", "Cán bộ")
    assert "Thu Ngân" not in str(own)


async def test_a_provider_takes_money_as_nobody_of_the_office(service: Service) -> None:
    dossier_id, request_id = await asked(service, 4)
    await consumer(service)(paid(service, dossier_id, request_id))
    seen = (await service.http.get(f"/v1/staff/dossiers/{dossier_id}", headers=service.one_stop)).json()
    assert (seen["timeline"][-1]["by"], seen["timeline"][-1]["by_label"]) == ("system", "Hệ thống")


@pytest.mark.parametrize("state", [2, 4, 9])
async def test_a_payment_brings_it_back_to_where_it_was_asked_and_only_once(service: Service, state: int) -> None:
    dossier_id, request_id = await asked(service, state)
    handle, event = consumer(service), paid(service, dossier_id, request_id)
    await asyncio.gather(*(handle(event) for _ in range(5)))
    await handle(event)
    stored = await service.stored(dossier_id)
    assert stored["state"] == state
    assert [entry["action"] for entry in stored["timeline"]].count("settle_payment") == 1
    settled = [event for event in stored["outbox"] if event["type"].endswith("payment_settled.v1")]
    assert [event["data"]["payment_id"] for event in settled] == ["pay_1"]
    assert await decision_of(service, "pay_1") == "settled"
    [payment] = (await service.http.get(f"/v1/dossiers/{dossier_id}", headers=service.citizen)).json()["payments"]
    assert (payment["payment_id"], payment["amount"]) == ("pay_1", 10_000)
    assert payment["paid_at"] is not None
    assert (stored["due_at"] is None) == (stored["clock"] == [])


async def test_what_does_not_fit_is_kept_and_flagged_and_moves_nothing(service: Service) -> None:
    dossier_id, request_id = await asked(service, 2)
    handle = consumer(service)
    await handle(paid(service, dossier_id, request_id, "pay_less", 9_999))
    await handle(paid(service, dossier_id, "prq_other", "pay_other"))
    await handle(paid(service, "dos_nobody", request_id, "pay_nobody"))
    assert (await service.stored(dossier_id))["state"] == 6
    await handle(paid(service, dossier_id, request_id, "pay_right"))
    await handle(paid(service, dossier_id, request_id, "pay_again"))
    assert (await service.stored(dossier_id))["state"] == 2
    decisions = {
        name: await decision_of(service, f"pay_{name}") for name in ("less", "other", "nobody", "right", "again")
    }
    assert decisions == {
        "less": "wrong_amount", "other": "unknown", "nobody": "unknown", "right": "settled", "again": "second",
    }  # fmt: skip
    path = "/v1/staff/flagged-payments"
    mine = (await service.http.get(path, headers=service.one_stop)).json()
    FlaggedPaymentPage.model_validate(mine)
    assert {row["dossier_href"] for row in mine["items"]} == {f"/v1/staff/dossiers/{dossier_id}"}
    assert [(item["id"], item["decision_label"]) for item in mine["items"]] == [
        ("pay_other", "Không tìm thấy khoản phải nộp"),
        ("pay_less", "Sai số tiền"),
        ("pay_again", "Nộp lần thứ hai"),
    ]
    assert (await service.http.get(path, headers=service.elsewhere)).json()["items"] == []
    everything = (await service.http.get(path, params={"limit": "2"}, headers=service.administrator)).json()
    rest = (await service.http.get(path, params={"after": everything["next"]}, headers=service.administrator)).json()
    assert len(everything["items"]) + len(rest["items"]) == 4


@pytest.mark.parametrize("state", [2, 4, 9])
async def test_a_fee_that_was_given_back_is_asked_for_again_and_paid_anew(service: Service, state: int) -> None:
    """The dossier hears nothing of a refund: the office that still needs the fee asks for it once more."""
    dossier_id, first = await asked(service, state)
    handle = consumer(service)
    await handle(paid(service, dossier_id, first))
    seen = (await service.http.get(f"/v1/staff/dossiers/{dossier_id}", headers=service.one_stop)).json()
    assert seen["state"] == state
    [again] = [offer for offer in seen["allowed_actions"] if offer["action"] == "request_payment"]
    headers = {**service.one_stop, **key(), "If-Match": again["etag"]}
    waits = (await service.http.post(again["href"], json=FEE, headers=headers)).json()
    second = (await service.stored(dossier_id))["payments"][-1]["id"]
    assert (waits["state"], second != first) == (6, True)
    await handle(paid(service, dossier_id, second, "pay_2"))
    assert (await service.stored(dossier_id))["state"] == state
    assert await decision_of(service, "pay_2") == "settled"
    own = (await service.http.get(f"/v1/dossiers/{dossier_id}", headers=service.citizen)).json()
    assert [payment["payment_id"] for payment in own["payments"]] == ["pay_1", "pay_2"]


async def test_a_payment_told_again_with_the_whole_amount_settles_what_it_did_not(service: Service) -> None:
    dossier_id, request_id = await asked(service, 2)
    handle = consumer(service)
    for amount in (12_000, 12_000, 10_000, 10_000, 12_000):
        await handle(paid(service, dossier_id, request_id, "pay_more", amount))
    assert (await service.stored(dossier_id))["state"] == 2
    assert await decision_of(service, "pay_more") == "settled"
    path = "/v1/staff/flagged-payments"
    assert (await service.http.get(path, headers=service.one_stop)).json()["items"] == []


async def test_a_late_payment_is_kept_whether_the_dossier_still_waits_or_has_ended(service: Service) -> None:
    dossier_id, request_id = await asked(service, 2)
    ended_id, ended_request = await asked(service, 2)
    await service.act(ended_id, "stop", service.one_stop, 3, reason_code="khong-nop-tien")
    service.clock.advance(timedelta(days=30))
    handle = consumer(service)
    await handle(paid(service, dossier_id, request_id, "pay_late"))
    await handle(paid(service, ended_id, ended_request, "pay_ended"))
    assert (await service.stored(dossier_id))["state"] == 2
    assert (await service.stored(ended_id))["state"] == 8
    assert [await decision_of(service, name) for name in ("pay_late", "pay_ended")] == ["settled_late", "closed"]


async def test_after_a_crash_between_step_and_record_the_same_payment_is_still_the_one(service: Service) -> None:
    dossier_id, request_id = await asked(service, 4)
    handle, event = consumer(service), paid(service, dossier_id, request_id)
    await handle(event)
    await service.database["payments"].update_one({"_id": "pay_1"}, {"$set": {"decision": None, "agency_id": None}})
    await handle(event)
    assert await decision_of(service, "pay_1") == PaymentDecision.SETTLED
    assert (await service.stored(dossier_id))["version"] == 5


async def test_what_is_no_payment_is_refused_and_what_is_none_of_ours_is_let_pass(service: Service) -> None:
    handle, event = consumer(service), paid(service, "dos_1", "prq_1")
    for wrong in ({"amount": "10000"}, {"amount": -1}, {"paid_at": "hôm qua"}, {"dossier_id": None}):
        with pytest.raises(InvalidEvent):
            await handle(replace(event, data={**event.data, **wrong}))
    await handle(replace(event, type="vn.quangngai.payment.created.v1", data={}))
    assert await service.database["payments"].count_documents({}) == 0


async def test_bad_requests_for_payment_change_nothing(service: Service) -> None:
    dossier_id, version = await service.brought_to(2)
    item = {"name": "Lệ phí", "amount": 8000}
    for body, field in (
        ({"items": []}, "items"),
        ({"items": [{**item, "amount": 0}]}, "items[0].amount"),
        ({"items": [{**item, "amount": 10.5}]}, "items[0].amount"),
        ({"items": [item] * 21}, "items"),
        ({"items": [{**item, "amount": 900_000_000}] * 2}, "items"),
        ({"items": [item], "pay_by": "2026-11-22"}, "pay_by"),
        ({"items": [item], "pay_by": "2026-11-24"}, "pay_by"),
        ({"items": [item], "pay_by": "2099-01-01"}, "pay_by"),
    ):
        answer = await service.act(dossier_id, "request-payment", service.one_stop, version, **body)
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field), body
    assert (await service.stored(dossier_id))["version"] == version
