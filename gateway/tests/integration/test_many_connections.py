"""Opens as many connections as once closed the gateway to everybody, with the bounds that a province has."""

import asyncio
import resource
import socket
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

import httpx
import pytest
import pytest_asyncio

from gateway.proxy.address import Addresses
from gateway.proxy.client_connection import ClientConnection
from gateway.proxy.client_connections import MOST, ClientConnections
from shared.clock import SystemClock
from shared.testing import PATIENCE

SLOW = 4300
"""More than all that may be open, each with one byte of a request."""
FILES = 2 * SLOW + 500
"""How many open files this process needs: both ends are here."""


@pytest.fixture
def enough_files() -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard < FILES:
        pytest.skip(f"a process here may have {hard} files, and {FILES} are needed")
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


@pytest_asyncio.fixture(loop_scope="session")
async def listening(gateway: Any) -> AsyncIterator[tuple[int, ClientConnections]]:
    clients = ClientConnections(Addresses([]), SystemClock())
    server = await asyncio.get_running_loop().create_server(
        lambda: ClientConnection(gateway.app, clients), "127.0.0.1", 0, backlog=2048
    )
    yield server.sockets[0].getsockname()[1], clients
    server.close()
    clients.close()


@pytest.mark.parametrize("addresses", [1, 5])
async def test_4300_slow_connections_close_the_gateway_to_nobody(
    gateway: Any, listening: tuple[int, ClientConnections], enough_files: None, addresses: int
) -> None:
    port, clients = listening
    loop = asyncio.get_running_loop()
    slow: list[socket.socket] = []
    try:
        for number in range(SLOW):
            one = socket.socket()
            one.setblocking(False)
            one.bind((f"127.0.0.{2 + number % addresses}", 0))
            await loop.sock_connect(one, ("127.0.0.1", port))
            with suppress(OSError):  # the gateway may have given it up already
                await loop.sock_sendall(one, b"G")
            slow.append(one)
        assert clients.number <= MOST
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=PATIENCE) as http:
            for _ in range(50):  # each on a connection of its own, as newcomers have
                answer = await http.get("/v1/procedures", headers={"Connection": "close"})
                assert answer.status_code == 200
    finally:
        for one in slow:
            one.close()
