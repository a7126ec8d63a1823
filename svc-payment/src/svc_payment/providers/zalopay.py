"""ZaloPay OpenAPI v2 (payments 2). ``key1`` signs what we send, ``key2`` what ZaloPay sends."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import httpx

from shared.clock import VIETNAM
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
from svc_payment.providers.signing import compact, piped, same, sha256_mac
from svc_payment.providers.wire import amount_of, call, from_millis, json_object, malformed, millis, text_of

SUCCESS, FAIL, PROCESSING = 1, 2, 3
NEVER_ARRIVED, EXPIRED, DUPLICATE = -101, -54, -68
REFUND_DUPLICATE, REFUND_UNKNOWN = -23, -101
OF_THE_CALL = frozenset({-401, -402, -429, -500, -999})
"""Malformed, wrongly signed, too frequent, or the provider's own trouble: of the call and never of the money. They
stand in either of the two codes."""
FAILURES = frozenset({-63, -217, -332, -333, *range(-1333, -1329), *range(-1343, -1339)})
"""Sub-codes by which a payment has failed (payments 2.7): too little money, the bank, a promotion, a limit."""
REFUSED_WHEN_ASKED = frozenset({-14, -24, -25, -26, -101})
"""Sub-codes by which a refund is refused when it is asked for: its amount, its name, no such payment. Not -13: that the
time to refund is over and that our clock is wrong are told by the same code."""
REFUSED_LATER = frozenset({0, -32})
"""Sub-codes by which a refund that was accepted has failed."""
UNANSWERED = "unanswered"


def create_mac(order: Mapping[str, object], key1: str) -> str:
    names = ("app_id", "app_trans_id", "app_user", "amount", "app_time", "embed_data", "item")
    return sha256_mac(key1, piped(*(order[name] for name in names)))


def callback_mac(data: str, key2: str) -> str:
    """The signature over the text of ``data`` exactly as it came."""
    return sha256_mac(key2, data)


def query_mac(app_id: int, app_trans_id: str, key1: str) -> str:
    return sha256_mac(key1, piped(app_id, app_trans_id, key1))


def refund_mac(
    app_id: int, zp_trans_id: str, amount: int, description: str, timestamp: int, key1: str, fee: int | None = None
) -> str:
    amounts = (amount,) if fee is None else (amount, fee)
    return sha256_mac(key1, piped(app_id, zp_trans_id, *amounts, description, timestamp))


def query_refund_mac(app_id: int, m_refund_id: str, timestamp: int, key1: str) -> str:
    return sha256_mac(key1, piped(app_id, m_refund_id, timestamp))


def redirect_checksum(members: Mapping[str, str], key2: str) -> str:
    names = ("appid", "apptransid", "pmcid", "bankcode", "amount", "discountamount", "status")
    return sha256_mac(key2, piped(*(members.get(name, "") for name in names)))


TRAITS = Traits("zalopay", "ZaloPay", timedelta(minutes=15), timedelta(minutes=1), every_minute=True)


@dataclass(frozen=True)
class ZaloPay:
    app_id: int
    key1: str
    key2: str
    base: str
    callback_url: str
    http: httpx.AsyncClient
    traits: Traits = TRAITS

    def reference_of(self, payment_id: str, at: datetime) -> str:
        """Begins with the day in Vietnam on which the payment was made; a repeat after midnight keeps it."""
        return f"{at.astimezone(VIETNAM):%y%m%d}_{payment_id.replace('_', '')}"

    async def start(self, payment: Payment, payer: Payer, at: datetime) -> Started:
        order: dict[str, object] = {
            "app_id": self.app_id,
            "app_user": payment.payee_id[:50],
            "app_trans_id": payment.reference,
            "app_time": millis(payment.created_at),
            "expire_duration_seconds": int((payment.expires_at - payment.created_at).total_seconds()),
            "amount": payment.amount,
            "description": payment.description[:256],
            "item": compact([{"itemid": payment.bill_id, "itemprice": payment.amount, "itemquantity": 1}]),
            "embed_data": compact({"redirecturl": payer.return_url, "payment_id": payment.id}),
            "bank_code": "",
            "callback_url": self.callback_url,
        }
        said = await call(
            self.http, "POST", f"{self.base}/v2/create", json={**order, "mac": create_mac(order, self.key1)}
        )
        code, sub = _codes(said)
        if sub == DUPLICATE:
            raise StartedBefore(await self._look(payment))
        if code != SUCCESS:
            if code == PROCESSING or {code, sub} & OF_THE_CALL:
                raise ProviderDown(f"{code} {sub}")
            raise ProviderRefuses(f"{code} {sub}")
        checkout = {
            name: said[name] for name in ("order_url", "zp_trans_token", "qr_code") if isinstance(said.get(name), str)
        }
        return Started(checkout)

    def read(self, callback: Callback) -> Message:
        body = json_object(callback.body)
        data = body.get("data")
        if not isinstance(data, str):
            raise malformed("data")
        if not same(callback_mac(data, self.key2), body.get("mac")):
            raise BadCallback(CallbackOutcome.BAD_SIGNATURE, "mac")
        said = json_object(data)
        if said.get("app_id") != self.app_id:
            raise BadCallback(CallbackOutcome.UNKNOWN_PAYMENT, "another app")
        report = Report(
            PaymentOutcome.PAID,
            amount_of(said.get("amount")),
            text_of(said.get("zp_trans_id"), 64),
            from_millis(said.get("server_time")),
            "1",
        )
        return Message(report, text_of(said.get("app_trans_id"), 40))

    def answer(self, outcome: CallbackOutcome) -> Answer:
        done = (CallbackOutcome.RECORDED, CallbackOutcome.ALREADY, CallbackOutcome.AMOUNT_DIFFERS)
        code = 1 if outcome in done else 0 if outcome is CallbackOutcome.OUR_FAULT else -1
        return Answer(200, compact({"return_code": code, "return_message": outcome.value}).encode())

    async def query(self, payment: Payment, at: datetime) -> Report:
        try:
            return await self._look(payment)
        except (ProviderDown, BadCallback):
            return Report(PaymentOutcome.UNKNOWN, code=UNANSWERED)

    async def _look(self, payment: Payment) -> Report:
        """Raises ``ProviderDown`` or ``BadCallback``."""
        body = {
            "app_id": self.app_id,
            "app_trans_id": payment.reference,
            "mac": query_mac(self.app_id, payment.reference, self.key1),
        }
        return _report(await call(self.http, "POST", f"{self.base}/v2/query", json=body))

    def name_refund(self, reference: str, at: datetime) -> str:
        """Begins with the day in Vietnam on which it is first sent; 45 letters with an app id of nine digits."""
        return f"{at.astimezone(VIETNAM):%y%m%d}_{self.app_id}_{reference.removeprefix('rfd')}"

    async def refund(self, payment: Payment, refund: Refund, at: datetime) -> RefundReport:
        timestamp, description = millis(at), refund.reason[:100]
        transaction = refund.transaction or ""
        body = {
            "m_refund_id": refund.sent_as,
            "app_id": self.app_id,
            "zp_trans_id": transaction,
            "amount": refund.amount,
            "timestamp": timestamp,
            "description": description,
            "mac": refund_mac(self.app_id, transaction, refund.amount, description, timestamp, self.key1),
        }
        try:
            said = await call(self.http, "POST", f"{self.base}/v2/refund", json=body)
        except ProviderDown as error:
            return RefundReport(RefundOutcome.UNKNOWN, code=str(error))
        if said.get("sub_return_code") == REFUND_DUPLICATE:
            return RefundReport(RefundOutcome.PENDING, code=str(REFUND_DUPLICATE))
        return _refund(said, REFUSED_WHEN_ASKED)

    async def query_refund(self, payment: Payment, refund: Refund, at: datetime) -> RefundReport:
        timestamp, name = millis(at), refund.sent_as or ""
        body = {
            "app_id": self.app_id,
            "m_refund_id": name,
            "timestamp": timestamp,
            "mac": query_refund_mac(self.app_id, name, timestamp, self.key1),
        }
        try:
            said = await call(self.http, "POST", f"{self.base}/v2/query_refund", json=body)
        except ProviderDown as error:
            return RefundReport(RefundOutcome.UNKNOWN, code=str(error))
        if said.get("sub_return_code") == REFUND_UNKNOWN:
            return RefundReport(RefundOutcome.NOT_FOUND, code=str(REFUND_UNKNOWN))
        return _refund(said, REFUSED_LATER)


def _codes(said: Mapping[str, Any]) -> tuple[int | None, int | None]:
    """The code, and the one below it; what is no number is none."""
    code, sub = (
        value if isinstance(value, int) and not isinstance(value, bool) else None
        for value in (said.get("return_code"), said.get("sub_return_code"))
    )
    return code, sub


def _report(said: Mapping[str, Any]) -> Report:
    code, sub = _codes(said)
    shown = f"{code} {sub}"
    if {code, sub} & OF_THE_CALL:
        return Report(PaymentOutcome.UNKNOWN, code=shown)
    if code == SUCCESS:
        at = from_millis(said.get("server_time"))
        return Report(
            PaymentOutcome.PAID, amount_of(said.get("amount")), text_of(said.get("zp_trans_id"), 64), at, shown
        )
    if code == PROCESSING:
        return Report(PaymentOutcome.PENDING if said.get("is_processing") else PaymentOutcome.UNKNOWN, code=shown)
    if code == FAIL and sub == EXPIRED:
        return Report(PaymentOutcome.EXPIRED, code=shown)
    return Report(PaymentOutcome.FAILED if code == FAIL and sub in FAILURES else PaymentOutcome.UNKNOWN, code=shown)


def _refund(said: Mapping[str, Any], refusals: frozenset[int]) -> RefundReport:
    """``refusals``: the sub-codes that end the refund; any other failure is one of the call."""
    code, sub = _codes(said)
    reference = said.get("refund_id")
    shown = f"{code} {sub}"
    if {code, sub} & OF_THE_CALL:
        return RefundReport(RefundOutcome.UNKNOWN, code=shown)
    outcome = {SUCCESS: RefundOutcome.DONE, PROCESSING: RefundOutcome.PENDING}.get(code or 0, RefundOutcome.UNKNOWN)
    if code == FAIL and sub in refusals:
        outcome = RefundOutcome.FAILED
    return RefundReport(outcome, str(reference) if reference else None, shown)
