"""Waiting between tries: capped exponential with full jitter.

Source: https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/
"""

import asyncio
import random

from shared.schedules import Reconnect


def full_jitter(attempt: int, first: float, cap: float) -> float:
    """Seconds to wait after failed try number ``attempt`` (from 1): random up to ``first * 2**(attempt-1)``."""
    return random.uniform(0, min(cap, first * 2 ** min(attempt - 1, 30)))  # noqa: S311  it spreads load, it guards nothing


class Backoff:
    def __init__(self, schedule: Reconnect) -> None:
        self._schedule = schedule
        self._failures = 0

    def reset(self) -> None:
        self._failures = 0

    async def sleep(self, stop: asyncio.Event | None = None) -> None:
        """Wait a little longer than last time; return at once when ``stop`` is set."""
        self._failures += 1
        # At least a tenth of a second: full jitter may draw zero, and a tight loop helps nobody.
        seconds = max(0.1, full_jitter(self._failures, self._schedule.first, self._schedule.longest))
        if stop is None:
            await asyncio.sleep(seconds)
            return
        await pause(seconds, stop)


async def pause(seconds: float, stop: asyncio.Event) -> None:
    """Wait, or until ``stop`` is set."""
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        pass
