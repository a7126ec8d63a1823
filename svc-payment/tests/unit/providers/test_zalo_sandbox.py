"""Test payments of an app's own developers: signed with the real key, and no money behind them (payments 1.9)."""

import json
from dataclasses import replace
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from svc_payment.domain.payment import PaymentOutcome
from svc_payment.providers.port import Callback, Message
from svc_payment.providers.signing import compact
from svc_payment.providers.zalo_checkout import CALLBACK, ZaloCheckout, overall_mac, signed

from .adapters import APP, KEY, NOW, REFERENCE, payment

METHODS = ("ZALOPAY", "MOMO", "VNPAY", "ATM", "CC", "PAYME_CC", "PAYME_ATM")
EXTRADATA = quote(compact({"payment_id": REFERENCE}), safe="-_.!~*'()")


def checkout(answer: dict[str, Any], *, sandbox: bool) -> ZaloCheckout:
    http = httpx.AsyncClient(transport=httpx.MockTransport(lambda _: httpx.Response(200, json=answer)))
    return replace(ZaloCheckout(APP, KEY, "http://zalo", http), sandbox=sandbox)


def read(method: str, *, sandbox: bool) -> Message:
    data = {
        "appId": APP,
        "amount": 50_000,
        "description": "Học phí",
        "orderId": "order-1",
        "message": "ok",
        "resultCode": 1,
        "transId": "t1",
        "method": method,
        "transTime": 1_795_399_200_000,
        "merchantTransId": "m1",
        "extradata": EXTRADATA,
    }
    body = {"data": data, "mac": signed(data, CALLBACK, KEY), "overallMac": overall_mac(data, KEY)}
    return checkout({}, sandbox=sandbox).read(Callback(json.dumps(body).encode()))


@pytest.mark.parametrize("method", METHODS)
def test_a_test_payment_pays_nothing_where_the_sandbox_is_off(method: str) -> None:
    test = read(f"{method}_SANDBOX", sandbox=False)
    assert (test.report.outcome, test.report.transaction, test.report.code) == (PaymentOutcome.FAILED, None, "sandbox")
    assert test.reference == REFERENCE, "so that the tester sees it, and an officer can tell why"
    assert read(f"{method}_SANDBOX", sandbox=True).report.outcome is PaymentOutcome.PAID
    assert read(method, sandbox=False).report.outcome is PaymentOutcome.PAID


@pytest.mark.parametrize("method", METHODS)
async def test_nor_when_zalo_is_asked(method: str) -> None:
    said = {"returnCode": 1, "amount": 50_000, "transId": "t1", "extradata": EXTRADATA}
    for name, sandbox, expected in (
        (f"{method}_SANDBOX", False, PaymentOutcome.FAILED),
        (f"{method}_SANDBOX", True, PaymentOutcome.PAID),
        (method, False, PaymentOutcome.PAID),
    ):
        zalo = checkout({"err": 0, "data": {**said, "method": name}}, sandbox=sandbox)
        assert (await zalo.query(payment(), NOW)).outcome is expected
