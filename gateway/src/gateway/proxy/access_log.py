"""A line for each request that the gateway refused itself, or that was slow. In batches: a flood of refusals, a line a
time through structlog, would cost as much as serving them.

The last ``FLUSH_SECONDS`` of lines are lost when the process is killed. Nothing personal is in them: the route's
template, never the path.
"""

import asyncio
import sys
from datetime import timedelta
from time import perf_counter

import orjson

from gateway.proxy.exchange import Exchange
from shared.clock import Clock

FLUSH_SECONDS = 0.25


class AccessLog:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._waiting: list[tuple[float, float, Exchange]] = []

    def add(self, exchange: Exchange, seconds: float) -> None:
        self._waiting.append((perf_counter(), seconds, exchange))

    async def run(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            await asyncio.sleep(FLUSH_SECONDS)
            self.flush()

    def flush(self) -> None:
        waiting, self._waiting = self._waiting, []
        if not waiting:
            return
        now, tick = self._clock.now(), perf_counter()
        lines = bytearray()
        for at, seconds, exchange in waiting:
            lines += orjson.dumps(
                {
                    "timestamp": now - timedelta(seconds=tick - at),
                    "level": "info",
                    "service": "gateway",
                    "event": "request_answered",
                    "request_id": exchange.request_id.decode(),
                    "trace_id": exchange.traceparent[3:35].decode(),
                    "method": exchange.method,
                    "route": exchange.route.template if exchange.route else "(none)",
                    "status": exchange.status,
                    "ms": round(seconds * 1000, 1),
                    "upstream_ms": round(exchange.upstream_seconds * 1000, 1),
                },
                option=orjson.OPT_APPEND_NEWLINE | orjson.OPT_UTC_Z,
            )
        sys.stdout.buffer.write(lines)
        sys.stdout.buffer.flush()
