"""MoMo AIO v2 (payments 5.1): every call signs ``name=value`` pairs in ascending order over a fixed set of names."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import httpx

from shared.ids import random_id
from svc_payment.domain.payment import Payment, PaymentOutcome, Report
from svc_payment.domain.refund import Refund
from svc_payment.providers.port import (
    Answer,
    BadCallback,
    Callback,
    CallbackOutcome,
    Message,
    Payer,
    ProviderDown,
    ProviderRefuses,
    RefundOutcome,
    RefundReport,
    Started,
    StartedBefore,
    Traits,
)
from svc_payment.providers.signing import in_order, same, sha256_mac
from svc_payment.providers.wire import amount_of, call, from_millis, json_object, malformed, text_of, whole

CREATE = (
    "accessKey", "amount", "extraData", "ipnUrl", "orderId", "orderInfo", "partnerCode", "redirectUrl", "requestId",
    "requestType",
)  # fmt: skip
IPN = (
    "accessKey", "amount", "extraData", "message", "orderId", "orderInfo", "orderType", "partnerCode", "payType",
    "requestId", "responseTime", "resultCode", "transId",
)  # fmt: skip
QUERY = ("accessKey", "orderId", "partnerCode", "requestId")
REFUND = ("accessKey", "amount", "description", "orderId", "partnerCode", "requestId", "transId")

LEAST, MOST = 1_000, 50_000_000
PAID = 0
OUTCOMES: Mapping[int, PaymentOutcome] = {
    PAID: PaymentOutcome.PAID,
    9000: PaymentOutcome.PENDING,
    1000: PaymentOutcome.PENDING,
    7000: PaymentOutcome.PENDING,
    7002: PaymentOutcome.PENDING,
    1003: PaymentOutcome.CANCELLED,
    1006: PaymentOutcome.CANCELLED,
    1005: PaymentOutcome.EXPIRED,
    1001: PaymentOutcome.FAILED,
}
"""What is said of a payment. Any other code answers the question and not what was asked: too frequent, wrongly signed,
under maintenance."""
UNSURE = frozenset({10, 43, 99})
"""Codes of a payment whose end is not known. MoMo sends a notice of a payment that has ended: any code there that is
neither above nor here is a failure."""
DUPLICATE_REQUEST, DUPLICATE_ORDER, UNKNOWN_ORDER = 40, 41, 42
TRY_LATER = UNSURE | {DUPLICATE_REQUEST, DUPLICATE_ORDER}
REFUND_REFUSED = frozenset({1081, 1088})
"""Codes that refuse a refund for good. 1080 is not one: it failed, and may be tried in an hour."""
REFUND_PENDING = frozenset({7000, 7002, 1080, DUPLICATE_REQUEST, DUPLICATE_ORDER})


def signature(values: Mapping[str, object], names: tuple[str, ...], secret: str) -> str:
    return sha256_mac(secret, in_order(values, names))


TRAITS = Traits("momo", "MoMo", timedelta(minutes=30), timedelta(minutes=20))


@dataclass(frozen=True)
class MoMo:
    partner_code: str
    access_key: str
    secret_key: str
    base: str
    ipn_url: str
    http: httpx.AsyncClient
    traits: Traits = TRAITS

    def reference_of(self, payment_id: str, at: datetime) -> str:
        return payment_id.replace("_", "")

    async def start(self, payment: Payment, payer: Payer, at: datetime) -> Started:
        if not LEAST <= payment.amount <= MOST:
            raise ProviderRefuses("amount")
        order: dict[str, object] = {
            "partnerCode": self.partner_code,
            "accessKey": self.access_key,
            "requestId": payment.reference,
            "amount": payment.amount,
            "orderId": payment.reference,
            "orderInfo": payment.description,
            "redirectUrl": payer.return_url,
            "ipnUrl": self.ipn_url,
            "requestType": "captureWallet",
            "extraData": "",
            "lang": "vi",
        }
        order["signature"] = signature(order, CREATE, self.secret_key)
        said = await call(self.http, "POST", f"{self.base}/v2/gateway/api/create", json=order)
        code = said.get("resultCode")
        if code in (DUPLICATE_REQUEST, DUPLICATE_ORDER):
            raise StartedBefore(await self._look(payment))
        if code != PAID:
            if not isinstance(code, int) or OUTCOMES.get(code) is PaymentOutcome.PENDING or code in TRY_LATER:
                raise ProviderDown(str(code))
            raise ProviderRefuses(str(code))
        names = ("payUrl", "deeplink", "qrCodeUrl")
        return Started({name: said[name] for name in names if isinstance(said.get(name), str)})

    def read(self, callback: Callback) -> Message:
        said = json_object(callback.body)
        values = {**said, "accessKey": self.access_key}
        if any(name not in values for name in IPN):
            raise malformed("a member is missing")
        if not same(signature(values, IPN, self.secret_key), said.get("signature")):
            raise BadCallback(CallbackOutcome.BAD_SIGNATURE, "signature")
        if said["partnerCode"] != self.partner_code:
            raise BadCallback(CallbackOutcome.UNKNOWN_PAYMENT, "another partner")
        report = _report(said, PaymentOutcome.FAILED)
        return Message(report, text_of(said["orderId"]), None, str(said["payType"])[:40])

    def answer(self, outcome: CallbackOutcome) -> Answer:
        """MoMo reads nothing but the status: 204 ends it."""
        if outcome in (CallbackOutcome.BAD_SIGNATURE, CallbackOutcome.MALFORMED):
            return Answer(400, b"", "text/plain")
        return Answer(503 if outcome is CallbackOutcome.OUR_FAULT else 204, b"", "text/plain")

    async def query(self, payment: Payment, at: datetime) -> Report:
        try:
            return await self._look(payment)
        except (ProviderDown, BadCallback) as error:
            return Report(PaymentOutcome.UNKNOWN, code=str(error))

    async def _look(self, payment: Payment) -> Report:
        """Raises ``ProviderDown`` or ``BadCallback``."""
        said = await self._ask("query", payment.reference)
        if said.get("resultCode") == UNKNOWN_ORDER or said.get("orderId") != payment.reference:
            return Report(PaymentOutcome.UNKNOWN, code=str(said.get("resultCode")))
        return _report(said, PaymentOutcome.UNKNOWN)

    def name_refund(self, reference: str, at: datetime) -> str:
        return reference

    async def refund(self, payment: Payment, refund: Refund, at: datetime) -> RefundReport:
        if not (refund.transaction or "").isdecimal():  # of a settlement file: no number of MoMo's
            return RefundReport(RefundOutcome.FAILED, code="transaction")
        values: dict[str, object] = {
            "partnerCode": self.partner_code,
            "accessKey": self.access_key,
            "orderId": refund.sent_as,
            "requestId": refund.sent_as,
            "amount": refund.amount,
            "transId": int(refund.transaction or ""),
            "description": refund.reason,
            "lang": "vi",
        }
        values["signature"] = signature(values, REFUND, self.secret_key)
        try:
            said = await call(self.http, "POST", f"{self.base}/v2/gateway/api/refund", json=values)
        except ProviderDown as error:
            return RefundReport(RefundOutcome.UNKNOWN, code=str(error))
        return _refund(said)

    async def query_refund(self, payment: Payment, refund: Refund, at: datetime) -> RefundReport:
        try:
            said = await self._ask("refund/query", refund.sent_as or "")
        except ProviderDown as error:
            return RefundReport(RefundOutcome.UNKNOWN, code=str(error))
        if said.get("resultCode") == UNKNOWN_ORDER:
            return RefundReport(RefundOutcome.NOT_FOUND, code=str(UNKNOWN_ORDER))
        return _refund(said)

    async def _ask(self, what: str, order_id: str) -> Mapping[str, Any]:
        values: dict[str, object] = {
            "partnerCode": self.partner_code,
            "accessKey": self.access_key,
            "orderId": order_id,
            "requestId": random_id("ask").replace("_", ""),
        }
        body = {**values, "lang": "vi", "signature": signature(values, QUERY, self.secret_key)}
        return await call(self.http, "POST", f"{self.base}/v2/gateway/api/{what}", json=body)


def _report(said: Mapping[str, Any], otherwise: PaymentOutcome) -> Report:
    """``otherwise``: what a code means that is in no table."""
    code = whole(said.get("resultCode"))
    outcome = OUTCOMES.get(code, PaymentOutcome.UNKNOWN if code in UNSURE else otherwise)
    if outcome is not PaymentOutcome.PAID:
        return Report(outcome, code=str(code))
    at = from_millis(said.get("responseTime"))
    return Report(outcome, amount_of(said.get("amount")), text_of(said.get("transId"), 40), at, str(code))


def _refund(said: Mapping[str, Any]) -> RefundReport:
    code, reference = said.get("resultCode"), said.get("transId")
    if not isinstance(code, int) or isinstance(code, bool):
        return RefundReport(RefundOutcome.UNKNOWN, code=str(code))
    if code == PAID:
        return RefundReport(RefundOutcome.DONE, str(reference) if reference else None, "0")
    if code in REFUND_REFUSED:
        return RefundReport(RefundOutcome.FAILED, code=str(code))
    return RefundReport(RefundOutcome.PENDING if code in REFUND_PENDING else RefundOutcome.UNKNOWN, code=str(code))
