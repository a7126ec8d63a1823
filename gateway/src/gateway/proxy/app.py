"""The front door: every request passes here, with nothing between it and the connection it came on.

Order: target and headers → request id → preflight → route → admission → the gateway's own application or a service.
What can be answered without waiting is; the rest is done in a task (``_serve``).
"""

import asyncio
from collections.abc import Callable, Coroutine
from time import perf_counter
from typing import Any

from starlette.types import ASGIApp, Message, Scope, Send

from gateway.proxy.access_log import AccessLog
from gateway.proxy.admission import Admission
from gateway.proxy.client_request import ClientDisconnected, ClientRequest
from gateway.proxy.compression import CompressingSend, answer_coding
from gateway.proxy.connection import ClientGone
from gateway.proxy.cors import Cors
from gateway.proxy.exchange import CLIENT_GONE, Exchange, Names, respond_problem
from gateway.proxy.fast_path import FastPath
from gateway.proxy.forward import Forwarder, timed_out
from gateway.proxy.headers import HEAD_LIMIT_BYTES, SortedHeaders, check_hosts, signatures, sort_headers
from gateway.proxy.metrics import refused
from gateway.proxy.paths import check_target
from gateway.proxy.public_page import PublicPage
from gateway.proxy.public_pages import PublicPages
from gateway.proxy.request_body import read_body
from gateway.proxy.route_table import Route, RouteTable
from shared import problem
from shared.errors import Forbidden, NotFound, ServiceError, Unavailable
from shared.logs import get_logger
from shared.problem import Problem
from shared.tracing import accept_request_id, accept_traceparent, ended, is_recording

SLOW_SECONDS = 1.0
"""What takes longer is logged here too, with the service's share of it."""

_CLOSE = (b"connection", b"close")

log = get_logger()


class ProxyApp:
    def __init__(
        self,
        *,
        table: RouteTable,
        forwarders: dict[str, Forwarder],
        pages: PublicPages,
        own: ASGIApp,
        admission: Admission,
        cors: Cors,
        access_log: AccessLog,
        waits: Callable[[], bool],
    ) -> None:
        """``waits``: whether nothing may be answered, for the database needs a person first."""
        self.table = table
        self.forwarders = forwarders
        self.pages = pages
        self.in_flight = 0
        self.draining = False
        """Told to stop: answers ask their clients to come back by another connection, to another gateway."""
        self._own = own
        self.admission = admission
        self._cors = cors
        self._access_log = access_log
        self._waits = waits
        self._names = Names()
        self._now = asyncio.get_running_loop().time

    def begin(self, request: ClientRequest) -> Coroutine[Any, Any, None] | None:
        """Answer ``request`` at once, or as soon as its service does, or by what is returned."""
        exchange = Exchange(request.method, perf_counter())
        self.in_flight += 1
        try:
            headers = self._read(request, exchange)
            if self._waits():
                raise Unavailable()
            route = exchange.route = self._find(request, headers, exchange)
            if route is not None:
                address = (request.peer[0], headers.own.get(b"x-forwarded-for"))
                authorization, session = headers.own.get(b"authorization"), request.carrier.session
                admitted = self.admission.admit_at_once(exchange, route, address, authorization, session, self._now())
                if admitted and route.cached and (target := _target_of_all(request, headers)) is not None:
                    page = self.pages.at_once(target, self._now())
                    if page is None:
                        rest = self._ask_for_page(request, exchange, route, headers, target)
                        return self.guard(rest, request, exchange)
                    self._give(page, request, exchange, route, headers)
                    self.ended(request, exchange)
                    return None
                if admitted and self._ask_at_once(request, exchange, route, headers):
                    return None
                return self.guard(self._serve(request, exchange, route, headers, admitted), request, exchange)
        except Exception as error:
            self._failed(request, exchange, error)
        self.ended(request, exchange)
        return None

    async def guard(self, rest: Coroutine[Any, Any, None], request: ClientRequest, exchange: Exchange) -> None:
        """What is left to do of ``exchange``, to its end."""
        try:
            await rest
        except Exception as error:
            self._failed(request, exchange, error)
        finally:
            self._record(exchange)

    def ended(self, request: ClientRequest, exchange: Exchange) -> None:
        """All is done, without a task."""
        self._record(exchange)
        request.carrier.finish()

    def _failed(self, request: ClientRequest, exchange: Exchange, error: Exception) -> None:
        if isinstance(error, ClientDisconnected | ClientGone):
            exchange.status = exchange.status or CLIENT_GONE
            return
        if not isinstance(error, ServiceError):
            log.exception("request_failed", request_id=exchange.request_id.decode())
            error = problem.internal()
        if not exchange.status:
            if not exchange.request_id:
                self._name(exchange)
            respond_problem(request, exchange, error)

    def _name(self, exchange: Exchange) -> None:
        """Name a request whose own headers are not to be believed."""
        exchange.request_id, exchange.traceparent = self._names.request_id(), self._names.traceparent()
        exchange.headers = [(b"x-request-id", exchange.request_id), *self._cors.headers(None)]

    def refuse(self, refusal: ServiceError, request: ClientRequest) -> None:
        """Answer what is no request: nobody knows its method or path."""
        exchange = Exchange("(unreadable)", perf_counter())
        self.in_flight += 1
        refused.labels("unreadable").inc()
        self._failed(request, exchange, refusal)
        self.ended(request, exchange)

    def _read(self, request: ClientRequest, exchange: Exchange) -> SortedHeaders:
        headers = sort_headers(request.headers)
        if request.method == "HEAD":  # asked as a GET, of which alone a part can be asked (RFC 9110, 14.2)
            headers = headers._replace(lines=[line for line in headers.lines if not line.startswith(b"range: ")])
        own = headers.own
        offered, trace = own.get(b"x-request-id"), own.get(b"traceparent")
        exchange.request_id = _accepted(accept_request_id, offered) if offered else self._names.request_id()
        exchange.traceparent = _accepted(accept_traceparent, trace) if trace else self._names.traceparent()
        exchange.headers = [(b"x-request-id", exchange.request_id), *self._cors.headers(own.get(b"origin"))]
        if self.draining:
            exchange.headers.append(_CLOSE)
        check_hosts(headers.hosts, request.version)
        return headers

    def _find(self, request: ClientRequest, headers: SortedHeaders, exchange: Exchange) -> Route | None:
        """The route of ``request``, or ``None`` for a preflight, which is answered."""
        # HEAD is answered as a GET; the body is kept back as it is written.
        method = "GET" if request.method == "HEAD" else request.method
        if request.path[-1:] == b"/" and len(request.path) > 1:
            request.path = request.path[:-1]
        route = self.table.exact.get((method, request.path))
        if route is None or request.query:
            check_target(request.path, request.query)
            path, origin = request.path.decode("ascii"), headers.own.get(b"origin")
            if method == "OPTIONS" and origin is not None and b"access-control-request-method" in headers.own:
                self._preflight(path, origin, request, exchange)
                return None
            route = self._route(method, path)
        return route

    def _ask_at_once(self, request: ClientRequest, exchange: Exchange, route: Route, headers: SortedHeaders) -> bool:
        """Whether the service was asked, and its answer will be passed on as soon as it comes."""
        own = headers.own
        if route.own or route.method != "GET" or b"content-length" in own or b"transfer-encoding" in own:
            return False
        forwarder = self.forwarders[route.service]
        if forwarder.breaker.state:
            return False
        head = _head(request, route, forwarder, exchange, headers)
        if (connection := forwarder.upstream.reuse()) is None:
            return False
        FastPath(self, forwarder, connection, request, exchange, route, head, own.get(b"accept-encoding")).ask()
        return True

    async def _ask_for_page(
        self, request: ClientRequest, exchange: Exchange, route: Route, headers: SortedHeaders, target: bytes
    ) -> None:
        page = None
        if not self.pages.passes_by(target, self._now()):
            page = await self.pages.ask(route, target, exchange)
        if page is None:
            await self._serve(request, exchange, route, headers, admitted=True)
        else:
            self._give(page, request, exchange, route, headers)

    def _give(
        self, page: PublicPage, request: ClientRequest, exchange: Exchange, route: Route, headers: SortedHeaders
    ) -> None:
        accepted = headers.own.get(b"accept-encoding") if request.method == "GET" else None
        known = next((line[15:-2] for line in headers.lines if line.startswith(b"if-none-match: ")), None)
        exchange.status, start, more, body = page.answer(known, accepted, self._now())
        # A page from here is counted, not logged: what many read in a moment would fill the logs with one line.
        exchange.answered_by = route.service
        more += exchange.headers
        if self.draining:
            request.keep_alive = False
            more.remove(_CLOSE)
        request.respond_prepared(exchange.status, start, more, body)

    async def _serve(
        self, request: ClientRequest, exchange: Exchange, route: Route, headers: SortedHeaders, admitted: bool
    ) -> None:
        own, receive = headers.own, request.receive
        if not admitted:
            address = (request.peer[0], own.get(b"x-forwarded-for"))
            await self.admission.admit(exchange, route, address, own.get(b"authorization"), self._now())
        body = read_body(receive, own, route.body_limit)
        if body is not None and not route.body_limit:  # some clients send every request in chunks, even an empty one
            await body.beginning()
            body = None
        send: Send = request.send
        if (coding := answer_coding(own.get(b"accept-encoding"), request.method, route)) is not None:
            send = CompressingSend(send, coding)
        if route.own:
            exchange.answered_by = route.service
            try:
                async with asyncio.timeout(route.timeout):
                    own_receive = body.receive if body else receive
                    await self._own(_own_scope(request, exchange), own_receive, _adding(send, exchange))
            except TimeoutError:
                raise timed_out(route) from None
            return
        forwarder = self.forwarders[route.service]
        head = _head(request, route, forwarder, exchange, headers)
        await forwarder.forward(exchange, route, head, body, receive, send)

    def _route(self, method: str, path: str) -> Route:
        route, methods = self.table.find(method, path)
        if route is not None:
            return route
        refused.labels("no_route").inc()
        if not methods:
            raise NotFound()
        raise problem.method_not_allowed(", ".join(sorted(methods | {"HEAD"} if "GET" in methods else methods)))

    def _preflight(self, path: str, origin: bytes, request: ClientRequest, exchange: Exchange) -> None:
        methods = self.table.methods(path)
        if not self._cors.allows(origin):
            raise Forbidden("Ứng dụng này không được phép gọi hệ thống.")
        if not methods:
            raise NotFound()
        exchange.status = 204
        request_id = exchange.headers[0]
        headers = [request_id, *self._cors.preflight(origin, methods)]
        request.respond(204, headers, b"")

    def _record(self, exchange: Exchange) -> None:
        self.in_flight -= 1
        seconds = perf_counter() - exchange.started
        route = exchange.route
        if route is not None:
            route.timing.observe(exchange.status, seconds, exchange.upstream_seconds)
            if is_recording():
                name, trace = f"{route.method} {route.template}", exchange.traceparent.decode("ascii")
                ended(name, "server", trace, seconds, **{"http.response.status_code": exchange.status})
        # Whoever answers a request logs it; a service's line carries the same request id.
        if not exchange.answered_by or seconds > SLOW_SECONDS:
            self._access_log.add(exchange, seconds)


def _accepted(accept: Callable[[str], str], offered: bytes) -> bytes:
    return accept(offered.decode("latin-1")).encode("ascii")


def _target_of_all(request: ClientRequest, headers: SortedHeaders) -> bytes | None:
    """What is asked for, as everybody asks for it; ``None`` for a part of it, or a request with a body."""
    if b"content-length" in headers.own or b"transfer-encoding" in headers.own:
        return None
    for line in headers.lines:
        if line.startswith(b"range: "):
            return None
    return request.path + b"?" + request.query if request.query else request.path


def _head(
    request: ClientRequest, route: Route, forwarder: Forwarder, exchange: Exchange, headers: SortedHeaders
) -> list[bytes]:
    """The request line and headers for the service, without the framing."""
    target = request.path + b"?" + request.query if request.query else request.path
    start = b"%b %b HTTP/1.1\r\nhost: %b\r\nx-request-id: %b\r\ntraceparent: %b\r\n" % (
        route.method.encode("ascii"),
        target,
        forwarder.upstream.authority,
        exchange.request_id,
        exchange.traceparent,
    )
    head = [start, *headers.lines]
    if route.signature_headers:
        head.extend(signatures(request.headers, route.signature_headers))
    if not route.public and (authorization := headers.own.get(b"authorization")) is not None:
        head.append(b"authorization: " + authorization + b"\r\n")
    if sum(map(len, head)) > HEAD_LIMIT_BYTES:
        detail = "Các tiêu đề của yêu cầu vượt quá giới hạn cho phép."
        raise Problem(431, "headers-too-large", "Tiêu đề quá lớn", detail)
    return head


def _own_scope(request: ClientRequest, exchange: Exchange) -> Scope:
    """The request as the gateway's own application sees it: with the path, request id and trace settled here."""
    settled = (b"x-request-id", b"traceparent")
    headers = [
        *((name, value) for name, value in request.headers if name not in settled),
        (b"x-request-id", exchange.request_id),
        (b"traceparent", exchange.traceparent),
    ]
    scope = request.scope()
    method = "GET" if request.method == "HEAD" else request.method
    return {**scope, "method": method, "path": request.path.decode("ascii"), "headers": headers}


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
