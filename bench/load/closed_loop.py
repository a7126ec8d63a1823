"""Closed loop: so many connections, each sending its next request as soon as its last one is answered.

``wrk`` where it is installed, else our own generator on pyreqwest, which is slower: tables say which.
"""

import asyncio
import re
import shutil
import time
from collections.abc import Sequence

import uvloop
from pyreqwest.client import Client

from bench.errors import BenchError
from bench.load.generator import in_own_process, make_client

CONNECTIONS = 64


def generator_name() -> str:
    return "wrk" if shutil.which("wrk") else "pyreqwest"


async def closed_loop(url: str, authorization: str, seconds: float, core: int, headers: Sequence[str] = ()) -> float:
    """Requests per second; raises ``BenchError`` when any answer is not a 200. ``authorization`` may be empty.

    ``headers``: more of them, each ``Name: value``.
    """
    sent = [f"Authorization: {authorization}", *headers] if authorization else [*headers]
    if shutil.which("wrk"):
        return await _wrk(url, sent, seconds, core)
    return await in_own_process(core, _pyreqwest, url, sent, seconds)


async def _wrk(url: str, headers: Sequence[str], seconds: float, core: int) -> float:
    command = [
        *("taskset", "-c", str(core), "wrk", "--threads", "1", "--connections", str(CONNECTIONS)),
        *("--duration", f"{max(1, round(seconds))}s", "--timeout", "10s"),
        *(word for header in headers for word in ("--header", header)),
        url,
    ]
    wrk = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    async with asyncio.timeout(seconds + 30):
        out, _ = await wrk.communicate()
    printed = out.decode()
    if wrong := re.findall(r"Non-2xx.*|Socket errors:.*", printed):
        raise BenchError(f"wrk at {url}: {'; '.join(wrong)}")
    found = re.search(r"Requests/sec:\s+([\d.]+)", printed)
    if found is None:
        raise BenchError(f"wrk at {url} said: {printed}")
    return float(found.group(1))


def _pyreqwest(url: str, headers: Sequence[str], seconds: float) -> float:
    return uvloop.run(_loop(url, headers, seconds))


async def _loop(url: str, headers: Sequence[str], seconds: float) -> float:
    async with make_client() as client:
        begun = time.perf_counter()
        counts = await asyncio.gather(*(_connection(client, url, headers, begun + seconds) for _ in range(CONNECTIONS)))
        return sum(counts) / (time.perf_counter() - begun)


async def _connection(client: Client, url: str, headers: Sequence[str], until: float) -> int:
    answered, named = 0, dict(header.split(": ", 1) for header in headers)
    while time.perf_counter() < until:
        response = await client.get(url).headers(named).build().send()
        await response.bytes()
        if response.status != 200:
            raise BenchError(f"{url} answered {response.status}")
        answered += 1
    return answered
