"""The proxy path: a request to its service and the answer back, streamed both ways."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import partial

from starlette.types import Message, Receive, Send

from gateway.proxy.connection import ClientGone, Connection, GivenUp, UpstreamFailed, UpstreamSilent
from gateway.proxy.cors import Header
from gateway.proxy.exchange import CLIENT_GONE, Exchange
from gateway.proxy.request_body import RequestBody
from gateway.proxy.route_table import Route
from gateway.proxy.upstream import Overloaded, Upstream
from shared.circuit_breaker import CircuitBreaker, State
from shared.errors import ServiceError
from shared.logs import get_logger
from shared.problem import Problem

RETRY_AFTER_SECONDS = 2
LEFT_ALONE_SECONDS = 2.0
"""A service that failed five times in a row gets no request for so long, then one that tries."""

_NO_STORE = (b"cache-control", b"no-store")

log = get_logger()


class Forwarder:
    """Requests to one service."""

    def __init__(self, upstream: Upstream) -> None:
        self.upstream = upstream
        self.breaker = CircuitBreaker(first_pause=LEFT_ALONE_SECONDS)
        self.now = asyncio.get_running_loop().time

    async def forward(
        self,
        exchange: Exchange,
        route: Route,
        head: list[bytes],
        body: RequestBody | None,
        receive: Receive,
        send: Send,
        asked: Connection | None = None,
    ) -> None:
        """Pass the request on and its answer back. ``head``: the request line and headers without the framing.

        ``asked`` is a connection on which the request went out already. Raises ``ServiceError`` when the service gives
        no answer; one that breaks off is broken off to the client too.
        """
        if asked is None and self.breaker.state and not self.breaker.allows(self.now()):
            raise _down()
        try:
            connection = await self._answered(exchange, route, head, body, receive, asked)
        except ClientGone:
            self._leave_the_trial()
            exchange.status = CLIENT_GONE
            return
        except ServiceError:  # what the client sent cannot be passed on
            self._leave_the_trial()
            raise
        except UpstreamFailed as failure:
            raise self._report(failure, exchange, route) from None
        self.breaker.succeeded()
        try:
            await _pass_on(connection, exchange, route, receive, send)
        except ClientGone:
            pass
        except UpstreamFailed as failure:
            self._report(failure, exchange, route)
        finally:
            self.upstream.release(connection)

    @asynccontextmanager
    async def asked(self, exchange: Exchange, route: Route, head: list[bytes]) -> AsyncIterator[Connection]:
        """A GET that is asked for everybody, not for one client: its connection, once the answer has begun.

        Raises ``ServiceError`` when the service gives no answer, or breaks it off.
        """
        if self.breaker.state and not self.breaker.allows(self.now()):
            raise _down()
        try:
            connection = await self._answered(exchange, route, head, None, _nobody_leaves, None)
            try:
                yield connection
            finally:
                self.upstream.release(connection)
        except UpstreamFailed as failure:
            raise self._report(failure, exchange, route) from None
        self.breaker.succeeded()

    async def _answered(
        self,
        exchange: Exchange,
        route: Route,
        head: list[bytes],
        body: RequestBody | None,
        receive: Receive,
        asked: Connection | None,
    ) -> Connection:
        """A connection that has its answer. A GET that found no living connection is tried once more, on a new one."""
        if body is not None:
            beginning = await body.beginning()
            request = b"".join((*head, _framing(body), _frame(body, beginning)))
        elif route.method == "GET":
            request = b"".join((*head, b"\r\n"))
        else:
            request = b"".join((*head, b"content-length: 0\r\n\r\n"))
        began = self.now() if asked is None else asked.began_at
        try:
            if asked is not None:
                connection = asked
                with self._released_on_failure(connection):
                    await connection.answer()
            else:
                connection = self.upstream.reuse() or await self.upstream.connect()
                await self._ask(connection, route, request, body, receive)
        except UpstreamFailed as failure:
            if route.method != "GET" or not failure.untouched:
                raise
            connection = await self.upstream.connect()
            await self._ask(connection, route, request, body, receive)
        finally:
            exchange.upstream_seconds = self.now() - began
        return connection

    async def _ask(
        self, connection: Connection, route: Route, request: bytes, body: RequestBody | None, receive: Receive
    ) -> None:
        connection.begin(route.timeout)
        with self._released_on_failure(connection):
            connection.write(request)
            if body is None or body.finished:
                connection.on_slow = partial(watch_client, connection, receive)
                await connection.answer()
            else:
                await _stream_rest(connection, route, body)

    @contextmanager
    def _released_on_failure(self, connection: Connection) -> Iterator[None]:
        try:
            yield
        except BaseException:
            self.upstream.release(connection)
            raise

    def _leave_the_trial(self) -> None:
        """This request has told nothing of the service: if it was to try whether that is back, the next one may."""
        if self.breaker.state is State.HALF_OPEN:
            self.breaker.open(self.now(), 0.0)

    def _report(self, failure: UpstreamFailed, exchange: Exchange, route: Route) -> Problem:
        """Record that the service failed; the problem to answer with, if that is still possible.

        What is not begun, for as much as may be is under way, tells nothing of the service: were it counted, a service
        that answers a thousand slow requests would be cut off from everybody. Envoy's outlier detection counts no
        request that its own limit of connections refused, and Resilience4j's documents have a full bulkhead ignored.
        """
        if isinstance(failure, GivenUp | Overloaded):
            self._leave_the_trial()
        else:
            self.breaker.failed(self.now())
        log.warning(
            "service_failed",
            upstream=self.upstream.name,
            route=route.template,
            reason=str(failure),
            request_id=exchange.request_id.decode(),
        )
        return _problem(failure, route)


def answer_headers(connection: Connection, exchange: Exchange, route: Route) -> list[Header]:
    """The headers of the answer that has come, as they are passed on; ``exchange`` notes that it was the service's."""
    headers = connection.headers
    if not route.public:  # what concerns one person is not for caches, unless the service says how
        for name, _ in headers:
            if name == b"cache-control":
                break
        else:
            headers.append(_NO_STORE)
    headers += exchange.headers
    exchange.status = connection.status
    exchange.answered_by = route.service
    return headers


async def _pass_on(connection: Connection, exchange: Exchange, route: Route, receive: Receive, send: Send) -> None:
    headers = answer_headers(connection, exchange, route)
    await send({"type": "http.response.start", "status": connection.status, "headers": headers})
    if connection.complete:
        await send({"type": "http.response.body", "body": await connection.read()})
        return
    if connection.watcher is None and connection.all_sent:
        connection.on_slow = partial(watch_client, connection, receive)
    while True:
        connection.give(route.timeout)
        data = await connection.read()
        connection.pause_deadline()
        await send({"type": "http.response.body", "body": data, "more_body": bool(data)})
        if not data:
            return


def _framing(body: RequestBody) -> bytes:
    if body.length is None:
        return b"transfer-encoding: chunked\r\n\r\n"
    return b"content-length: %d\r\n\r\n" % body.length


def _frame(body: RequestBody, data: bytes) -> bytes:
    if body.length is not None or not data:
        return data
    return b"%x\r\n%b\r\n" % (len(data), data)


async def _stream_rest(connection: Connection, route: Route, body: RequestBody) -> None:
    """The rest of a large body, while an early answer (a refusal) is already listened for."""
    connection.all_sent = False
    sending = asyncio.create_task(_send_rest(connection, route, body))
    try:
        await connection.answer()
    except UpstreamFailed as failure:
        cause = sending.result() if sending.done() and not sending.cancelled() else None
        try:
            raise cause or failure from None
        finally:
            del cause
    finally:
        sending.cancel()
        del sending  # it holds what was raised, which holds this frame: a circle, with the last piece of the body in it


async def _send_rest(connection: Connection, route: Route, body: RequestBody) -> ServiceError | UpstreamFailed | None:
    """Why the body did not come to its end, if so."""
    try:
        while not body.finished:
            connection.pause_deadline()
            data = await body.read()
            connection.give(route.timeout)
            connection.write(_frame(body, data))
            await connection.room_to_write()
        if body.length is None:
            connection.write(b"0\r\n\r\n")
        connection.give(route.timeout)
        connection.all_sent = True
    except (ServiceError, UpstreamFailed) as cause:
        # The service must not take a part for the whole: its connection ends here.
        connection.fail(UpstreamFailed(f"request given up: {type(cause).__name__}"))
        return cause
    return None


def watch_client(connection: Connection, receive: Receive) -> None:
    """End the exchange as soon as its client is gone."""
    connection.watcher = asyncio.create_task(_until_gone(connection, receive))


async def _nobody_leaves() -> Message:
    never: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
    return await never


async def _until_gone(connection: Connection, receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    connection.fail(ClientGone("while waiting for its answer"))


def _problem(failure: UpstreamFailed, route: Route) -> Problem:
    if isinstance(failure, UpstreamSilent):
        return timed_out(route)
    if failure.untouched or isinstance(failure, Overloaded):
        return _down()
    detail = "Hệ thống không trả lời trọn vẹn. " + _advice(route)
    return Problem(502, "bad-answer", "Lỗi kết nối nội bộ", detail)


def timed_out(route: Route) -> Problem:
    return Problem(504, "timed-out", "Quá thời gian chờ", "Hệ thống xử lý quá lâu. " + _advice(route))


def _advice(route: Route) -> str:
    if route.method == "GET":
        return "Vui lòng thử lại."
    return "Yêu cầu có thể đã được ghi nhận; nếu gửi lại, hãy dùng đúng mã Idempotency-Key cũ."


def _down() -> Problem:
    detail = "Dịch vụ đang tạm gián đoạn. Vui lòng thử lại sau ít phút."
    headers = {"Retry-After": str(RETRY_AFTER_SECONDS)}
    return Problem(503, "service-down", "Tạm thời gián đoạn", detail, headers=headers)
