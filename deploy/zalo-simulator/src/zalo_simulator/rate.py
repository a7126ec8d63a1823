"""Calls counted per minute of Zalo's clock."""

from zalo_simulator.clock import MINUTE_MS


class MinuteCount:
    def __init__(self) -> None:
        self._minute = -1
        self._calls = 0

    def take(self, now_ms: int) -> int:
        """Counts one call; returns how many this minute has seen."""
        minute = now_ms // MINUTE_MS
        if minute != self._minute:
            self._minute, self._calls = minute, 0
        self._calls += 1
        return self._calls
