"""How long the official template waits for our services."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from gateway.api.official_template import services
from gateway.api.official_template.envelope import TemplateRefused
from gateway.api.official_template.services import DOWN, Services
from shared.http_client import outbound
from shared.testing import PATIENCE


@dataclass
class Slow:
    """A service that answers when it is told to."""

    may_answer: asyncio.Event
    services: Services


async def kept_by_nobody(_path: bytes, _target: bytes) -> None:
    """The gateway's pages, where none of them is for all."""


@pytest.fixture
async def slow(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Slow]:
    monkeypatch.setattr(services, "SECONDS", 0.1)
    monkeypatch.setattr(services, "UPLOAD_SECONDS", PATIENCE)
    may_answer = asyncio.Event()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        await may_answer.wait()
        writer.write(
            b'HTTP/1.1 201 Created\r\ncontent-type: application/json\r\ncontent-length: 13\r\n\r\n{"id": "fil"}'
        )
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server, outbound(timeout=PATIENCE) as http:
        yield Slow(may_answer, Services(http, {"svc-feedback": f"http://127.0.0.1:{port}"}, kept_by_nobody))
        may_answer.set()


async def test_a_call_ends_and_is_said_in_the_envelope(slow: Slow) -> None:
    with pytest.raises(TemplateRefused) as refused:
        await slow.services.get("svc-feedback", "/v1/feedback-categories")
    assert refused.value.message == DOWN, "although the service has not answered"


@pytest.mark.slow
async def test_an_upload_may_take_longer_than_another_call(slow: Slow) -> None:
    file = ("anh.jpg", b"x" * 1000, "image/jpeg")
    asyncio.get_running_loop().call_later(services.SECONDS * 5, slow.may_answer.set)
    assert await slow.services.upload("svc-feedback", "/v1/feedback-files", "token", "key", file) == {"id": "fil"}
