"""A bound holds for a hundred requests at once."""

import asyncio
from collections import Counter

from svc_payment.domain.payment import MOST_WAITING
from svc_payment.domain.shop import MOST_SHOPS

from .service import Service, key
from .test_shops import SHOP


async def test_a_hundred_at_once_begin_as_many_payments_of_a_bill_as_may_wait(service: Service) -> None:
    bill = await service.bill()
    body = {"bill_id": bill["id"], "provider": "vietqr"}

    async def begin() -> int:
        return (await service.http.post("/v1/payments", json=body, headers={**service.citizen, **key()})).status_code

    answers = Counter(await asyncio.gather(*(begin() for _ in range(100))))
    assert answers.keys() <= {201, 409, 503}
    while await begin() == 201:
        answers[201] += 1
    assert answers[201] == MOST_WAITING
    assert await service.database["payments"].count_documents({"bill_id": bill["id"]}) == MOST_WAITING


async def test_a_payment_that_has_ended_leaves_its_place(service: Service) -> None:
    bill = await service.bill()
    for _ in range(MOST_WAITING):
        await service.pay(bill["id"], "momo")
    await service.pay(bill["id"], "momo", expect=409)
    await service.later(minutes=31)
    await service.pay(bill["id"], "momo")


async def test_a_hundred_at_once_register_as_many_shops_as_one_owner_may_have(service: Service) -> None:
    async def register() -> int:
        headers = {**service.citizen, **key()}
        return (await service.http.post("/v1/me/shops", json=SHOP, headers=headers)).status_code

    answers = Counter(await asyncio.gather(*(register() for _ in range(100))))
    assert answers.keys() <= {201, 409, 503}
    while await register() == 201:
        answers[201] += 1
    assert answers[201] == MOST_SHOPS
    assert await service.database["shops"].count_documents({"owner_id": service.citizen_id}) == MOST_SHOPS


async def test_a_shop_that_was_closed_makes_room_for_another(service: Service) -> None:
    async def register(expect: int) -> str:
        headers = {**service.citizen, **key()}
        return str((await service.ok("POST", "/v1/me/shops", expect, json=SHOP, headers=headers)).get("id"))

    made = [await register(201) for _ in range(MOST_SHOPS)]
    await register(409)
    for _ in range(3 * MOST_SHOPS):
        closed = f"/v1/me/shops/{made.pop()}/closure"
        await service.ok("POST", closed, json={}, headers={**service.citizen, **key()})
        made.append(await register(201))
    await register(409)
    shown = (await service.ok("GET", "/v1/me/shops", headers=service.citizen))["items"]
    assert {*made} <= {shop["id"] for shop in shown}, "those that have ended hide none that has not"
