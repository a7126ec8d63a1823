"""What each provider calls back with, in its own bytes."""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from payment_simulator.macs import form, pairs, sha256, sha512
from payment_simulator.orders import Book, Order
from payment_simulator.settings import Settings

ZALO_CALLBACK = ("appId", "amount", "description", "orderId", "message", "resultCode", "transId")
ZALO_NOTIFY = ("appId", "orderId", "method")
MOMO_IPN = (
    "accessKey", "amount", "extraData", "message", "orderId", "orderInfo", "orderType", "partnerCode", "payType",
    "requestId", "responseTime", "resultCode", "transId",
)  # fmt: skip


@dataclass(frozen=True)
class Call:
    method: str
    path: str
    body: bytes = b""
    query: str = ""


def compact(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def callback(order: Order, book: Book, settings: Settings) -> Call | None:
    """``None`` where the provider says nothing: ZaloPay is silent about failures."""
    return {"zalo": _zalo, "zalopay": _zalopay, "vnpay": _vnpay, "momo": _momo}[order.provider](order, book, settings)


def _zalo(order: Order, book: Book, settings: Settings) -> Call:
    key = settings.zalo_private_key
    if order.method in ("BANK", "COD"):
        chosen: dict[str, Any] = {"appId": settings.zalo_app_id, "orderId": order.reference, "method": order.method}
        return Call("POST", "zalo-notify", compact({"data": chosen, "mac": sha256(key, pairs(chosen, ZALO_NOTIFY))}))
    paid = order.decision == "paid"
    data: dict[str, Any] = {
        "appId": settings.zalo_app_id,
        "orderId": order.reference,
        "transId": order.transaction or "0",
        "method": order.method or "ZALOPAY_SANDBOX",
        "transTime": int((order.paid_at or book.now()) * 1000),
        "merchantTransId": f"m{order.transaction}",
        "amount": order.paid_amount or order.amount,
        "description": order.description,
        "resultCode": 1 if paid else -1,
        "message": "Giao dịch thành công" if paid else "Giao dịch thất bại",
        "extradata": order.members["extradata"],
    }
    signed = {"mac": sha256(key, pairs(data, ZALO_CALLBACK)), "overallMac": sha256(key, pairs(data))}
    return Call("POST", "zalo", compact({"data": data, **signed}))


def _zalopay(order: Order, book: Book, settings: Settings) -> Call | None:
    if order.decision != "paid":
        return None
    data = compact(
        {
            "app_id": settings.zalopay_app_id,
            "app_trans_id": order.reference,
            "app_time": order.members["app_time"],
            "app_user": order.members["app_user"],
            "amount": order.paid_amount,
            "embed_data": order.members["embed_data"],
            "item": order.members["item"],
            "zp_trans_id": int(order.transaction),
            "server_time": int(order.paid_at * 1000),
            "channel": 38,
            "merchant_user_id": "demo-user",
            "user_fee_amount": 0,
            "discount_amount": 0,
        }
    ).decode()
    return Call("POST", "zalopay", compact({"data": data, "mac": sha256(settings.zalopay_key2, data), "type": 1}))


VNPAY_CODES = {"paid": ("00", "00"), "failed": ("51", "02"), "cancelled": ("24", "02"), "doubted": ("07", "07")}


def _vnpay(order: Order, book: Book, settings: Settings) -> Call:
    code, status = VNPAY_CODES[order.decision]
    members = {
        "vnp_TmnCode": settings.vnpay_tmn_code,
        "vnp_Amount": str((order.paid_amount or order.amount) * 100),
        "vnp_BankCode": "NCB",
        "vnp_BankTranNo": f"VNP{order.transaction}" if order.transaction else "",
        "vnp_CardType": "ATM",
        "vnp_PayDate": book.local(order.paid_at or book.now()),
        "vnp_OrderInfo": order.description,
        "vnp_TransactionNo": order.transaction or "0",
        "vnp_ResponseCode": code,
        "vnp_TransactionStatus": status,
        "vnp_TxnRef": order.reference,
    }
    signed = {
        **{n: v for n, v in members.items() if v},
        "vnp_SecureHash": sha512(settings.vnpay_hash_secret, form(members)),
    }
    return Call("GET", "vnpay", query=urlencode(signed))


MOMO_CODES = {"paid": 0, "failed": 1001, "cancelled": 1006, "doubted": 99}


def _momo(order: Order, book: Book, settings: Settings) -> Call:
    members: dict[str, Any] = {
        "partnerCode": settings.momo_partner_code,
        "orderId": order.reference,
        "requestId": order.members["requestId"],
        "amount": order.paid_amount or order.amount,
        "orderInfo": order.description,
        "orderType": "momo_wallet",
        "transId": int(order.transaction or 0),
        "resultCode": MOMO_CODES[order.decision],
        "message": "Successful." if order.decision == "paid" else "Failed.",
        "payType": "qr",
        "responseTime": int((order.paid_at or book.now()) * 1000),
        "extraData": "",
    }
    signed = pairs({**members, "accessKey": settings.momo_access_key}, MOMO_IPN)
    return Call("POST", "momo", compact({**members, "signature": sha256(settings.momo_secret_key, signed)}))
