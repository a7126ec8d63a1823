"""``make run``: the stack in the foreground until Ctrl-C.

A part that dies is reported at once with the last lines of its log and started again, after a pause that doubles from
half a second. After five times within a minute it is tried once a minute only; the others go on all the while. A part
that runs and is not ready for a while is reported too, in a line: it hangs, or what it needs is away.
A second Ctrl-C kills everything without waiting.
"""

import asyncio
import signal
import time
from collections import deque
from collections.abc import Awaitable, Callable
from typing import NoReturn

from local_stack.errors import StackError
from local_stack.readiness import Check, with_log_tail
from local_stack.stack import Stack

RESTARTS = 5
WITHIN_SECONDS = 60.0
_FIRST_PAUSE = 0.5
_LONG_PAUSE = 60.0
_LOOK_EVERY = 5.0
_HANGS_AFTER = 20.0
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

WhenReady = Callable[[Stack, float], Awaitable[None]]
"""Called once with the seconds that the start took."""


async def supervise(stack: Stack, when_ready: WhenReady) -> int:
    """Exit status: 0 after a signal, 1 when the stack could not start or stay up."""
    stop_requested = _stop_event()
    work = asyncio.create_task(_start_and_keep(stack, when_ready))
    waiting = asyncio.create_task(stop_requested.wait())
    await asyncio.wait({work, waiting}, return_when=asyncio.FIRST_COMPLETED)
    if stop_requested.is_set():
        print("\nStopping …  (Ctrl-C again kills everything)", flush=True)
    stop_requested.clear()
    work.cancel()
    waiting.cancel()
    try:
        await work
    except asyncio.CancelledError:
        return 0
    except StackError as error:
        print(f"\n{error}", flush=True)
        return 1
    finally:
        await _stop(stack, stop_requested)


def _stop_event() -> asyncio.Event:
    event = asyncio.Event()
    for number in _SIGNALS:
        asyncio.get_running_loop().add_signal_handler(number, event.set)
    return event


async def _start_and_keep(stack: Stack, when_ready: WhenReady) -> NoReturn:
    began = time.monotonic()
    print("Starting the stack …  (Ctrl-C stops it)", flush=True)
    await stack.start()
    await when_ready(stack, time.monotonic() - began)
    try:
        async with asyncio.TaskGroup() as group:
            for name in stack.parts:
                group.create_task(_keep(stack, name))
                group.create_task(_tell_of_hanging(stack, name))
    except* StackError as errors:
        raise errors.exceptions[0] from None
    raise AssertionError("nothing watches the stack any more")


async def _keep(stack: Stack, name: str) -> NoReturn:
    child = stack.parts[name].child
    starts: deque[float] = deque()
    while True:
        await child.ended()
        print(f"\n{_now()}  {with_log_tail(child, f'{name} ended by itself: {child.status}')}", flush=True)
        while not await _is_back(stack, name, starts):
            pass


async def _is_back(stack: Stack, name: str, starts: deque[float]) -> bool:
    now = time.monotonic()
    while starts and starts[0] < now - WITHIN_SECONDS:
        starts.popleft()
    pause = _FIRST_PAUSE * 2 ** len(starts)
    if len(starts) == RESTARTS:
        pause = _LONG_PAUSE
        print(
            f"{_now()}  {name} does not stay up: started {RESTARTS} times within {WITHIN_SECONDS:.0f} s. "
            f"The others go on; the next try is in {pause:.0f} s",
            flush=True,
        )
        starts.popleft()
    starts.append(now)
    await asyncio.sleep(pause)
    try:
        seconds = await stack.restart(name)
    except StackError as error:
        print(f"{_now()}  {error}", flush=True)
        return False
    print(f"{_now()}  {name} is back after {seconds:.1f} s", flush=True)
    return True


async def _tell_of_hanging(stack: Stack, name: str) -> NoReturn:
    """Once when a part has not been ready for a while although it runs, and once when it is again."""
    ready_at, since, warned = time.monotonic(), _now(), False
    while True:
        await asyncio.sleep(_LOOK_EVERY)
        part = stack.parts[name]
        if not part.child.is_running or await _is_ready(part.is_ready):
            if warned and part.child.is_running:
                print(f"{_now()}  {name} is ready again", flush=True)
            ready_at, since, warned = time.monotonic(), _now(), False
        elif not warned and time.monotonic() - ready_at > _HANGS_AFTER:
            warned = True
            print(f"{_now()}  {name} runs but has not been ready since {since}; its log: {part.child.log}", flush=True)


async def _is_ready(check: Check) -> bool:
    try:
        async with asyncio.timeout(_LOOK_EVERY):
            return await check()
    except (StackError, TimeoutError):
        return False


async def _stop(stack: Stack, stop_requested_again: asyncio.Event) -> None:
    stopping = asyncio.create_task(stack.stop())
    waiting = asyncio.create_task(stop_requested_again.wait())
    await asyncio.wait({stopping, waiting}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    if not stopping.done():
        for name in stack.parts:
            await stack.kill(name)
    killed = await stopping
    if stack.parts:
        print(f"Stopped; had to kill {', '.join(killed)}." if killed else "Stopped.", flush=True)


def _now() -> str:
    return time.strftime("%H:%M:%S")
