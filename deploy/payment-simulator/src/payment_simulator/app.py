"""The ASGI app: providers' APIs, the pages that a payer sees, and the controls."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

import httpx
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from pydantic import BaseModel, Field, ValidationError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from payment_simulator.callbacks import Call, callback
from payment_simulator.orders import Book, Decision, Fault, Order, Transfer
from payment_simulator.providers import Providers, refusal
from payment_simulator.settings import Settings
from payment_simulator.settlement import HEADINGS, settlement, statement

STATES = {
    "waiting": "Chờ thanh toán",
    "paid": "Đã trả tiền",
    "failed": "Không thành công",
    "cancelled": "Đã hủy",
    "doubted": "Đang bị nghi ngờ",
}
"""What a payer reads of a decision."""
HANG_SECONDS = 3600.0
SHOWN = 100

_page = Environment(
    loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined
).get_template("page.html")


class DecisionBody(BaseModel, extra="forbid"):
    """``callbacks``: how often the provider calls about it; ``delay``: seconds before; ``amount``: another one."""

    decision: Decision
    method: str = ""
    amount: Annotated[int, Field(gt=0)] | None = None
    callbacks: Annotated[int, Field(ge=0, le=200)] = 1
    delay: Annotated[float, Field(ge=0, le=600)] = 0.0


class KnobBody(BaseModel, extra="forbid"):
    fault: Fault = None
    refund_state: Literal["done", "pending", "failed"] = "done"
    silent: bool = False
    before_answer: bool = False


class TransferBody(BaseModel, extra="forbid"):
    amount: Annotated[int, Field(gt=0)]
    content: str
    account: str = ""
    notify: bool = True
    """Whether the bank calls, or only its statement tells."""


Send = Callable[[Call], Awaitable[str]]


def build_app(book: Book, settings: Settings, send: Send | None = None) -> Starlette:
    """``send`` makes the calls of providers; by default over HTTP to ``callback_base``."""
    providers = Providers(book, settings)
    running: set[asyncio.Task[None]] = set()

    async def over_http(request: Request, call: Call) -> str:
        http: httpx.AsyncClient = request.app.state.http
        url = f"{settings.callback_base}/{call.path}{'?' + call.query if call.query else ''}"
        headers = {"Content-Type": "application/json"} if call.body else {}
        try:
            answer = await http.request(call.method, url, content=call.body or None, headers=headers)
        except httpx.HTTPError as error:
            return type(error).__name__
        return f"{answer.status_code} {answer.text[:200]}"

    async def call_back(request: Request, order: Order, times: int, delay: float) -> None:
        call = callback(order, book, settings)
        if call is None or book.knobs.silent:
            return
        await asyncio.sleep(delay)
        for _ in range(times):
            answer = await (send(call) if send is not None else over_http(request, call))
            order.callbacks = [*order.callbacks, answer][-20:]

    async def decided(request: Request, order: Order, body: DecisionBody) -> None:
        book.decide(order, body.decision, body.amount, body.method)
        task = asyncio.create_task(call_back(request, order, body.callbacks, body.delay))
        running.add(task)
        task.add_done_callback(running.discard)
        if not body.delay:
            await asyncio.shield(task)

    def server_call(answer: Callable[[dict[str, Any]], Any], *, creates: bool = False) -> Any:
        async def endpoint(request: Request) -> Response:
            if book.knobs.fault == "slow":
                await asyncio.sleep(HANG_SECONDS)
            if book.knobs.fault == "not json":
                return PlainTextResponse("<html>Bảo trì</html>")
            if isinstance(book.knobs.fault, int):
                return Response(status_code=book.knobs.fault)
            if book.knobs.fault == "refused":
                return JSONResponse(refusal(request.url.path))
            try:
                given = dict(request.query_params) if request.method == "GET" else json.loads(await request.body())
                found = answer({**given, **request.path_params})
            except (ValueError, KeyError, TypeError) as error:
                return JSONResponse(
                    {"err": -2103, "msg": type(error).__name__, "return_code": 2, "resultCode": 20}, 400
                )
            if book.knobs.fault == "lost":
                return Response(status_code=504)
            if not creates:
                return JSONResponse(found)
            said, order = found
            if order is not None and book.knobs.before_answer:
                await decided(request, order, DecisionBody(decision="paid"))
            return JSONResponse(said)

        return endpoint

    def zalo_update(body: dict[str, Any]) -> dict[str, Any]:
        method = body.pop("report").removesuffix("-callback-payment")
        body.pop("app", None)
        return providers.zalo_update(body, method)

    async def vnpay_page(request: Request) -> Response:
        order = providers.vnpay_page(request.url.query)
        if order is None:
            return PlainTextResponse("Sai chữ ký", 400)
        return _shown([order])

    async def pay_page(request: Request) -> Response:
        order = _order(request)
        return _shown([order]) if order else PlainTextResponse("Không có đơn này", 404)

    def _order(request: Request) -> Order | None:
        return book.orders.get((request.path_params["provider"], request.path_params["reference"]))

    async def decide(request: Request) -> Response:
        order = _order(request)
        if order is None:
            return JSONResponse({"message": "no such order"}, 404)
        try:
            body = DecisionBody.model_validate_json(await request.body() or b"{}")
        except ValidationError as error:
            return JSONResponse({"message": str(error)}, 400)
        await decided(request, order, body)
        return JSONResponse(_shown_order(order))

    async def list_orders(_request: Request) -> Response:
        newest = list(reversed(book.orders.values()))[:SHOWN]
        return JSONResponse({"items": [_shown_order(order) for order in newest], "total": len(book.orders)})

    async def set_knobs(request: Request) -> Response:
        try:
            knobs = KnobBody.model_validate_json(await request.body())
        except ValidationError as error:
            return JSONResponse({"message": str(error)}, 400)
        for name, value in knobs:
            setattr(book.knobs, name, value)
        return JSONResponse(knobs.model_dump())

    async def transfer(request: Request) -> Response:
        try:
            body = TransferBody.model_validate_json(await request.body())
        except ValidationError as error:
            return JSONResponse({"message": str(error)}, 400)
        made = Transfer(f"FT{book.number()}", body.amount, body.content, body.account, book.now())
        book.transfers.append(made)
        answer = await _notice(request, made) if body.notify else ""
        return JSONResponse({"transaction": made.transaction, "answer": answer}, 201)

    async def _notice(request: Request, made: Transfer) -> str:
        at = datetime.fromtimestamp(made.at, UTC).isoformat(timespec="milliseconds")
        notice = {
            "id": made.transaction,
            "amount": made.amount,
            "content": made.content,
            "account": made.account,
            "at": at,
        }
        body = json.dumps({"transactions": [notice]}, ensure_ascii=False).encode()
        signature = hmac.new(settings.bank_notice_key.encode(), body, hashlib.sha256).hexdigest()
        headers = {"Content-Type": "application/json", "X-Bank-Signature": signature}
        http: httpx.AsyncClient = request.app.state.http
        try:
            answer = await http.post(f"{settings.callback_base}/bank", content=body, headers=headers)
        except httpx.HTTPError as error:
            return type(error).__name__
        return f"{answer.status_code} {answer.text[:200]}"

    async def settle(request: Request) -> Response:
        provider = request.path_params["provider"].removesuffix(".csv")
        if provider not in HEADINGS:
            return PlainTextResponse("no such provider", 404)
        day = request.query_params.get("day") or book.local(book.now(), "%Y-%m-%d")
        return PlainTextResponse(settlement(book, provider, day), media_type="text/csv")

    async def bank_statement(_request: Request) -> Response:
        return PlainTextResponse(statement(book), media_type="text/csv")

    async def front(_request: Request) -> Response:
        return _shown(list(reversed(book.orders.values()))[:SHOWN])

    def _shown(orders: list[Order]) -> Response:
        return HTMLResponse(_page.render(orders=orders, local=book.local, states=STATES))

    async def health(_request: Request) -> Response:
        return JSONResponse({"status": "ok"})

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with httpx.AsyncClient(timeout=10, trust_env=False) as http:
            app.state.http = http
            yield

    return Starlette(
        routes=[
            Route("/v2/create", server_call(providers.zalopay_create, creates=True), methods=["POST"]),
            Route("/v2/query", server_call(providers.zalopay_query), methods=["POST"]),
            Route("/v2/refund", server_call(providers.zalopay_refund), methods=["POST"]),
            Route("/v2/query_refund", server_call(providers.zalopay_query_refund), methods=["POST"]),
            Route("/paymentv2/vpcpay.html", vnpay_page),
            Route("/merchant_webapi/api/transaction", server_call(providers.vnpay_api), methods=["POST"]),
            Route("/v2/gateway/api/create", server_call(providers.momo_create, creates=True), methods=["POST"]),
            Route("/v2/gateway/api/query", server_call(providers.momo_query), methods=["POST"]),
            Route("/v2/gateway/api/refund", server_call(providers.momo_refund), methods=["POST"]),
            Route("/v2/gateway/api/refund/query", server_call(providers.momo_query_refund), methods=["POST"]),
            Route("/api/order/create-v2", server_call(providers.zalo_create, creates=True), methods=["POST"]),
            Route("/api/transaction/get-status", server_call(providers.zalo_status)),
            Route("/api/transaction/{app}/{report}", server_call(zalo_update), methods=["POST"]),
            Route("/api/refund/create", server_call(providers.zalo_refund), methods=["POST"]),
            Route("/api/refund", server_call(providers.zalo_query_refund)),
            Route("/pay/{provider}/{reference}", pay_page),
            Route("/control/orders", list_orders),
            Route("/control/orders/{provider}/{reference}/decision", decide, methods=["POST"]),
            Route("/control/knobs", set_knobs, methods=["PUT"]),
            Route("/control/transfers", transfer, methods=["POST"]),
            Route("/control/settlements/{provider}", settle),
            Route("/control/statement.csv", bank_statement),
            Route("/", front),
            Route("/livez", health),
            Route("/readyz", health),
        ],
        lifespan=lifespan,
    )


def _shown_order(order: Order) -> dict[str, Any]:
    refunds = [{"reference": r.reference, "amount": r.amount, "state": r.state} for r in order.refunds]
    names = ("provider", "reference", "amount", "description", "decision", "paid_amount", "transaction", "method")
    shown: dict[str, Any] = {name: getattr(order, name) for name in names}
    return {**shown, "callbacks": order.callbacks, "refunds": refunds, "reported": order.reported}
