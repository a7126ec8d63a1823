"""Webhook events that wait to be sent or sent again, by Zalo's clock, and the outcomes of the latest."""

import asyncio
import heapq
import random
from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from zalo_simulator.clock import Clock
from zalo_simulator.knobs import Knobs

Source = Literal["oa", "mini_app", "checkout", "checkout_notify"]
SOURCES: tuple[Source, ...] = get_args(Source)

MAX_WAITING = 100_000
LATEST_KEPT = 500
MAX_REORDER_DELAY_MS = 2_000


_SCHEDULES: Mapping[Source, str] = {
    "oa": "webhook.retry_schedule_seconds",
    "mini_app": "mini_webhook.retry_schedule_seconds",
    "checkout": "checkout.callback_retry_schedule_seconds",
    "checkout_notify": "checkout.callback_retry_schedule_seconds",
}


@dataclass(slots=True)
class Event:
    number: int
    source: Source
    name: str
    raw: bytes
    headers: Mapping[str, str]
    due_at: int
    outcomes: list[str] = field(default_factory=list)
    """One for each attempt: the HTTP status, or the name of the failure."""

    def __lt__(self, other: "Event") -> bool:
        return (self.due_at, self.number) < (other.due_at, other.number)


class Outbox:
    def __init__(self, knobs: Knobs, clock: Clock, random_source: random.Random) -> None:
        self._knobs = knobs
        self._clock = clock
        self._random = random_source
        self._last_number = 0
        self.arrived = asyncio.Event()
        self.clear()

    def clear(self) -> None:
        self._waiting: list[Event] = []
        self.latest: deque[Event] = deque(maxlen=LATEST_KEPT)
        self.counts: Counter[tuple[Source, str]] = Counter()
        self.disabled: set[Source] = set()

    def waiting(self, source: Source) -> int:
        return sum(event.source == source for event in self._waiting)

    def put(self, source: Source, name: str, raw: bytes, headers: Mapping[str, str], delay_ms: int = 0) -> None:
        copies = 2 if self._random.random() < self._knobs.share("webhook.duplicate_rate") else 1
        for _ in range(copies):
            if source in self.disabled or len(self._waiting) >= MAX_WAITING:
                self.counts[source, "not_sent"] += 1
                continue
            late = self._random.randrange(MAX_REORDER_DELAY_MS) if self._knobs.flag("webhook.reorder") else 0
            self._last_number += 1
            event = Event(self._last_number, source, name, raw, headers, self._clock.now_ms() + delay_ms + late)
            self.latest.append(event)
            self._schedule(event)

    def _schedule(self, event: Event) -> None:
        heapq.heappush(self._waiting, event)
        self.arrived.set()

    def is_empty(self) -> bool:
        return not self._waiting

    def next_due(self) -> Event | None:
        """Removes the event from the queue. `sent` puts it back when the attempt failed."""
        if not self._waiting or self._waiting[0].due_at > self._clock.now_ms():
            return None
        return heapq.heappop(self._waiting)

    def sent(self, event: Event, outcome: str) -> None:
        """The outcome of one attempt: 200 ends it, all else is tried again until the schedule is over."""
        event.outcomes.append(outcome)
        if outcome == "200":
            self.counts[event.source, "delivered"] += 1
            return
        pauses = self._knobs.many(_SCHEDULES[event.source])
        retries = len(event.outcomes) - 1
        if event.source in self.disabled:
            self.counts[event.source, "not_sent"] += 1
        elif retries < len(pauses):
            self.counts[event.source, "retries"] += 1
            event.due_at = self._clock.now_ms() + pauses[retries] * 1000
            self._schedule(event)
        else:
            self.counts[event.source, "given_up"] += 1
            if event.source in ("oa", "mini_app") and self._knobs.flag("webhook.disable_after_retries"):
                self._disable(event.source)

    def _disable(self, source: Source) -> None:
        """Silently, as Zalo does; what waits is never sent."""
        self.disabled.add(source)
        self.counts[source, "not_sent"] += self.waiting(source)
        self._waiting = [event for event in self._waiting if event.source != source]
        heapq.heapify(self._waiting)

    def enable(self, source: Source) -> None:
        self.disabled.discard(source)
