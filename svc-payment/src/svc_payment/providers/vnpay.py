"""VNPAY 2.1.0 (payments 3): a signed address to pay at, an IPN by GET, ``querydr`` ``refund``. Amounts are × 100."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote_plus

import httpx

from shared.ids import random_id
from shared.text import fold
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
    RefundOutcome,
    RefundReport,
    Started,
    Traits,
)
from svc_payment.providers.signing import compact, piped, same, sha512_mac
from svc_payment.providers.wire import amount_of, call, from_local_stamp, local_stamp, malformed, query_members, text_of

VERSION = "2.1.0"
OK = "00"
SUSPICIOUS = "07"
_NOT_SIGNED = ("vnp_SecureHash", "vnp_SecureHashType")
_NOT_PLAIN = re.compile(r"[^A-Za-z0-9 .:,-]")
"""Form encoders disagree on other characters, and VNPAY wants no accents."""

RSP_CODES: Mapping[CallbackOutcome, str] = {
    CallbackOutcome.RECORDED: "00",
    CallbackOutcome.UNKNOWN_PAYMENT: "01",
    CallbackOutcome.ALREADY: "02",
    CallbackOutcome.AMOUNT_DIFFERS: "04",
    CallbackOutcome.BAD_SIGNATURE: "97",
    CallbackOutcome.MALFORMED: "99",
    CallbackOutcome.OUR_FAULT: "99",
}

OUTCOME_OF_CODE = {"24": PaymentOutcome.CANCELLED, "11": PaymentOutcome.EXPIRED, "07": PaymentOutcome.DOUBTED}
OUTCOME_OF_STATUS = {
    "01": PaymentOutcome.PENDING,
    "02": PaymentOutcome.FAILED,
    "04": PaymentOutcome.DOUBTED,
    "07": PaymentOutcome.DOUBTED,
}
"""05, 06 and 09 are about a refund: they take back nothing of the payment."""
REFUND_UNDER_WAY = "94"
REFUND_REFUSED = frozenset({"95"})
"""The payment did not succeed. Any other code refuses the call: for lack of rights, of form, of a right checksum."""
REFUND_TYPES = ("02", "03")
REFUND_STATUS = {
    "00": RefundOutcome.DONE,
    "05": RefundOutcome.PENDING,
    "06": RefundOutcome.PENDING,
    "09": RefundOutcome.FAILED,
}

QUERY_REQUEST = (
    "RequestId",
    "Version",
    "Command",
    "TmnCode",
    "TxnRef",
    "TransactionDate",
    "CreateDate",
    "IpAddr",
    "OrderInfo",
)
QUERY_RESPONSE = (
    "ResponseId", "Command", "ResponseCode", "Message", "TmnCode", "TxnRef", "Amount", "BankCode", "PayDate",
    "TransactionNo", "TransactionType", "TransactionStatus", "OrderInfo", "PromotionCode", "PromotionAmount",
)  # fmt: skip
REFUND_REQUEST = (
    "RequestId", "Version", "Command", "TmnCode", "TransactionType", "TxnRef", "Amount", "TransactionNo",
    "TransactionDate", "CreateBy", "CreateDate", "IpAddr", "OrderInfo",
)  # fmt: skip
REFUND_RESPONSE = QUERY_RESPONSE[:-2]


def canonical(members: Mapping[str, str]) -> str:
    """What is signed: sorted, form-encoded, without what is empty."""
    signed = sorted((name, value) for name, value in members.items() if name not in _NOT_SIGNED and value != "")
    return "&".join(f"{quote_plus(name)}={quote_plus(value)}" for name, value in signed)


def url_hash(members: Mapping[str, str], secret: str) -> str:
    return sha512_mac(secret, canonical(members))


def piped_hash(members: Mapping[str, Any], names: tuple[str, ...], secret: str) -> str:
    return sha512_mac(secret, piped(*(members.get(f"vnp_{name}") for name in names)))


def plain_text(text: str, longest: int = 255) -> str:
    return " ".join(_NOT_PLAIN.sub(" ", _unaccented(text)).split())[:longest].strip()


def _unaccented(text: str) -> str:
    return "".join(fold(letter).upper() if letter.isupper() else fold(letter) or " " for letter in text)


TRAITS = Traits("vnpay", "VNPAY", timedelta(minutes=15), None, safe_refunds=False)


@dataclass(frozen=True)
class VnPay:
    tmn_code: str
    hash_secret: str
    pay_url: str
    api_url: str
    our_address: str
    http: httpx.AsyncClient
    traits: Traits = TRAITS

    def reference_of(self, payment_id: str, at: datetime) -> str:
        return payment_id.replace("_", "")

    async def start(self, payment: Payment, payer: Payer, at: datetime) -> Started:
        members = {
            "vnp_Version": VERSION,
            "vnp_Command": "pay",
            "vnp_TmnCode": self.tmn_code,
            "vnp_Amount": str(payment.amount * 100),
            "vnp_CreateDate": local_stamp(payment.created_at),
            "vnp_ExpireDate": local_stamp(payment.expires_at),
            "vnp_CurrCode": "VND",
            "vnp_IpAddr": payer.address,
            "vnp_Locale": "vn",
            "vnp_OrderInfo": plain_text(payment.description),
            "vnp_OrderType": "other",
            "vnp_ReturnUrl": payer.return_url,
            "vnp_TxnRef": payment.reference,
        }
        text = canonical(members)
        return Started({"pay_url": f"{self.pay_url}?{text}&vnp_SecureHash={sha512_mac(self.hash_secret, text)}"})

    def read(self, callback: Callback) -> Message:
        every = query_members(callback.query)
        members = {name: value for name, value in every.items() if name.startswith("vnp_")}
        if not same(url_hash(members, self.hash_secret), members.get("vnp_SecureHash")):
            raise BadCallback(CallbackOutcome.BAD_SIGNATURE, "checksum")
        if members.get("vnp_TmnCode") != self.tmn_code:
            raise BadCallback(CallbackOutcome.UNKNOWN_PAYMENT, "another merchant")
        code, status = members.get("vnp_ResponseCode", ""), members.get("vnp_TransactionStatus", "")
        return Message(
            _report(members, code, status), text_of(members.get("vnp_TxnRef"), 100), None, members.get("vnp_BankCode")
        )

    def answer(self, outcome: CallbackOutcome) -> Answer:
        return Answer(200, compact({"RspCode": RSP_CODES[outcome], "Message": outcome.value}).encode())

    async def query(self, payment: Payment, at: datetime) -> Report:
        body = {
            **self._request("querydr", payment, at),
            "vnp_OrderInfo": plain_text(f"Truy van GD {payment.reference}"),
        }
        body["vnp_SecureHash"] = piped_hash(body, QUERY_REQUEST, self.hash_secret)
        try:
            said = await call(self.http, "POST", self.api_url, json=body)
            if not same(piped_hash(said, QUERY_RESPONSE, self.hash_secret), said.get("vnp_SecureHash")):
                return Report(PaymentOutcome.UNKNOWN, code="checksum")
            about_it = said.get("vnp_TxnRef") == payment.reference
            if said.get("vnp_ResponseCode") != OK or not about_it or said.get("vnp_TransactionType") in REFUND_TYPES:
                return Report(PaymentOutcome.UNKNOWN, code=str(said.get("vnp_ResponseCode")))
            return _report(said, OK, str(said.get("vnp_TransactionStatus", "")))
        except (ProviderDown, BadCallback) as error:
            return Report(PaymentOutcome.UNKNOWN, code=str(error))

    def name_refund(self, reference: str, at: datetime) -> str:
        """VNPAY takes none; it stands in the text that people read."""
        return reference

    async def refund(self, payment: Payment, refund: Refund, at: datetime) -> RefundReport:
        transaction = refund.transaction or ""
        body = {
            **self._request("refund", payment, at),
            "vnp_TransactionType": "02" if refund.amount == payment.amount_of(transaction) else "03",
            "vnp_Amount": str(refund.amount * 100),
            "vnp_TransactionNo": transaction,
            "vnp_CreateBy": plain_text(refund.approved_by or "system", 60),
            "vnp_OrderInfo": plain_text(f"{refund.reference} {refund.reason}"),
        }
        body["vnp_SecureHash"] = piped_hash(body, REFUND_REQUEST, self.hash_secret)
        try:
            said = await call(self.http, "POST", self.api_url, json=body)
        except ProviderDown as error:
            return RefundReport(RefundOutcome.UNKNOWN, code=str(error))
        if not same(piped_hash(said, REFUND_RESPONSE, self.hash_secret), said.get("vnp_SecureHash")):
            return RefundReport(RefundOutcome.UNKNOWN, code="checksum")
        code = str(said.get("vnp_ResponseCode"))
        if code == REFUND_UNDER_WAY:
            return RefundReport(RefundOutcome.PENDING, code=code)
        if code != OK:
            return RefundReport(RefundOutcome.FAILED if code in REFUND_REFUSED else RefundOutcome.UNKNOWN, code=code)
        status = str(said.get("vnp_TransactionStatus", ""))
        reference = said.get("vnp_TransactionNo")
        return RefundReport(
            REFUND_STATUS.get(status, RefundOutcome.PENDING), str(reference) if reference else None, code
        )

    async def query_refund(self, payment: Payment, refund: Refund, at: datetime) -> RefundReport:
        """VNPAY names no refund of ours: ``querydr`` tells the state of the whole transaction, which is that of this
        refund when it is the only one that was sent, or bears the number that VNPAY gave it."""
        body = {
            **self._request("querydr", payment, at),
            "vnp_OrderInfo": plain_text(f"Truy van hoan tien {refund.reference}"),
        }
        body["vnp_SecureHash"] = piped_hash(body, QUERY_REQUEST, self.hash_secret)
        try:
            said = await call(self.http, "POST", self.api_url, json=body)
        except ProviderDown as error:
            return RefundReport(RefundOutcome.UNKNOWN, code=str(error))
        trusted = same(piped_hash(said, QUERY_RESPONSE, self.hash_secret), said.get("vnp_SecureHash"))
        sent = sum(1 for other in payment.refunds if other.sent_as is not None or other.attempt)
        named = said.get("vnp_TransactionNo") == refund.provider_reference
        about_it = (
            said.get("vnp_ResponseCode") == OK
            and said.get("vnp_TxnRef") == payment.reference
            and said.get("vnp_TransactionType") in REFUND_TYPES
            and str(said.get("vnp_Amount")) == str(refund.amount * 100)
            and (named or (sent == 1 and refund.attempt == 1))
        )
        if not trusted or not about_it:
            return RefundReport(RefundOutcome.PENDING, code=str(said.get("vnp_ResponseCode")))
        status = str(said.get("vnp_TransactionStatus", ""))
        return RefundReport(REFUND_STATUS.get(status, RefundOutcome.PENDING), code=status)

    def _request(self, command: str, payment: Payment, at: datetime) -> dict[str, Any]:
        return {
            "vnp_RequestId": random_id("r").removeprefix("r_"),
            "vnp_Version": VERSION,
            "vnp_Command": command,
            "vnp_TmnCode": self.tmn_code,
            "vnp_TxnRef": payment.reference,
            "vnp_TransactionDate": local_stamp(payment.created_at),
            "vnp_CreateDate": local_stamp(at),
            "vnp_IpAddr": self.our_address,
        }


def _report(members: Mapping[str, Any], code: str, status: str) -> Report:
    """Paid is ``00`` twice: one of VNPAY's own samples is content with one of them, and is wrong."""
    shown = f"{code} {status}"
    if code == OK and status == OK:
        amount = amount_of(members.get("vnp_Amount"), 100)
        transaction = text_of(members.get("vnp_TransactionNo"), 20)
        return Report(PaymentOutcome.PAID, amount, transaction, from_local_stamp(members.get("vnp_PayDate")), shown)
    if not code or not status:
        raise malformed("no outcome")
    outcome = OUTCOME_OF_CODE.get(code) or OUTCOME_OF_STATUS.get(status, PaymentOutcome.UNKNOWN)
    debited, number = _debited(members) if outcome is PaymentOutcome.DOUBTED else (None, None)
    return Report(outcome, debited, number, code=shown)


def _debited(members: Mapping[str, Any]) -> tuple[int | None, str | None]:
    """Amount and number of money that VNPAY doubts, where it tells both."""
    try:
        transaction = text_of(members.get("vnp_TransactionNo"), 20)
        return (amount_of(members.get("vnp_Amount"), 100), transaction) if transaction.strip("0") else (None, None)
    except BadCallback:
        return None, None
