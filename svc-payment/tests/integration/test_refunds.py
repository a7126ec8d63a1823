"""Refunds: given back once, whatever the provider answers or loses, and never on the word of one officer alone."""

from typing import Any

import pytest

from svc_payment.domain.transfer_token import token_of

from .service import Service, key
from .test_providers import GATEWAYS, begun, key_of

SAFE = ("zalopay", "momo")
"""Providers that know our name of a refund, so that it may be asked for again."""


async def paid(service: Service, provider: str) -> tuple[Any, tuple[str, str]]:
    payment, order = await begun(service, provider)
    await service.decide(order)
    await service.background()
    return payment, order


async def asked_for(service: Service, payment: Any, amount: int = 215_000) -> str:
    """A refund that is approved and not yet sent: its path."""
    path = f"/v1/staff/payments/{payment['id']}/refunds"
    body = {"amount": amount, "reason": "Học sinh nghỉ học"}
    asked = await service.ok("POST", path, 201, json=body, headers={**service.officer, **key()})
    path = f"{path}/{asked['refunds'][-1]['id']}"
    await service.ok("POST", f"{path}/approval", headers=service.approver)
    return path


async def refund_of(service: Service, payment: Any) -> Any:
    [refund] = (await service.seen(payment["id"]))["refunds"]
    return refund


def given_back(service: Service) -> list[int]:
    return [refund.amount for order in service.book.orders.values() for refund in order.refunds]


@pytest.mark.parametrize("provider", GATEWAYS)
@pytest.mark.parametrize("fault", ["refused", 502, "not json"])
async def test_a_question_that_fails_is_no_refund_that_failed(service: Service, provider: str, fault: Any) -> None:
    """Asked after for a week, then an officer's: a second refund would be the citizen's gain and the school's loss."""
    payment, _ = await paid(service, provider)
    service.book.knobs.refund_state = "pending"
    await asked_for(service, payment)
    await service.background()
    service.book.knobs.fault = fault
    for hours in (1, 5, 20, 48, 48):
        await service.later(hours=hours)
        assert (await refund_of(service, payment))["state"] == "submitted"
    await service.later(days=4)
    refund = await refund_of(service, payment)
    assert (refund["state"], refund["unclear"]) == ("manual", True)
    assert "tra soát" in refund["state_label"], "who transfers at once may pay twice"
    assert await service.stores.payments.to_refund(service.clock.now(), 10) == []
    assert given_back(service) == [215_000]


@pytest.mark.parametrize("provider", GATEWAYS)
async def test_a_refund_whose_answer_is_lost_is_given_back_once(service: Service, provider: str) -> None:
    payment, _ = await paid(service, provider)
    await asked_for(service, payment)
    service.book.knobs.fault = "lost"
    await service.background()
    service.book.knobs.fault = None
    for _ in range(5):
        await service.later(hours=3)
    refund = await refund_of(service, payment)
    expected = ("done", False) if provider in SAFE else ("manual", True)
    assert (refund["state"], refund["unclear"]) == expected
    assert given_back(service) == [215_000]


@pytest.mark.parametrize("provider", SAFE)
async def test_a_refund_that_never_arrived_is_sent_again_under_the_same_name_also_the_next_day(
    service: Service, provider: str
) -> None:
    payment, _ = await paid(service, provider)
    await asked_for(service, payment)
    service.book.knobs.fault = 503
    await service.background()
    before = await service.stores.payments.find(payment["id"])
    assert before
    service.book.knobs.fault = None
    await service.later(days=1)
    after = await service.stores.payments.find(payment["id"])
    assert after
    assert (after.refunds[0].sent_as, after.refunds[0].state) == (before.refunds[0].sent_as, "done")
    assert given_back(service) == [215_000]


async def test_the_name_of_a_refund_at_zalopay_begins_with_the_day_on_which_it_is_sent(service: Service) -> None:
    payment, order = await paid(service, "zalopay")
    path = f"/v1/staff/payments/{payment['id']}/refunds"
    body = {"amount": 1_000, "reason": "Thu nhầm"}
    asked = await service.ok("POST", path, 201, json=body, headers={**service.officer, **key()})
    await service.later(days=3)
    await service.ok("POST", f"{path}/{asked['refunds'][0]['id']}/approval", headers=service.approver)
    await service.background()
    [refund] = service.book.orders[order].refunds
    assert refund.reference.startswith("261126_99001_"), "asked for on the 23rd, approved and sent on the 26th"
    assert len(refund.reference) <= 45


@pytest.mark.parametrize("provider", SAFE)
async def test_another_try_needs_the_providers_word_and_a_second_officer(service: Service, provider: str) -> None:
    payment, _ = await paid(service, provider)
    service.book.knobs.refund_state = "failed"
    path = await asked_for(service, payment)
    await service.background()
    await service.later(minutes=2)
    assert (await refund_of(service, payment))["state"] == "failed"
    service.book.knobs.refund_state = "done"
    await service.ok("POST", f"{path}/retry", 422, json={}, headers=service.approver)
    word = {"provider_record": "Công văn 12/CV: giao dịch hoàn không thành công"}
    wanted = await service.ok("POST", f"{path}/retry", json=word, headers=service.approver)
    refund = wanted["refunds"][0]
    assert (refund["state"], refund["provider_record"]) == ("retry_requested", word["provider_record"])
    assert [step["action"] for step in refund["allowed_actions"]] == ["reject"]
    problem = await service.ok("POST", f"{path}/approval", 403, headers=service.approver)
    assert problem["type"].endswith("own-request")
    assert problem["allowed_actions"] == [*wanted["allowed_actions"], *refund["allowed_actions"]]
    await service.background()
    assert given_back(service) == [215_000], "only the one that failed"
    second = service.mint.staff("payment_approver@province", staff_id="stf_second", name="Hồ Thị Hai")
    await service.ok("POST", f"{path}/approval", headers=second)
    await service.background()
    assert (await refund_of(service, payment))["state"] == "done"
    assert given_back(service) == [215_000, 215_000]


async def test_another_try_that_is_refused_goes_on_by_hand(service: Service) -> None:
    payment, _ = await paid(service, "zalo")
    path = await asked_for(service, payment)
    service.book.knobs.fault = "lost"
    await service.background()
    word = {"provider_record": "TS-2026-001"}
    await service.ok("POST", f"{path}/retry", json=word, headers=service.approver)
    second = service.mint.staff("payment_approver@province", staff_id="stf_second")
    await service.ok("POST", f"{path}/rejection", 422, json={}, headers=second)
    reason = {"reason": "Ngân hàng báo đã hoàn"}
    refused = await service.ok("POST", f"{path}/rejection", json=reason, headers=second)
    assert refused["refunds"][0]["remark"] == "Ngân hàng báo đã hoàn"
    assert refused["refunds"][0]["state"] == "manual"
    assert refused["at_provider"] == 615_000


async def test_the_same_key_with_another_amount_is_refused(service: Service) -> None:
    payment, _ = await paid(service, "momo")
    path = f"/v1/staff/payments/{payment['id']}/refunds"
    headers = {**service.officer, **key_of("refund-1")}
    await service.ok("POST", path, 201, json={"amount": 5_000, "reason": "Thu nhầm"}, headers=headers)
    problem = await service.ok("POST", path, 422, json={"amount": 500_000, "reason": "Thu nhầm"}, headers=headers)
    assert problem["type"].endswith("idempotency-key-reused")
    assert (await refund_of(service, payment))["amount"] == 5_000


@pytest.mark.parametrize("provider", ("zalopay", "momo", "vnpay"))
async def test_money_that_a_bank_brought_is_given_back_by_hand(service: Service, provider: str) -> None:
    payment, _ = await begun(service, provider)
    await service.transfer(f"CT DEN {token_of(payment['id'])}", 615_000, "FT9")
    await service.background()
    await asked_for(service, payment)
    await service.background()
    refund = await refund_of(service, payment)
    assert (refund["state"], refund["unclear"]) == ("manual", False)
    assert refund["state_label"] == "Chờ chuyển khoản thủ công"
    assert given_back(service) == []


async def test_each_refund_goes_to_the_transaction_that_brought_its_money(service: Service) -> None:
    """Paid by MoMo, then by transfer once more: what came by transfer is not MoMo's to give back."""
    payment, order = await paid(service, "momo")
    await service.transfer(f"CT DEN {token_of(payment['id'])}", 615_000, "FT9")
    await service.background()
    [surplus] = (await service.seen(payment["id"]))["refunds"]
    path = f"/v1/staff/payments/{payment['id']}/refunds/{surplus['id']}"
    await service.ok("POST", f"{path}/approval", headers=service.approver)
    await service.background()
    assert (await refund_of(service, payment))["state"] == "manual"
    assert service.book.orders[order].refunds == []
    await asked_for(service, payment, 615_000)
    await service.background()
    states = [refund["state"] for refund in (await service.seen(payment["id"]))["refunds"]]
    assert states == ["manual", "done"]
    assert given_back(service) == [615_000]


async def test_zalo_is_told_of_an_order_what_is_true(service: Service) -> None:
    """It is not paid while its money is held, paid once an officer lets it go, and given back when all of it was."""
    payment, order = await begun(service, "zalo")
    await service.decide(order, "waiting", method="BANK")
    content = payment["checkout"]["transfer"]["content"]
    await service.transfer(f"CT DEN {content}", 600_000, "FT1")
    await service.background()
    assert (await service.seen(payment["id"]))["state"] == "held"
    assert service.book.orders[order].reported is None
    await service.release(payment["id"])
    await service.background()
    assert service.book.orders[order].reported == 1
    path = await asked_for(service, payment, 600_000)
    await service.background()
    body = {"bank_reference": "FT26327000001"}
    await service.ok("POST", f"{path}/confirmation", json=body, headers=service.approver)
    await service.background()
    assert service.book.orders[order].reported == 2
    assert await service.stores.payments.to_update_orders(10) == []


async def test_zalo_that_is_busy_is_told_later_and_one_that_refuses_is_not_told_for_ever(service: Service) -> None:
    payment, order = await begun(service, "zalo")
    await service.decide(order, "waiting", method="BANK")
    service.book.knobs.fault = "refused"  # too many requests
    await service.transfer(f"CT DEN {payment['checkout']['transfer']['content']}", 615_000, "FT1")
    await service.background()
    assert len(await service.stores.payments.to_update_orders(10)) == 1
    service.book.knobs.fault = None
    service.book.orders[order].method = "COD"  # another endpoint than the one that we ask: -2001
    await service.background()
    assert service.book.orders[order].reported is None
    assert await service.stores.payments.to_update_orders(10) == []
