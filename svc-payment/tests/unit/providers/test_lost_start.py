"""A provider gives the address of an order out once. When that answer was lost, the order is asked about."""

import json
from typing import Any

import httpx
import pytest

from svc_payment.domain.payment import PaymentOutcome
from svc_payment.providers.port import Payer, ProviderDown, StartedBefore

from .adapters import NOW, adapter, payment

PAYER = Payer("127.0.0.1", "http://x")
DUPLICATE: dict[str, dict[str, Any]] = {
    "zalopay": {"return_code": 2, "sub_return_code": -68},
    "momo": {"resultCode": 41},
}
REFERENCE = payment().reference


def answers(provider: str, query: dict[str, Any] | None) -> Any:
    def handle(request: httpx.Request) -> httpx.Response:
        assert json.loads(request.content)
        if request.url.path.endswith("create"):
            return httpx.Response(200, json=DUPLICATE[provider])
        return httpx.Response(502) if query is None else httpx.Response(200, json=query)

    return adapter(provider, handle)


@pytest.mark.parametrize(
    ("provider", "query", "outcome"),
    [
        ("zalopay", {"return_code": 1, "sub_return_code": 1, "amount": 50_000, "zp_trans_id": 1}, PaymentOutcome.PAID),
        ("zalopay", {"return_code": 3, "sub_return_code": 3, "is_processing": True}, PaymentOutcome.PENDING),
        ("zalopay", {"return_code": 3, "sub_return_code": 3, "is_processing": False}, PaymentOutcome.UNKNOWN),
        ("zalopay", {"return_code": 2, "sub_return_code": -54}, PaymentOutcome.EXPIRED),
        ("momo", {"resultCode": 0, "orderId": REFERENCE, "amount": 50_000, "transId": 1}, PaymentOutcome.PAID),
        ("momo", {"resultCode": 7000, "orderId": REFERENCE}, PaymentOutcome.PENDING),
        ("momo", {"resultCode": 1000, "orderId": REFERENCE}, PaymentOutcome.PENDING),
        ("momo", {"resultCode": 1005, "orderId": REFERENCE}, PaymentOutcome.EXPIRED),
    ],
)
async def test_what_became_of_the_order_is_asked_by_our_own_name_of_it(
    provider: str, query: dict[str, Any], outcome: PaymentOutcome
) -> None:
    with pytest.raises(StartedBefore) as before:
        await answers(provider, query).start(payment(), PAYER, NOW)
    assert before.value.report.outcome is outcome


@pytest.mark.parametrize("provider", DUPLICATE)
async def test_while_the_provider_does_not_say_the_payer_tries_again(provider: str) -> None:
    with pytest.raises(ProviderDown):
        await answers(provider, None).start(payment(), PAYER, NOW)
