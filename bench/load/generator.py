"""A process of its own for each load, so that making requests and taking the measure do not share an interpreter."""

import asyncio
import gc
import multiprocessing
import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from typing import ParamSpec, TypeVar

from pyreqwest.client import Client, ClientBuilder

P = ParamSpec("P")
T = TypeVar("T")

CALL_TIMEOUT = timedelta(seconds=30)


async def in_own_process(core: int | None, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """``work`` in a fresh process, on ``core`` alone unless ``None``; everything that crosses must be picklable."""
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=spawn, initializer=_settle, initargs=(core,)) as pool:
        return await asyncio.wrap_future(pool.submit(work, *args, **kwargs))


def _settle(core: int | None) -> None:
    if core is not None:
        os.sched_setaffinity(0, {core})
    gc.disable()  # a collection would look like the system's own delay


def make_client() -> Client:
    return ClientBuilder().timeout(CALL_TIMEOUT).no_proxy().build()
