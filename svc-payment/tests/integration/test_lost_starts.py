"""The answer to our creation of an order is lost: it goes on if it is paid all the same, or ends and makes room."""

from datetime import timedelta
from typing import Any

import pytest

from .service import Service

PROVIDERS = ("zalopay", "momo")


async def begin(service: Service, bill: Any, provider: str, expect: int, name: str = "the-same-key") -> Any:
    body = {"bill_id": bill["id"], "provider": provider}
    return await service.ok(
        "POST", "/v1/payments", expect, json=body, headers={**service.citizen, "Idempotency-Key": name}
    )


async def lost(service: Service, provider: str) -> tuple[Any, tuple[str, str]]:
    """A bill, and the order of which nobody has the address."""
    bill = await service.bill()
    service.book.knobs.fault = "lost"
    await begin(service, bill, provider, 503)
    service.book.knobs.fault = None
    [payment] = (await service.ok("GET", "/v1/payments", headers=service.citizen))["items"]
    assert (payment["state"], payment["next_step"]) == ("created", "ask_again")
    [order] = service.book.orders
    return bill, order


@pytest.mark.parametrize("provider", PROVIDERS)
async def test_it_ends_once_no_call_of_ours_can_be_waiting_and_another_is_begun(
    service: Service, provider: str
) -> None:
    bill, _ = await lost(service, provider)
    assert (await begin(service, bill, provider, 503))["type"].endswith("provider-down")
    service.clock.advance(timedelta(seconds=61))
    problem = await begin(service, bill, provider, 409)
    assert problem["type"].endswith("start-lost")
    [payment] = (await service.ok("GET", "/v1/payments", headers=service.citizen))["items"]
    assert (payment["state"], payment["next_step"]) == ("failed", "pay_anew")
    assert (await begin(service, bill, provider, 201, "another-key"))["checkout"]


@pytest.mark.parametrize("provider", PROVIDERS)
async def test_one_that_was_paid_all_the_same_is_paid_at_once(service: Service, provider: str) -> None:
    bill, order = await lost(service, provider)
    await service.decide(order, callbacks=0)
    payment = await begin(service, bill, provider, 201)
    assert (payment["state"], payment["received"], payment["next_step"]) == ("succeeded", 615_000, "entry")
    await service.background()
    assert (await service.ok("GET", f"/v1/bills/{bill['id']}", headers=service.citizen))["state"] == "paid"


@pytest.mark.parametrize("provider", PROVIDERS)
async def test_whose_payer_never_comes_back_expires(service: Service, provider: str) -> None:
    await lost(service, provider)
    await service.later(minutes=31)
    [payment] = (await service.ok("GET", "/v1/payments", headers=service.citizen))["items"]
    assert (payment["state"], payment["next_step"]) == ("expired", "pay_anew")


@pytest.mark.parametrize("provider", PROVIDERS)
async def test_money_that_comes_after_it_has_ended_counts(service: Service, provider: str) -> None:
    bill, order = await lost(service, provider)
    service.clock.advance(timedelta(seconds=61))
    await begin(service, bill, provider, 409)
    await service.decide(order)
    [payment] = (await service.ok("GET", "/v1/payments", headers=service.citizen))["items"]
    assert (payment["state"], payment["received"]) == ("succeeded", 615_000)
