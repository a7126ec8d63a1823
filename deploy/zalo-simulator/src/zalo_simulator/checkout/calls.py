"""The two calls of the Checkout SDK that a server makes."""

import hmac
from collections.abc import Mapping

from zalo_simulator.checkout.envelope import answer
from zalo_simulator.checkout.macs import REPORT, STATUS, in_this_order, mac
from zalo_simulator.checkout.orders import FAILED, PAID, PENDING, Order
from zalo_simulator.endpoint import Answer, Call
from zalo_simulator.world import World

REFUNDED = 2
_MESSAGES = {PAID: "Giao dịch thành công", PENDING: "Giao dịch đang xử lý", FAILED: "Giao dịch thất bại"}


def get_status(world: World, call: Call) -> Answer:
    order = _order(world, call.query, STATUS)
    if isinstance(order, Answer):
        return order
    data = {
        "transId": order.transaction_id,
        "method": order.method,
        "returnCode": order.result,
        "returnMessage": _MESSAGES[order.result],
        "isProcessing": order.result == PENDING,
        "amount": order.amount,
        "transTime": order.paid_at,
        "merchantTransId": f"m_{order.order_id}",
        "extradata": order.extradata,
    }
    return answer(0, data)


def report(world: World, call: Call, *, method: str) -> Answer:
    if call.json is None:
        return answer(-2102)
    order = _order(world, call.json, REPORT)
    if isinstance(order, Answer):
        return order
    if call.json["resultCode"] not in (PAID, FAILED, REFUNDED):
        return answer(-2105)
    if order.method.removesuffix("_SANDBOX") != method:
        return answer(-2201)
    settle(world, order, PAID if call.json["resultCode"] == PAID else FAILED)
    return answer(0)


def settle(world: World, order: Order, result: int) -> None:
    order.result = result
    order.paid_at = world.clock.now_ms()


def _order(world: World, given: Mapping[str, object], names: tuple[str, ...]) -> Order | Answer:
    key = world.settings.checkout_private_key
    if any(name not in given for name in names if name != "privateKey"):
        return answer(-2103)
    if given["appId"] != world.settings.mini_app_id:
        return answer(-2001)
    expected = mac(in_this_order({**given, "privateKey": key}, names), key)
    if not hmac.compare_digest(expected, str(given.get("mac", ""))):
        return answer(-2101)
    return world.orders.get(str(given["orderId"])) or answer(-2103)
