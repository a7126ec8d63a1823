"""The outbound client against a real socket: what it must not do by itself, and that it gives up in time."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest

from shared.http_client import outbound

REDIRECT = b"HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n"


class Server:
    def __init__(self) -> None:
        self.requests: list[bytes] = []
        self.port = 0

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line = await reader.readline()
        self.requests.append(line)
        if b"/silent" not in line:
            writer.write(REDIRECT)
            await writer.drain()
        else:
            await reader.read()
        writer.close()


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    state = Server()
    async with await asyncio.start_server(state.answer, "127.0.0.1", 0) as listening:
        state.port = listening.sockets[0].getsockname()[1]
        yield state


async def test_a_redirect_is_an_answer_not_an_order(server: Server) -> None:
    async with outbound(f"http://127.0.0.1:{server.port}") as http:
        answer = await http.get("/here")
    assert (answer.status_code, answer.headers["location"]) == (302, "/elsewhere")
    assert server.requests == [b"GET /here HTTP/1.1\r\n"]


@pytest.mark.slow
async def test_a_silent_server_is_given_up_in_time(server: Server) -> None:
    async with outbound(f"http://127.0.0.1:{server.port}", timeout=1.0) as http:
        async with asyncio.timeout(3.0):  # httpx's four phases one after another would take 4
            with pytest.raises(httpx.TimeoutException):
                await http.get("/silent")


async def test_a_server_that_is_not_there_is_a_connect_error() -> None:
    async with outbound("http://127.0.0.1:1") as http:
        with pytest.raises(httpx.ConnectError):
            await http.get("/")
