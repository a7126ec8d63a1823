"""Orders: what the mini app's SDK creates, and what the payer then does."""

import hmac
from typing import Any, Literal
from urllib.parse import quote

import orjson
from pydantic import Field, TypeAdapter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from zalo_simulator.checkout.calls import settle
from zalo_simulator.checkout.macs import CALLBACK, NOTIFY, in_this_order, mac, sorted_by_name
from zalo_simulator.checkout.orders import FAILED, PAID, Order
from zalo_simulator.control.requests import Body, json_response, read, route
from zalo_simulator.webhooks.outbox import Source
from zalo_simulator.webhooks.sender import URLS
from zalo_simulator.world import World

Method = Literal["ZALOPAY", "MOMO", "VNPAY", "PAYME", "BANK", "COD"]
REPORTED_BY_US = ("BANK", "COD")


class NewOrder(Body):
    """What Payment.createOrder() is given; `extradata` and `method` are JSON in text."""

    amount: int = Field(gt=0)
    desc: str = Field(min_length=1)
    item: list[dict[str, Any]]
    extradata: str | None = None
    method: str | None = None
    mac: str


class Payment(Body):
    method: Method = "ZALOPAY"
    is_paid: bool = True


_NEW = TypeAdapter(NewOrder)
_PAYMENT = TypeAdapter(Payment)


async def create(world: World, request: Request) -> Response:
    new = await read(request, _NEW)
    expected = mac(
        sorted_by_name(new.model_dump(exclude={"mac"}, exclude_none=True)), world.settings.checkout_private_key
    )
    if not hmac.compare_digest(expected, new.mac):
        raise HTTPException(400, "mac: wrong (-2101)")
    order_id, transaction_id = f"ord_{world.new_secret()}", f"trx_{world.new_secret()}"
    order = Order(order_id, transaction_id, new.amount, new.desc, quote(new.extradata or "", safe=""))
    world.orders[order_id] = order
    return json_response({"orderId": order_id}, 201)


async def pay(world: World, request: Request) -> Response:
    """The payer pays or fails; by transfer or at the counter, the order stays open until it is reported."""
    order = world.orders.get(request.path_params["order_id"])
    if order is None:
        raise HTTPException(404, "no such order")
    payment, settings = await read(request, _PAYMENT), world.settings
    order.method = payment.method
    key = settings.checkout_private_key
    if payment.method in REPORTED_BY_US:
        data: dict[str, Any] = {"appId": settings.mini_app_id, "orderId": order.order_id, "method": order.method}
        _send(world, "checkout_notify", {"data": data, "mac": mac(in_this_order(data, NOTIFY), key)})
        return json_response(data)
    settle(world, order, PAID if payment.is_paid else FAILED)
    data = _paid(world, order)
    signed = {"mac": mac(in_this_order(data, CALLBACK), key), "overallMac": mac(sorted_by_name(data), key)}
    _send(world, "checkout", {"data": data, **signed})
    return json_response(data)


def _paid(world: World, order: Order) -> dict[str, Any]:
    data: dict[str, Any] = {
        "appId": world.settings.mini_app_id,
        "orderId": order.order_id,
        "transId": order.transaction_id,
        "method": order.method,
        "transTime": order.paid_at,
        "merchantTransId": f"m_{order.order_id}",
        "amount": order.amount,
        "description": order.description,
        "resultCode": order.result,
        "message": "Thanh cong" if order.result == PAID else "That bai",
    }
    return data | ({"extradata": order.extradata} if order.extradata else {})


def _send(world: World, source: Source, document: dict[str, Any]) -> None:
    if world.knobs.text(URLS[source]):
        world.outbox.put(source, source, orjson.dumps(document), {})


ROUTES = [
    route("POST", "/control/orders", create),
    route("POST", "/control/orders/{order_id}/pay", pay),
]
