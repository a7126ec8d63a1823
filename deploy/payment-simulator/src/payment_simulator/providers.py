"""What the providers answer to a merchant's server."""

from typing import Any
from urllib.parse import parse_qsl, quote

from payment_simulator.macs import form, pairs, pipes, same, sha256, sha512
from payment_simulator.orders import Book, Order, Refund
from payment_simulator.settings import Settings

JSON = dict[str, Any]
ZALO_STATES = {"paid": 1, "waiting": 0, "doubted": 0, "failed": -1, "cancelled": -1}
MOMO_CREATE = (
    "accessKey", "amount", "extraData", "ipnUrl", "orderId", "orderInfo", "partnerCode", "redirectUrl", "requestId",
    "requestType",
)  # fmt: skip
VNPAY_QUERY = (
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
VNPAY_REFUND = (
    "RequestId", "Version", "Command", "TmnCode", "TransactionType", "TxnRef", "Amount", "TransactionNo",
    "TransactionDate", "CreateBy", "CreateDate", "IpAddr", "OrderInfo",
)  # fmt: skip
VNPAY_ANSWER = (
    "ResponseId", "Command", "ResponseCode", "Message", "TmnCode", "TxnRef", "Amount", "BankCode", "PayDate",
    "TransactionNo", "TransactionType", "TransactionStatus", "OrderInfo",
)  # fmt: skip


class Providers:
    """``order`` of a new one is what a payer then decides on."""

    def __init__(self, book: Book, settings: Settings) -> None:
        self.book = book
        self.settings = settings

    def _page(self, order: Order) -> str:
        return f"{self.settings.public_url}/pay/{order.provider}/{order.reference}"

    # ZaloPay

    def zalopay_create(self, body: JSON) -> tuple[JSON, Order | None]:
        names = ("app_id", "app_trans_id", "app_user", "amount", "app_time", "embed_data", "item")
        expected = sha256(self.settings.zalopay_key1, pipes(*(body.get(name) for name in names)))
        if body.get("app_id") != self.settings.zalopay_app_id or not same(expected, body.get("mac")):
            return _zalopay(2, -402), None
        today = self.book.local(self.book.now(), "%y%m%d")
        if not str(body["app_trans_id"]).startswith(today):
            return _zalopay(2, -401), None
        order = Order("zalopay", body["app_trans_id"], body["amount"], body["description"], body, self.book.now())
        if not self.book.add(order):
            return _zalopay(2, -68), None
        extra = {"order_url": self._page(order), "zp_trans_token": "token", "qr_code": "000201"}
        return {**_zalopay(1, 1), **extra}, order

    def zalopay_query(self, body: JSON) -> JSON:
        key = self.settings.zalopay_key1
        expected = sha256(key, pipes(body.get("app_id"), body.get("app_trans_id"), key))
        if not same(expected, body.get("mac")):
            return _zalopay(2, -402)
        order = self.book.orders.get(("zalopay", str(body["app_trans_id"])))
        if order is None:
            return _zalopay(2, -101)
        if order.decision == "paid":
            paid = {"amount": order.paid_amount, "zp_trans_id": int(order.transaction), "is_processing": False}
            return {**_zalopay(1, 1), **paid, "server_time": int(order.paid_at * 1000), "discount_amount": 0}
        return _zalopay(3, 3) if order.decision in ("waiting", "doubted") else _zalopay(2, -217)

    def zalopay_refund(self, body: JSON) -> JSON:
        key = self.settings.zalopay_key1
        text = pipes(*(body.get(name) for name in ("app_id", "zp_trans_id", "amount", "description", "timestamp")))
        if not same(sha256(key, text), body.get("mac")):
            return _zalopay(2, -402)
        order = self._paid("zalopay", str(body["zp_trans_id"]))
        if order is None:
            return _zalopay(2, -101)
        name = str(body["m_refund_id"])
        if self._refund_of(order, name):
            return _zalopay(2, -23)
        refund = self._refund(order, name, body["amount"])
        if refund is None:
            return _zalopay(2, -14)
        # What fails is taken in first: a question tells that it has.
        return {**_zalopay(1 if refund.state == "done" else 3, 1), "refund_id": int(refund.number)}

    def zalopay_query_refund(self, body: JSON) -> JSON:
        text = pipes(body.get("app_id"), body.get("m_refund_id"), body.get("timestamp"))
        if not same(sha256(self.settings.zalopay_key1, text), body.get("mac")):
            return _zalopay(2, -402)
        for order in self.book.orders.values():
            if order.provider == "zalopay" and (refund := self._refund_of(order, str(body["m_refund_id"]))):
                return _zalopay(*{"done": (1, 1), "pending": (3, 2), "failed": (2, 0)}[refund.state])
        return _zalopay(2, -101)

    # VNPAY

    def vnpay_page(self, query: str) -> Order | None:
        """The order that a pay address is for; ``None`` where its checksum is wrong."""
        members = dict(parse_qsl(query, keep_blank_values=True))
        if not same(sha512(self.settings.vnpay_hash_secret, form(members)), members.get("vnp_SecureHash")):
            return None
        amount = int(members["vnp_Amount"]) // 100
        order = Order("vnpay", members["vnp_TxnRef"], amount, members["vnp_OrderInfo"], members, self.book.now())
        self.book.add(order)
        return self.book.orders["vnpay", order.reference]

    def vnpay_api(self, body: JSON) -> JSON:
        names = VNPAY_REFUND if body.get("vnp_Command") == "refund" else VNPAY_QUERY
        text = pipes(*(body.get(f"vnp_{name}") for name in names))
        order = self.book.orders.get(("vnpay", str(body.get("vnp_TxnRef"))))
        if not same(sha512(self.settings.vnpay_hash_secret, text), body.get("vnp_SecureHash")):
            return self._vnpay_answer(body, order, "97")
        if order is None:
            return self._vnpay_answer(body, order, "91")
        if body["vnp_Command"] == "querydr":
            states = {"paid": "00", "waiting": "01", "failed": "02", "cancelled": "02", "doubted": "07"}
            return self._vnpay_answer(body, order, "00", states[order.decision])
        if order.decision != "paid":
            return self._vnpay_answer(body, order, "95")
        refund = self._refund(order, str(body["vnp_OrderInfo"]), int(body["vnp_Amount"]) // 100)
        if refund is None:
            return self._vnpay_answer(body, order, "02")
        status = {"done": "00", "pending": "05", "failed": "09"}[refund.state]
        return self._vnpay_answer(body, order, "00", status, refund)

    def _vnpay_answer(
        self, body: JSON, order: Order | None, code: str, status: str = "", refund: Refund | None = None
    ) -> JSON:
        amount = refund.amount if refund else (order.paid_amount or order.amount) if order else 0
        members: JSON = {
            "vnp_ResponseId": self.book.number(),
            "vnp_Command": body.get("vnp_Command"),
            "vnp_ResponseCode": code,
            "vnp_Message": "Success" if code == "00" else "Error",
            "vnp_TmnCode": body.get("vnp_TmnCode"),
            "vnp_TxnRef": body.get("vnp_TxnRef"),
            "vnp_Amount": str(amount * 100),
            "vnp_BankCode": "NCB",
            "vnp_PayDate": self.book.local(order.paid_at) if order and order.paid_at else "",
            "vnp_TransactionNo": refund.number if refund else (order.transaction if order else ""),
            "vnp_TransactionType": body.get("vnp_TransactionType", "01"),
            "vnp_TransactionStatus": status,
            "vnp_OrderInfo": body.get("vnp_OrderInfo"),
        }
        names = (
            (*VNPAY_ANSWER, "PromotionCode", "PromotionAmount")
            if body.get("vnp_Command") == "querydr"
            else VNPAY_ANSWER
        )
        text = pipes(*(members.get(f"vnp_{name}") for name in names))
        return {**members, "vnp_SecureHash": sha512(self.settings.vnpay_hash_secret, text)}

    # MoMo

    def momo_create(self, body: JSON) -> tuple[JSON, Order | None]:
        values = {**body, "accessKey": self.settings.momo_access_key}
        if not self._momo_signed(values, MOMO_CREATE):
            return {"resultCode": 11007, "message": "Invalid signature"}, None
        order = Order("momo", body["orderId"], body["amount"], body["orderInfo"], body, self.book.now())
        if not self.book.add(order):
            return {"resultCode": 41, "message": "Duplicate orderId"}, None
        return {"resultCode": 0, "message": "Successful.", "payUrl": self._page(order)}, order

    def momo_query(self, body: JSON) -> JSON:
        values = {**body, "accessKey": self.settings.momo_access_key}
        if not self._momo_signed(values, ("accessKey", "orderId", "partnerCode", "requestId")):
            return {"resultCode": 11007}
        order = self.book.orders.get(("momo", str(body["orderId"])))
        if order is None:
            return {"resultCode": 42, "orderId": body["orderId"]}
        code = {"paid": 0, "waiting": 1000, "failed": 1001, "cancelled": 1006, "doubted": 99}[order.decision]
        paid = {
            "amount": order.paid_amount,
            "transId": int(order.transaction),
            "responseTime": int(order.paid_at * 1000),
        }
        return {"resultCode": code, "orderId": order.reference, **(paid if order.decision == "paid" else {})}

    def momo_refund(self, body: JSON) -> JSON:
        values = {**body, "accessKey": self.settings.momo_access_key}
        names = ("accessKey", "amount", "description", "orderId", "partnerCode", "requestId", "transId")
        if not self._momo_signed(values, names):
            return {"resultCode": 11007}
        order = self._paid("momo", str(body["transId"]))
        if order is None:
            return {"resultCode": 42}
        refund = self._refund_of(order, body["orderId"]) or self._refund(order, body["orderId"], body["amount"])
        if refund is None:
            return {"resultCode": 1081}
        return {"resultCode": {"done": 0, "pending": 7000, "failed": 1081}[refund.state], "transId": int(refund.number)}

    def momo_query_refund(self, body: JSON) -> JSON:
        values = {**body, "accessKey": self.settings.momo_access_key}
        if not self._momo_signed(values, ("accessKey", "orderId", "partnerCode", "requestId")):
            return {"resultCode": 11007}
        for order in self.book.orders.values():
            if order.provider == "momo" and (refund := self._refund_of(order, body["orderId"])):
                return {"resultCode": {"done": 0, "pending": 7000, "failed": 1081}[refund.state]}
        return {"resultCode": 42}

    def _momo_signed(self, values: JSON, names: tuple[str, ...]) -> bool:
        if any(name not in values for name in names):
            return False
        return same(sha256(self.settings.momo_secret_key, pairs(values, names)), values.get("signature"))

    # Zalo Checkout

    def zalo_create(self, body: JSON) -> tuple[JSON, Order | None]:
        """What the mini app's SDK asks for; every member that is passed is signed."""
        values = {name: value for name, value in body.items() if name != "mac"}
        if not same(sha256(self.settings.zalo_private_key, pairs(values)), body.get("mac")):
            return {"err": -2101, "msg": "Invalid mac"}, None
        reference = f"{self.book.number()}_{int(self.book.now() * 1000)}"
        members = {"extradata": quote(str(body.get("extradata", "")), safe="-_.!~*'()")}
        order = Order("zalo", reference, body["amount"], body["desc"], members, self.book.now())
        self.book.add(order)
        return {"err": 0, "msg": "Success", "data": {"id": reference}}, order

    def zalo_status(self, query: JSON) -> JSON:
        order = self._zalo(query, ("appId", "orderId", "privateKey"))
        if isinstance(order, int):
            return {"err": order, "msg": "Error"}
        data = {
            "transId": order.transaction,
            "method": order.method,
            "returnCode": ZALO_STATES[order.decision],
            "returnMessage": "",
            "isProcessing": order.decision == "waiting" and bool(order.method),
            "amount": order.paid_amount or order.amount,
            "transTime": int(order.paid_at * 1000),
            "merchantTransId": f"m{order.transaction}",
            "extradata": order.members["extradata"],
        }
        return {"err": 0, "msg": "Success", "data": data}

    def zalo_update(self, body: JSON, method: str) -> JSON:
        order = self._zalo(body, ("appId", "orderId", "resultCode", "privateKey"))
        if isinstance(order, int):
            return {"err": order, "msg": "Error", "error": order}
        if order.method.removesuffix("_SANDBOX") != method.upper():
            return {"err": -2001, "msg": "No permission", "error": -2001}
        order.reported = body["resultCode"]
        return {"err": 0, "msg": "Success", "error": 0}

    def zalo_refund(self, body: JSON) -> JSON:
        values = {**body, "privateKey": self.settings.zalo_private_key}
        text = pairs(values, ("appId", "transId", "amount", "description", "privateKey"))
        if not same(sha256(self.settings.zalo_private_key, text), body.get("mac")):
            return {"err": -2101, "msg": "Invalid mac"}
        order = self._paid("zalo", str(body["transId"]))
        # A refund has one name at Zalo, in its answers as in its settlement file.
        refund = self._refund(order, None, body["amount"]) if order else None
        if refund is None:
            return {"err": -2103, "msg": "Invalid parameter"}
        code = {"done": 1, "pending": 2, "failed": -1}[refund.state]
        return {"err": 0, "data": {"refundId": refund.reference, "returnCode": code, "returnMessage": ""}}

    def zalo_query_refund(self, query: JSON) -> JSON:
        values = {**query, "privateKey": self.settings.zalo_private_key}
        text = pairs(values, ("appId", "refundId", "privateKey"))
        if not same(sha256(self.settings.zalo_private_key, text), query.get("mac")):
            return {"err": -2101, "msg": "Invalid mac"}
        for order in self.book.orders.values():
            if order.provider == "zalo" and (refund := self._refund_of(order, str(query["refundId"]))):
                return {"err": 0, "data": {"returnCode": {"done": 1, "pending": 2, "failed": -1}[refund.state]}}
        return {"err": -2103, "msg": "Invalid parameter"}

    def _zalo(self, given: JSON, names: tuple[str, ...]) -> Order | int:
        values = {**given, "privateKey": self.settings.zalo_private_key}
        if any(name not in values for name in names):
            return -2103
        if not same(sha256(self.settings.zalo_private_key, pairs(values, names)), given.get("mac")):
            return -2101
        return self.book.orders.get(("zalo", str(given["orderId"]))) or -2103

    # refunds

    def _paid(self, provider: str, transaction: str) -> Order | None:
        return next(
            (
                order
                for order in self.book.orders.values()
                if order.provider == provider and order.transaction == transaction and order.decision == "paid"
            ),
            None,
        )

    def _refund(self, order: Order, reference: str | None, amount: int) -> Refund | None:
        """``reference``: the merchant's name of it; where the provider takes none, its own number is the only name."""
        given_back = sum(refund.amount for refund in order.refunds if refund.state != "failed")
        if not 0 < amount <= order.paid_amount - given_back:
            return None
        state, number = self.book.knobs.refund_state, self.book.number()
        refund = Refund(reference or number, amount, self.book.now(), state, number)
        order.refunds.append(refund)
        return refund

    def _refund_of(self, order: Order, reference: str) -> Refund | None:
        return next((refund for refund in order.refunds if refund.reference == reference), None)


def _zalopay(code: int, sub: int) -> JSON:
    return {
        "return_code": code,
        "return_message": "",
        "sub_return_code": sub,
        "sub_return_message": "",
        "is_processing": code == 3,
    }


def refusal(path: str) -> JSON:
    """How a provider refuses a call, whatever it asks: too frequent, or wrongly signed."""
    if path.startswith("/v2/gateway"):
        return {"resultCode": 11007, "message": "Invalid signature"}
    if path.startswith("/v2"):
        return _zalopay(2, -402)
    if path.startswith("/merchant_webapi"):
        return {"vnp_ResponseCode": "97", "vnp_Message": "Invalid checksum"}
    return {"err": -2003, "msg": "Too many requests"}
