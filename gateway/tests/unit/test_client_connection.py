"""One connection of a client, without a socket below it."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from gateway.proxy.client_connection import ClientConnection
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
