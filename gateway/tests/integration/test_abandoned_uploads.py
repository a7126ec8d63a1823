"""Phones lose their network in the middle of an upload, thousands of times: the gateway must not remember each.

10,000 such uploads, measured by hand with this very script on a process that had seen 500: NUMBERS.
"""

import asyncio
import contextlib
import os
from typing import Any

import psutil
import pytest
from test_process import Process, _token, process, stop

assert process, "a fixture"

BEFORE, COUNTED, AT_ONCE = 500, int(os.environ.get("ABANDONED_UPLOADS", "1500")), 16
PIECE = b"a" * 300_000
ALLOWED_MB = 20


@pytest.mark.parametrize("chunked", [False, True])
async def test_abandoned_uploads_leave_nothing(process: Process, dossier: Any, chunked: bool) -> None:
    process.environment["GATEWAY_LIMIT_SHARE"] = "1000"
    running = await process.start("api")
    try:
        await process.ready()
        head = f"POST /v1/files HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {_token(process)}\r\n".encode()
        if chunked:
            request = head + b"transfer-encoding: chunked\r\n\r\n" + b"%x\r\n" % len(PIECE) + PIECE + b"\r\n"
        else:
            request = head + b"content-length: 5000000\r\n\r\n" + PIECE
        memory = psutil.Process(running.pid).memory_info
        await _abandon(process, request, BEFORE)
        before = memory().rss
        await _abandon(process, request, COUNTED)
        grown = (memory().rss - before) / 1e6
        assert grown < ALLOWED_MB, f"{grown:.0f} MB more after {COUNTED} abandoned uploads"
    finally:
        assert await stop(running) == 0
        dossier.forget()


async def _abandon(process: Process, request: bytes, number: int) -> None:
    host, port = process.url.removeprefix("http://").split(":")

    async def some() -> None:
        for _ in range(number // AT_ONCE + 1):
            reader, writer = await asyncio.open_connection(host, int(port))
            with contextlib.suppress(ConnectionError):
                writer.write(request)
                await writer.drain()
                await asyncio.sleep(0.02)
            writer.transport.abort()
            del reader

    await asyncio.gather(*(some() for _ in range(AT_ONCE)))
    await asyncio.sleep(1)
