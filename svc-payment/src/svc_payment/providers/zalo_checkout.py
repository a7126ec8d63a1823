"""Zalo Mini App Checkout (payments 1): the mini app orders with values that we sign; Zalo, or its partner, collects."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import unquote

import httpx

from svc_payment.domain.payment import OrderResult, Payment, PaymentOutcome, Report
from svc_payment.domain.refund import Refund
from svc_payment.domain.shop import BankAccount
from svc_payment.providers.bank_transfer import transfer
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
    Traits,
)
from svc_payment.providers.signing import compact, in_order, same, sha256_mac
from svc_payment.providers.wire import amount_of, call, from_millis, json_object, malformed, text_of, whole

CREATE = ("amount", "desc", "extradata", "item", "method")
CALLBACK = ("appId", "amount", "description", "orderId", "message", "resultCode", "transId")
"""The members that are signed, in this order, which is not the sorted one."""
NOTIFY = ("appId", "orderId", "method")
STATUS = ("appId", "orderId", "privateKey")
UPDATE = ("appId", "orderId", "resultCode", "privateKey")
REFUND = ("appId", "transId", "amount", "description", "privateKey")
REFUND_STATUS = ("appId", "refundId", "privateKey")

PAID, IN_PROGRESS, NOT_PAID = 1, 0, -1
OUTCOMES = {PAID: PaymentOutcome.PAID, IN_PROGRESS: PaymentOutcome.PENDING, NOT_PAID: PaymentOutcome.FAILED}
WITHOUT_MONEY = ("BANK", "COD")
"""Methods of which Zalo only says that the payer chose them."""
SANDBOX = "_SANDBOX"
"""How methods end by which the app's own developers pay without money, signed with the same key (payments 1.9)."""
RETRY = -2003
ORDER_RESULTS = {OrderResult.PAID: 1, OrderResult.REFUNDED: 2}


def signed_order(values: Mapping[str, object], private_key: str) -> str:
    """The mac of ``createOrder`` over the values that are passed, by ascending name."""
    return sha256_mac(private_key, in_order(values, sorted(values)))


def signed(values: Mapping[str, object], names: tuple[str, ...], private_key: str) -> str:
    """A mac of fixed names; ``privateKey`` among them is the key itself."""
    return sha256_mac(private_key, in_order({**values, "privateKey": private_key}, names))


def overall_mac(data: Mapping[str, object], private_key: str) -> str:
    return sha256_mac(private_key, in_order(data, sorted(data)))


TRAITS = Traits("zalo", "Zalo", timedelta(minutes=30), timedelta(minutes=20), safe_refunds=False)


@dataclass(frozen=True)
class ZaloCheckout:
    app_id: str
    private_key: str
    base: str
    http: httpx.AsyncClient
    default_method: str = ""
    """``ZALOPAY``, ``BANK`` …; empty lets the payer choose."""
    account: BankAccount | None = None
    """Where money by the methods BANK and COD arrives."""
    sandbox: bool = False
    """Whether test payments count: only where the province tries things out."""
    traits: Traits = TRAITS

    def reference_of(self, payment_id: str, at: datetime) -> str:
        return payment_id

    async def start(self, payment: Payment, payer: Payer, at: datetime) -> Started:
        values: dict[str, object] = {
            "amount": payment.amount,
            "desc": payment.description,
            "extradata": compact({"payment_id": payment.reference}),
            "item": [{"id": payment.bill_id, "amount": payment.amount}],
            "method": compact({"id": self.default_method, "isCustom": False}) if self.default_method else "",
        }
        values = {name: value for name, value in values.items() if value != ""}
        # The mini app hands ``order`` to createOrder as it is: one member more or less, and the mac is wrong.
        checkout: dict[str, object] = {"order": {**values, "mac": signed_order(values, self.private_key)}}
        if self.account is not None:
            checkout["transfer"] = transfer(payment.id, payment.amount, self.account)
        return Started(checkout)

    def read(self, callback: Callback) -> Message:
        """A callback of a wallet or gateway, or the notice that somebody chose to pay by transfer or at the counter."""
        body = json_object(callback.body)
        data = body.get("data")
        if not isinstance(data, dict):
            raise malformed("data")
        return self._paid(body, data) if "resultCode" in data else self._chosen(body, data)

    def _paid(self, body: Mapping[str, Any], data: Mapping[str, Any]) -> Message:
        if any(name not in data for name in CALLBACK):
            raise malformed("a member is missing")
        # The first protects neither the method nor the extradata; the second protects every member.
        if not same(signed(data, CALLBACK, self.private_key), body.get("mac")) or not same(
            overall_mac(data, self.private_key), body.get("overallMac")
        ):
            raise BadCallback(CallbackOutcome.BAD_SIGNATURE, "mac")
        self._expect_ours(data)
        outcome = PaymentOutcome.PAID if whole(data["resultCode"]) == PAID else PaymentOutcome.FAILED
        if outcome is PaymentOutcome.PAID and self._is_test(data):
            report = Report(PaymentOutcome.FAILED, code="sandbox")
            return Message(report, _payment_id(data.get("extradata")), text_of(data["orderId"]), _method(data))
        report = Report(
            outcome,
            amount_of(data["amount"]),
            text_of(data["transId"]) if outcome is PaymentOutcome.PAID else None,
            from_millis(data.get("transTime")),
            str(data["resultCode"]),
        )
        return Message(report, _payment_id(data.get("extradata")), text_of(data["orderId"]), _method(data))

    def _chosen(self, body: Mapping[str, Any], data: Mapping[str, Any]) -> Message:
        if any(name not in data for name in NOTIFY):
            raise malformed("a member is missing")
        if not same(signed(data, NOTIFY, self.private_key), body.get("mac")):
            raise BadCallback(CallbackOutcome.BAD_SIGNATURE, "mac")
        self._expect_ours(data)
        return Message(Report(PaymentOutcome.CHOSEN), None, text_of(data["orderId"]), _method(data))

    def _is_test(self, data: Mapping[str, Any]) -> bool:
        """Whether no money has moved, and the province does not play along."""
        return not self.sandbox and (_method(data) or "").endswith(SANDBOX)

    def _expect_ours(self, data: Mapping[str, Any]) -> None:
        if data["appId"] != self.app_id:
            raise BadCallback(CallbackOutcome.UNKNOWN_PAYMENT, "another app")

    def answer(self, outcome: CallbackOutcome) -> Answer:
        recorded = outcome in (CallbackOutcome.RECORDED, CallbackOutcome.ALREADY)
        # What differs is kept and held; that Zalo says it again would change nothing.
        done = recorded or outcome is CallbackOutcome.AMOUNT_DIFFERS
        code = 1 if done else 0 if outcome is CallbackOutcome.OUR_FAULT else -1
        return Answer(200, compact({"returnCode": code, "returnMessage": outcome.value}).encode())

    async def query(self, payment: Payment, at: datetime) -> Report:
        if payment.order is None:
            return Report(PaymentOutcome.UNKNOWN, code="no order")
        try:
            said = await self._status(payment.order)
            outcome = OUTCOMES.get(whole(said.get("returnCode")), PaymentOutcome.UNKNOWN)
            # Which order is whose, the payer has told us; that it is ours, only Zalo can say.
            if outcome is PaymentOutcome.PAID and _payment_id(said.get("extradata")) != payment.reference:
                return Report(PaymentOutcome.UNKNOWN, code="order of another payment")
            if outcome is PaymentOutcome.PAID and self._is_test(said):
                return Report(PaymentOutcome.FAILED, code="sandbox")
            if outcome is PaymentOutcome.PAID and _past_zalo(said):
                return Report(PaymentOutcome.UNKNOWN, code="paid past Zalo")
            if outcome is PaymentOutcome.PENDING and not said.get("isProcessing"):
                return Report(PaymentOutcome.UNKNOWN, code="not started")
            return Report(
                outcome,
                amount_of(said.get("amount")) if outcome is PaymentOutcome.PAID else None,
                text_of(said.get("transId")) if outcome is PaymentOutcome.PAID else None,
                from_millis(said.get("transTime")),
                str(said.get("returnCode")),
            )
        except (ProviderDown, ProviderRefuses, BadCallback) as error:
            return Report(PaymentOutcome.UNKNOWN, code=str(error))

    async def _status(self, order: str) -> Mapping[str, Any]:
        """What Zalo says of an order. Raises ``ProviderDown``, ``ProviderRefuses`` or ``BadCallback``."""
        values = {"appId": self.app_id, "orderId": order}
        params = {**values, "mac": signed(values, STATUS, self.private_key)}
        answer = await call(self.http, "GET", f"{self.base}/api/transaction/get-status", params=params)
        if (refusal := _error(answer)) is not None:
            raise _refused(refusal)
        return _data(answer)

    async def report_order(self, payment: Payment, result: OrderResult) -> None:
        """Tell Zalo what became of an order whose money came by transfer or at the counter.

        Raises ``ProviderDown`` when it is to be told again, and ``ProviderRefuses``.
        """
        try:
            said = await self._status(payment.order or "")
        except BadCallback as error:
            raise ProviderDown(str(error)) from None
        # The payer has told us which order it is. What they paid for another one is no money of this one.
        if _payment_id(said.get("extradata")) != payment.reference:
            raise ProviderRefuses("order of another payment")
        method = (payment.method or "BANK").removesuffix(SANDBOX).lower()
        path = method if method in ("cod", "bank") else "custom"
        code = ORDER_RESULTS[result]
        values: dict[str, object] = {"appId": self.app_id, "orderId": payment.order or "", "resultCode": code}
        body = {**values, "mac": signed(values, UPDATE, self.private_key)}
        url = f"{self.base}/api/transaction/{self.app_id}/{path}-callback-payment"
        refusal = _error(await call(self.http, "POST", url, json=body))
        if refusal is not None:
            raise _refused(refusal)

    def name_refund(self, reference: str, at: datetime) -> str:
        """Zalo takes none."""
        return reference

    async def refund(self, payment: Payment, refund: Refund, at: datetime) -> RefundReport:
        values: dict[str, object] = {
            "appId": self.app_id,
            "transId": refund.transaction,
            "amount": refund.amount,
            "description": refund.reason,
        }
        body = {**values, "mac": signed(values, REFUND, self.private_key)}
        try:
            return _refund(await call(self.http, "POST", f"{self.base}/api/refund/create", json=body))
        except ProviderDown as error:
            # There is no name of ours in the request: to ask again could give the money back twice.
            return RefundReport(RefundOutcome.UNKNOWN, code=str(error))

    async def query_refund(self, payment: Payment, refund: Refund, at: datetime) -> RefundReport:
        if refund.provider_reference is None:
            return RefundReport(RefundOutcome.UNKNOWN)
        values = {"appId": self.app_id, "refundId": refund.provider_reference}
        params = {**values, "mac": signed(values, REFUND_STATUS, self.private_key)}
        try:
            return _refund(await call(self.http, "GET", f"{self.base}/api/refund", params=params))
        except ProviderDown as error:
            return RefundReport(RefundOutcome.PENDING, code=str(error))


def _data(said: Mapping[str, Any]) -> Mapping[str, Any]:
    """Zalo's own tutorial finds the members under ``data``, others at the top."""
    inner = said.get("data")
    return inner if isinstance(inner, dict) else said


def _error(answer: Mapping[str, Any]) -> str | None:
    """Zalo's refusal of the question; ``None`` where it was answered. Old answers call it ``error``."""
    code = answer.get("err", answer.get("error"))
    return None if code in (None, 0) else str(code)


def _refund(answer: Mapping[str, Any]) -> RefundReport:
    """``err`` is about the call, too frequent or wrongly signed; only ``returnCode`` is about the refund."""
    if (refusal := _error(answer)) is not None:
        return RefundReport(RefundOutcome.UNKNOWN, code=refusal)
    said = _data(answer)
    code, reference = said.get("returnCode"), said.get("refundId")
    if isinstance(code, bool) or not isinstance(code, int):
        return RefundReport(RefundOutcome.UNKNOWN, code=str(code))
    outcome = RefundOutcome.DONE if code == 1 else RefundOutcome.PENDING if code > 1 else RefundOutcome.FAILED
    return RefundReport(outcome, str(reference) if reference else None, str(code))


def _payment_id(extradata: object) -> str | None:
    if not isinstance(extradata, str) or not extradata:
        return None
    try:
        found = json_object(unquote(extradata, errors="strict")).get("payment_id")
    except (BadCallback, UnicodeDecodeError):
        return None
    return found if isinstance(found, str) else None


def _refused(code: str) -> ProviderDown | ProviderRefuses:
    """Too many requests pass by; whatever else Zalo refuses, it would refuse again."""
    return ProviderDown(code) if code == str(RETRY) else ProviderRefuses(code)


def _past_zalo(said: Mapping[str, Any]) -> bool:
    """Whether the money of an order comes by transfer or at the counter: that it is paid, Zalo has from us."""
    return (_method(said) or "").removesuffix(SANDBOX) in ("BANK", "COD")


def _method(data: Mapping[str, Any]) -> str | None:
    method = data.get("method")
    return method[:40] if isinstance(method, str) else None
