"""ZaloPay gives the address of an order out once. When that answer was lost, the order is asked about."""

import json
from datetime import timedelta
from typing import Any

import httpx
import pytest

from svc_payment.providers.port import Payer, ProviderDown, ProviderRefuses

from .adapters import NOW, adapter, payment

DUPLICATE = {"return_code": 2, "sub_return_code": -68}
LATER = NOW + timedelta(minutes=2)


def answers(query: dict[str, Any]) -> Any:
    def handle(request: httpx.Request) -> httpx.Response:
        assert json.loads(request.content)["app_trans_id"]
        return httpx.Response(200, json=DUPLICATE if request.url.path == "/v2/create" else query)

    return adapter("zalopay", handle)


@pytest.mark.parametrize(
    "query",
    [
        {"return_code": 1, "sub_return_code": 1, "amount": 50_000, "zp_trans_id": 1},
        {"return_code": 3, "sub_return_code": 3, "is_processing": True},
    ],
)
async def test_an_order_that_is_paid_or_being_paid_is_followed(query: dict[str, Any]) -> None:
    started = await answers(query).start(payment(), Payer("127.0.0.1", "http://x"), NOW)
    assert started.checkout == {}


async def test_one_that_nobody_can_pay_any_more_is_given_up_once_no_call_of_ours_can_be_waiting() -> None:
    waiting = answers({"return_code": 3, "sub_return_code": 3, "is_processing": False})
    payer = Payer("127.0.0.1", "http://x")
    with pytest.raises(ProviderDown):
        await waiting.start(payment(), payer, NOW)
    with pytest.raises(ProviderRefuses):
        await waiting.start(payment(), payer, LATER)


async def test_while_zalopay_does_not_say_the_payer_tries_again() -> None:
    def handle(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json=DUPLICATE) if request.url.path == "/v2/create" else httpx.Response(502)

    with pytest.raises(ProviderDown):
        await adapter("zalopay", handle).start(payment(), Payer("127.0.0.1", "http://x"), LATER)
