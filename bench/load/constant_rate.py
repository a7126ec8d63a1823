"""Open loop: requests leave when they are due, however the ones before them fare.

Times count from when a request was due, not from when it was sent, so a stall is not hidden by its own queue
(coordinated omission: https://www.scylladb.com/2021/04/22/on-coordinated-omission/).
"""

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import uvloop
from pyreqwest.client import Client
from pyreqwest.exceptions import RequestError

from bench.load.generator import in_own_process, make_client

IN_FLIGHT = 2_000
"""Most requests under way; beyond it they leave late, which their times show."""
LEAD = 0.3
"""Seconds before the first request is due."""


@dataclass(frozen=True)
class Call:
    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes = b""


@dataclass(frozen=True)
class Answer:
    """Epoch seconds; ``status`` 0 stands for no answer."""

    number: int
    due: float
    done: float
    status: int
    body: bytes

    @property
    def milliseconds(self) -> float:
        return (self.done - self.due) * 1000


async def constant_rate(
    base_url: str,
    make_call: Callable[[int], Call],
    *,
    rate: float,
    seconds: float,
    first: int = 0,
    core: int | None = None,
) -> list[Answer]:
    """``rate`` × ``seconds`` calls, numbered from ``first``, from a process of their own."""
    return await in_own_process(core, _generate, base_url, make_call, rate, int(rate * seconds), first)


def _generate(base_url: str, make_call: Callable[[int], Call], rate: float, count: int, first: int) -> list[Answer]:
    return uvloop.run(_fire(base_url, make_call, rate, count, first))


async def _fire(base_url: str, make_call: Callable[[int], Call], rate: float, count: int, first: int) -> list[Answer]:
    calls = [make_call(number) for number in range(first, first + count)]
    slots = asyncio.Semaphore(IN_FLIGHT)
    async with make_client() as client:
        start = time.time() + LEAD
        under_way = []
        for number, call in enumerate(calls):
            due = start + number / rate
            if (ahead := due - time.time()) > 0:
                await asyncio.sleep(ahead)
            await slots.acquire()
            under_way.append(asyncio.create_task(_one(client, base_url, call, first + number, due, slots)))
        return await asyncio.gather(*under_way)


async def _one(client: Client, base_url: str, call: Call, number: int, due: float, slots: asyncio.Semaphore) -> Answer:
    request = client.request(call.method, base_url + call.path).headers(dict(call.headers))
    if call.body:
        request = request.body_bytes(call.body)
    try:
        response = await request.build().send()
        body = bytes(await response.bytes())
        return Answer(number, due, time.time(), response.status, body)
    except RequestError as error:
        return Answer(number, due, time.time(), 0, repr(error).encode())
    finally:
        slots.release()
