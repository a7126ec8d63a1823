"""Calls counted per minute, second or day of Zalo's clock."""

from collections import Counter
from collections.abc import Hashable

from zalo_simulator.clock import at


class PeriodCount:
    def __init__(self, period_ms: int) -> None:
        self._period_ms = period_ms
        self._period = -1
        self._calls = 0

    def add(self, now_ms: int) -> int:
        """Counts one call. Returns how many there were in this period."""
        period = now_ms // self._period_ms
        if period != self._period:
            self._period, self._calls = period, 0
        self._calls += 1
        return self._calls


class DayCounts:
    """How many messages were sent today, Vietnam time, by any key."""

    def __init__(self) -> None:
        self._day = ""
        self._sent: Counter[Hashable] = Counter()

    def of(self, key: Hashable, now_ms: int) -> int:
        self._start_day(now_ms)
        return self._sent[key]

    def add(self, key: Hashable, now_ms: int) -> None:
        self._start_day(now_ms)
        self._sent[key] += 1

    def clear(self) -> None:
        self._sent.clear()

    def _start_day(self, now_ms: int) -> None:
        day = f"{at(now_ms):%Y%m%d}"
        if day != self._day:
            self._day = day
            self._sent.clear()
