"""A provider is answered in the same words by svc-payment when it fails and by the gateway while it is down."""

import httpx
import pytest

from local_stack.openapi import route_table
from svc_payment.providers.port import CallbackOutcome, Provider
from svc_payment.providers.vnpay import VnPay
from svc_payment.providers.zalo_checkout import ZaloCheckout
from svc_payment.providers.zalopay import ZaloPay

HTTP = httpx.AsyncClient()
ZALO = ZaloCheckout("1", "key", "http://zalo", HTTP)
CALLBACKS: dict[str, Provider] = {
    "zalo": ZALO,
    "zalo-notify": ZALO,
    "zalopay": ZaloPay(1, "key", "key", "http://zalopay", "http://ours", HTTP),
    "vnpay": VnPay("DEMOTEST", "key", "http://vnpay/pay", "http://vnpay/api", "127.0.0.1", HTTP),
}


@pytest.mark.parametrize("path", CALLBACKS)
def test_the_gateway_asks_a_provider_to_call_again_as_its_service_does(path: str) -> None:
    [route] = [one for one in route_table().routes if one.template == f"/v1/payment-callbacks/{path}"]
    answer = CALLBACKS[path].answer(CallbackOutcome.OUR_FAULT)
    assert (answer.status, answer.body) == (200, route.when_down)
