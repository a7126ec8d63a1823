"""Money that VNPAY doubts: asked about further, and ended by the provider or, on its word, by an officer."""

from typing import Any

from .service import Service
from .test_providers import begun

WORD = "VNPAY xác nhận tại phiếu tra soát TS-0001"


async def doubted(service: Service) -> tuple[Any, tuple[str, str]]:
    payment, order = await begun(service, "vnpay")
    await service.decide(order, "doubted")
    seen = await service.seen(payment["id"])
    assert (seen["state"], seen["hold"], seen["received"]) == ("held", "doubted", 0)
    return payment, order


async def test_it_is_asked_about_until_vnpay_says_that_it_is_paid(service: Service) -> None:
    payment, order = await doubted(service)
    await service.later(hours=1)
    await service.decide(order, callbacks=0)
    await service.later(days=1)
    await service.background()
    seen = await service.seen(payment["id"])
    assert (seen["state"], seen["received"]) == ("succeeded", 615_000)


async def test_it_is_asked_about_until_vnpay_says_that_it_is_not(service: Service) -> None:
    payment, order = await doubted(service)
    await service.decide(order, "failed", callbacks=0)
    await service.later(days=1)
    assert (await service.seen(payment["id"]))["state"] == "failed"


async def conclude(service: Service, payment: Any, expect: int = 200, *, first: bool = True, **body: Any) -> Any:
    """Conclude the doubt as one officer says, or another."""
    path = f"/v1/staff/payments/{payment['id']}/conclusion"
    return await service.ok("POST", path, expect, json=body, headers=service.officer if first else service.accountant)


async def paid(service: Service, payment: Any) -> Any:
    """Two officers say that the money is ours."""
    for _ in range(2):
        said = await conclude(service, payment, paid=True, provider_record=WORD)
        assert (said["state"], said["received"], said["vouched_by_name"]) == ("held", 0, "Phạm Thị Tiền")
    return await conclude(service, payment, first=False, paid=True, provider_record=WORD)


async def test_after_a_week_two_officers_end_it_on_the_providers_word(service: Service) -> None:
    payment, order = await doubted(service)
    for _ in range(9):
        await service.later(days=1)
    assert await service.stores.payments.oldest_unsettled(service.clock.now()), "nobody is forgotten: an alert follows"
    seen = await service.seen(payment["id"])
    assert seen["state"] == "held"
    assert "conclude" in [offer["action"] for offer in seen["allowed_actions"]]
    await conclude(service, payment, 422, paid=True)
    concluded = await paid(service, payment)
    assert (concluded["state"], concluded["received"]) == ("succeeded", 615_000)
    again = await conclude(service, payment, first=False, paid=True, provider_record=WORD)
    assert (again["state"], again["received"]) == ("succeeded", 615_000)
    assert concluded["timeline"][-1]["code"] == WORD
    await service.background()
    assert await service.stores.payments.oldest_unsettled(service.clock.now()) is None
    # The same money, told by VNPAY itself: it bears the number under which the officer booked it.
    await service.decide(order)
    await service.background()
    seen = await service.seen(payment["id"])
    assert (seen["received"], seen["refunds"]) == (615_000, [])
    await conclude(service, payment, 409, paid=False, provider_record="Trả lại tiền")


async def test_a_payer_who_has_the_money_back_has_not_paid(service: Service) -> None:
    payment, order = await doubted(service)
    assert (await conclude(service, payment, paid=False, provider_record=WORD))["state"] == "failed"
    bill = await service.ok("GET", f"/v1/bills/{payment['bill_id']}", headers=service.citizen)
    assert bill["remaining"] == 615_000
    await service.decide(order)
    assert (await service.seen(payment["id"]))["received"] == 615_000, "and if it comes all the same, it is money"


async def test_what_vnpay_did_not_name_cannot_be_booked(service: Service) -> None:
    payment, _ = await doubted(service)
    await service.database["payments"].update_one({"_id": payment["id"]}, {"$set": {"doubted": None}})
    problem = await conclude(service, payment, 409, paid=True, provider_record=WORD)
    assert problem["type"].endswith("amount-unknown")
    await service.later(hours=2)
    assert (await paid(service, payment))["received"] == 615_000
