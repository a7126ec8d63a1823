"""The front door: every request passes here, a plain ASGI application with nothing between it and the server.

Order: target and headers → request id → preflight → route → admission → the gateway's own application or a service.
"""

import asyncio
from collections.abc import Callable
from time import perf_counter

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.proxy.access_log import AccessLog
from gateway.proxy.admission import Admission
from gateway.proxy.client_connection import ClientDisconnected
from gateway.proxy.compression import SECRET_ROUTES, CompressingSend, coding_for
from gateway.proxy.cors import Cors
from gateway.proxy.exchange import CLIENT_GONE, Exchange, Names, send_problem
from gateway.proxy.forward import Forwarder, timed_out
from gateway.proxy.headers import HEAD_LIMIT_BYTES, SortedHeaders, signatures, sort_headers
from gateway.proxy.metrics import refused
from gateway.proxy.paths import check_target
from gateway.proxy.request_body import read_body
from gateway.proxy.route_table import Route, RouteTable
from shared import problem
from shared.errors import Forbidden, Malformed, NotFound, ServiceError
from shared.logs import get_logger
from shared.problem import Problem
from shared.tracing import accept_request_id, accept_traceparent

OPERATIONS = frozenset((b"/livez", b"/readyz", b"/metrics"))
"""For those who run the gateway; a public ingress lets only the routes of the table through."""

SLOW_SECONDS = 1.0
"""What takes longer is logged here too, with the service's share of it."""

log = get_logger()


class ProxyApp:
    def __init__(
        self,
        *,
        table: RouteTable,
        forwarders: dict[str, Forwarder],
        own: ASGIApp,
        admission: Admission,
        cors: Cors,
        access_log: AccessLog,
    ) -> None:
        self.table = table
        self.forwarders = forwarders
        self.in_flight = 0
        self.draining = False
        """Told to stop: answers ask their clients to come back by another connection, to another gateway."""
        self._own = own
        self.admission = admission
        self._cors = cors
        self._access_log = access_log
        self._names = Names()
        self._now = asyncio.get_running_loop().time

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["raw_path"] in OPERATIONS and scope["method"] in ("GET", "HEAD"):
            await self._own({**scope, "method": "GET"}, receive, send)
            return
        exchange = Exchange(perf_counter())
        self.in_flight += 1
        try:
            await self._answer(scope, receive, send, exchange)
        except ServiceError as refusal:
            if not exchange.status:
                if not exchange.request_id:
                    self._name(exchange)
                await send_problem(send, exchange, refusal)
        except ClientDisconnected:
            exchange.status = exchange.status or CLIENT_GONE
        except Exception:
            log.exception("request_failed", request_id=exchange.request_id.decode())
            if not exchange.status:
                await send_problem(send, exchange, problem.internal())
        finally:
            self.in_flight -= 1
            self._record(scope["method"], exchange)

    def _name(self, exchange: Exchange) -> None:
        """For a request whose own headers are not to be believed."""
        exchange.request_id, exchange.traceparent = self._names.request_id(), self._names.traceparent()
        exchange.headers = [(b"x-request-id", exchange.request_id), *self._cors.headers(None)]

    async def refuse(self, refusal: ServiceError, send: Send) -> None:
        """Answer what is no request: nobody knows its method or path."""
        exchange = Exchange(perf_counter())
        self._name(exchange)
        refused.labels("unreadable").inc()
        await send_problem(send, exchange, refusal)
        self._record("(unreadable)", exchange)

    async def _answer(self, scope: Scope, receive: Receive, send: Send, exchange: Exchange) -> None:
        headers = sort_headers(scope["headers"])
        own = headers.own
        offered, trace = own.get(b"x-request-id"), own.get(b"traceparent")
        exchange.request_id = _accepted(accept_request_id, offered) if offered else self._names.request_id()
        exchange.traceparent = _accepted(accept_traceparent, trace) if trace else self._names.traceparent()
        origin = own.get(b"origin")
        exchange.headers = [(b"x-request-id", exchange.request_id), *self._cors.headers(origin)]
        if self.draining:
            exchange.headers.append((b"connection", b"close"))
        if headers.hosts != 1 and (headers.hosts or scope["http_version"] != "1.0"):
            raise Malformed("Yêu cầu phải có đúng một tiêu đề Host.")
        raw_path, query, method = scope["raw_path"], scope["query_string"], scope["method"]
        if method == "HEAD":  # answered as a GET; the server keeps the body back
            method = "GET"
        if raw_path[-1:] == b"/" and len(raw_path) > 1:
            raw_path = raw_path[:-1]
        route = self.table.exact.get((method, raw_path))
        if route is None or query:
            check_target(raw_path, query)
            path = raw_path.decode("ascii")
            if method == "OPTIONS" and origin is not None and b"access-control-request-method" in own:
                await self._preflight(path, origin, exchange, send)
                return
            route = self._route(method, path)
        exchange.route = route
        authorization = own.get(b"authorization")
        address = (scope["client"][0], own.get(b"x-forwarded-for"))
        await self.admission.admit(exchange, route, address, authorization, self._now())
        body = read_body(receive, own, route.body_limit)
        if body is not None and not route.body_limit:  # some clients send every request in chunks, even an empty one
            await body.beginning()
            body = None
        if (
            (accepted := own.get(b"accept-encoding")) is not None
            and scope["method"] != "HEAD"
            and not route.template.startswith(SECRET_ROUTES)
            and (coding := coding_for(accepted)) is not None
        ):
            send = CompressingSend(send, coding)
        if route.own:
            exchange.answered_by = route.service
            try:
                async with asyncio.timeout(route.timeout):
                    own_receive = body.receive if body else receive
                    await self._own(_own_scope(scope, raw_path, method, exchange), own_receive, _adding(send, exchange))
            except TimeoutError:
                raise timed_out(route) from None
            return
        if route.signature_headers:
            headers.lines.extend(signatures(scope["headers"], route.signature_headers))
        forwarder = self.forwarders[route.service]
        target = raw_path + b"?" + query if query else raw_path
        head = _head(route, target, forwarder, exchange, headers, None if route.public else authorization)
        await forwarder.forward(exchange, route, head, body, receive, send)

    def _route(self, method: str, path: str) -> Route:
        route, methods = self.table.find(method, path)
        if route is not None:
            return route
        refused.labels("no_route").inc()
        if not methods:
            raise NotFound()
        raise problem.method_not_allowed(", ".join(sorted(methods | {"HEAD"} if "GET" in methods else methods)))

    async def _preflight(self, path: str, origin: bytes, exchange: Exchange, send: Send) -> None:
        methods = self.table.methods(path)
        if not self._cors.allows(origin):
            raise Forbidden("Ứng dụng này không được phép gọi hệ thống.")
        if not methods:
            raise NotFound()
        exchange.status = 204
        request_id = exchange.headers[0]
        headers = [request_id, *self._cors.preflight(origin, methods)]
        await send({"type": "http.response.start", "status": 204, "headers": headers})
        await send({"type": "http.response.body", "body": b""})

    def _record(self, method: str, exchange: Exchange) -> None:
        seconds = perf_counter() - exchange.started
        route = exchange.route
        if route is not None:
            route.timing.observe(exchange.status, seconds, exchange.upstream_seconds)
        # Whoever answers a request logs it; a service's line carries the same request id.
        if not exchange.answered_by or seconds > SLOW_SECONDS:
            self._access_log.add(exchange, method, seconds)


def _accepted(accept: Callable[[str], str], offered: bytes) -> bytes:
    return accept(offered.decode("latin-1")).encode("ascii")


def _head(
    route: Route,
    target: bytes,
    forwarder: Forwarder,
    exchange: Exchange,
    headers: SortedHeaders,
    authorization: bytes | None,
) -> list[bytes]:
    start = b"%b %b HTTP/1.1\r\nhost: %b\r\nx-request-id: %b\r\ntraceparent: %b\r\n" % (
        route.method.encode("ascii"),
        target,
        forwarder.upstream.authority,
        exchange.request_id,
        exchange.traceparent,
    )
    head = [start, *headers.lines]
    if authorization is not None:
        head.append(b"authorization: " + authorization + b"\r\n")
    if sum(map(len, head)) > HEAD_LIMIT_BYTES:
        detail = "Các tiêu đề của yêu cầu vượt quá giới hạn cho phép."
        raise Problem(431, "headers-too-large", "Tiêu đề quá lớn", detail)
    return head


def _own_scope(scope: Scope, raw_path: bytes, method: str, exchange: Exchange) -> Scope:
    """The request as the gateway's own application sees it: with the path, request id and trace settled here."""
    settled = (b"x-request-id", b"traceparent")
    headers = [
        *((name, value) for name, value in scope["headers"] if name not in settled),
        (b"x-request-id", exchange.request_id),
        (b"traceparent", exchange.traceparent),
    ]
    path = raw_path.decode("ascii")
    return {**scope, "method": method, "path": path, "raw_path": raw_path, "headers": headers}


def _adding(send: Send, exchange: Exchange) -> Send:
    """``send``, with the gateway's headers on the answer. The request id is there already."""

    async def add(message: Message) -> None:
        if message["type"] == "http.response.start":
            exchange.status = message["status"]
            headers = [*message["headers"], *exchange.headers[1:]]
            if not any(name == b"cache-control" for name, _ in headers):
                headers.append((b"cache-control", b"no-store"))
            if any(b"\n" in value or b"\r" in value for _, value in headers):
                raise ValueError("a header with a line break")
            message = {**message, "headers": headers}
        await send(message)

    return add
