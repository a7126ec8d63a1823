"""The way of most requests: a GET whose service answers in one piece, passed on without a task.

The steps are those of ``ProxyApp._serve`` and ``Forwarder.forward``, taken as the connections call: no task, no future,
no ASGI messages. Where the answer is anything else (large, streamed, worth packing, late, none), they take over.
"""

from collections.abc import Coroutine
from typing import Any, Protocol

from gateway.proxy.client_request import ClientRequest
from gateway.proxy.compression import SMALLEST, CompressingSend, answer_coding
from gateway.proxy.connection import Connection
from gateway.proxy.exchange import Exchange
from gateway.proxy.forward import Forwarder, answer_headers, watch_client
from gateway.proxy.route_table import Route


class Exchanges(Protocol):
    def ended(self, request: ClientRequest, exchange: Exchange) -> None: ...

    def guard(
        self, rest: Coroutine[Any, Any, None], request: ClientRequest, exchange: Exchange
    ) -> Coroutine[Any, Any, None]: ...


class FastPath:
    __slots__ = ("_accepted", "_connection", "_exchange", "_exchanges", "_forwarder", "_head", "_request", "_route")

    def __init__(
        self,
        exchanges: Exchanges,
        forwarder: Forwarder,
        connection: Connection,
        request: ClientRequest,
        exchange: Exchange,
        route: Route,
        head: list[bytes],
        accepted: bytes | None,
    ) -> None:
        """``accepted``: the request's ``Accept-Encoding``."""
        self._exchanges = exchanges
        self._forwarder = forwarder
        self._connection = connection
        self._request = request
        self._exchange = exchange
        self._route = route
        self._head = head
        self._accepted = accepted

    def ask(self) -> None:
        connection = self._connection
        connection.begin(self._route.timeout)
        connection.on_answer = self._answered
        connection.on_slow = self._watch
        connection.write(b"".join((*self._head, b"\r\n")))

    def _answered(self) -> None:
        connection, exchange, request = self._connection, self._exchange, self._request
        if not connection.complete or (connection.length >= SMALLEST and self._coding() is not None):
            request.carrier.run(self._exchanges.guard(self._rest(), request, exchange))
            return
        forwarder = self._forwarder
        exchange.upstream_seconds = forwarder.now() - connection.began_at
        forwarder.breaker.succeeded()
        request.respond(connection.status, answer_headers(connection, exchange, self._route), connection.arrived())
        forwarder.upstream.release(connection)
        self._exchanges.ended(request, exchange)

    async def _rest(self) -> None:
        send, coding = self._request.send, self._coding()
        await self._forwarder.forward(
            self._exchange,
            self._route,
            self._head,
            None,
            self._request.receive,
            send if coding is None else CompressingSend(send, coding),
            self._connection,
        )

    def _coding(self) -> bytes | None:
        return answer_coding(self._accepted, self._request.method, self._route)

    def _watch(self) -> None:
        watch_client(self._connection, self._request.receive)
