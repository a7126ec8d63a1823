"""Zalo's time, which a test may stop, move and let run again."""

import time
from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")

MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS


def at(epoch_ms: int) -> datetime:
    return datetime.fromtimestamp(epoch_ms / 1000, VIETNAM)


class Clock:
    def __init__(self, wall: Callable[[], float] = time.time) -> None:
        self._wall = wall
        self._shift_ms = 0
        self._frozen_ms: int | None = None

    def now_ms(self) -> int:
        if self._frozen_ms is not None:
            return self._frozen_ms
        return int(self._wall() * 1000) + self._shift_ms

    def wall(self) -> float:
        """Seconds of the real clock, whatever Zalo's says: what a bench measures with."""
        return self._wall()

    @property
    def mode(self) -> str:
        if self._frozen_ms is not None:
            return "frozen"
        return "shifted" if self._shift_ms else "real"

    def freeze(self, epoch_ms: int) -> None:
        self._frozen_ms = epoch_ms

    def advance(self, milliseconds: int) -> None:
        if self._frozen_ms is not None:
            self._frozen_ms += milliseconds
        else:
            self._shift_ms += milliseconds

    def run_from(self, epoch_ms: int) -> None:
        self._frozen_ms = None
        self._shift_ms = epoch_ms - int(self._wall() * 1000)

    def run_real(self) -> None:
        self._frozen_ms = None
        self._shift_ms = 0
