"""The only place that reads the wall clock; everything else is handed a ``Clock``."""

from datetime import UTC, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


class Clock(Protocol):
    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...


class SystemClock:
    """Cut to whole milliseconds: MongoDB keeps no more, and a time must compare equal after a round trip."""

    def now(self) -> datetime:
        moment = datetime.now(UTC)
        return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def rfc3339(moment: datetime) -> str:
    """``moment`` as RFC 3339 in Vietnamese time, e.g. ``2026-11-22T08:30:00.125+07:00``."""
    return moment.astimezone(VIETNAM).isoformat(timespec="milliseconds")
