"""One connection of a client, without a socket below it."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from gateway.proxy.client_connection import BUFFERED, LOWEST_RATE, PAUSE_SECONDS, ClientConnection
from gateway.proxy.client_request import ClientRequest
from shared.errors import ServiceError

ASK = b"GET /%d HTTP/1.1\r\nhost: x\r\n\r\n"


class Transport(asyncio.Transport):
    def __init__(self) -> None:
        super().__init__()
        self.written = b""

    def write(self, data: Any) -> None:
        self.written += data

    def pause_reading(self) -> None: ...

    def resume_reading(self) -> None: ...


class Clients:
    date = b"date: x"

    def admit(self, connection: ClientConnection, address: str) -> bool:
        return True

    def leave(self, connection: ClientConnection) -> None: ...


class AtOnce:
    """Answers each request with its path, without a task."""

    def begin(self, request: ClientRequest) -> Coroutine[Any, Any, None] | None:
        request.respond(200, [], request.path)
        request.carrier.finish()
        return None

    def refuse(self, problem: ServiceError, request: ClientRequest) -> None:
        raise AssertionError


async def test_a_client_that_takes_nothing_gets_no_more_answers_until_it_does() -> None:
    transport = Transport()
    connection = ClientConnection(AtOnce(), Clients())
    connection.connection_made(transport)
    connection.pause_writing()
    connection.data_received(ASK % 1 + ASK % 2 + ASK % 3)
    await asyncio.sleep(0)
    assert transport.written.count(b"200 OK") == 1
    connection.resume_writing()
    for _ in range(5):
        await asyncio.sleep(0)
    assert [transport.written.index(b"\r\n\r\n/%d" % number) for number in (1, 2, 3)] == sorted(
        transport.written.index(b"\r\n\r\n/%d" % number) for number in (1, 2, 3)
    )
    connection.connection_lost(None)


class Later:
    """Answers when told to."""

    def __init__(self) -> None:
        self.requests: list[ClientRequest] = []

    def begin(self, request: ClientRequest) -> Coroutine[Any, Any, None] | None:
        self.requests.append(request)
        return None

    def refuse(self, problem: ServiceError, request: ClientRequest) -> None:
        raise AssertionError


async def test_it_is_idle_between_two_requests_and_not_before_the_first() -> None:
    app = Later()
    connection = ClientConnection(app, Clients())
    connection.connection_made(Transport())
    now = connection.loop.time()
    assert (connection.idle, connection.keeps_waiting(now)) == (False, True)
    connection.data_received(ASK % 1)
    assert (connection.idle, connection.keeps_waiting(now)) == (False, False)
    app.requests[0].respond(200, [], b"")
    connection.finish()
    assert connection.idle
    connection.data_received(b"G")
    assert (connection.idle, connection.keeps_waiting(now)) == (False, True)
    connection.connection_lost(None)


async def test_an_upload_keeps_nobody_waiting_while_it_makes_progress() -> None:
    connection = ClientConnection(Later(), Clients())
    connection.connection_made(Transport())
    now = connection.loop.time()
    connection.data_received(b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1000000\r\n\r\n")
    assert not connection.keeps_waiting(now)
    assert connection.keeps_waiting(now + PAUSE_SECONDS + 1.0)
    connection.data_received(b"a" * int(6 * LOWEST_RATE))
    assert not connection.keeps_waiting(now + PAUSE_SECONDS + 1.0)
    assert not connection.keeps_waiting(now + PAUSE_SECONDS + 5.0)
    assert connection.keeps_waiting(now + PAUSE_SECONDS + 7.0)
    connection.data_received(b"a" * (BUFFERED + 1))
    assert not connection.keeps_waiting(now + 1000.0), "the service does, which has not taken what came"
    connection.connection_lost(None)
