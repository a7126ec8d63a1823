"""The only place that reads the machine's clocks; everything else is handed a ``Clock``."""

import time
from datetime import UTC, datetime
from typing import Protocol

from shared.time_zone import VIETNAM as VIETNAM

BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
"""The earliest of moments. MongoDB walks through all of a partial index that holds a type, and not what is later than
this."""

_NAP_PROOF = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
"""Goes on while the machine sleeps, where the system has such a clock."""


class Clock(Protocol):
    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...


class SystemClock:
    """The machine's own."""

    def now(self) -> datetime:
        return whole_milliseconds(datetime.now(UTC))


def whole_milliseconds(moment: datetime) -> datetime:
    """MongoDB keeps no more, and a time must compare equal after a round trip."""
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def elapsed() -> float:
    """Seconds of a counter that nobody can set: only differences mean something."""
    return time.clock_gettime(_NAP_PROOF)


def rfc3339(moment: datetime) -> str:
    """``moment`` as RFC 3339 in Vietnamese time, e.g. ``2026-11-22T08:30:00.125+07:00``."""
    return moment.astimezone(VIETNAM).isoformat(timespec="milliseconds")
