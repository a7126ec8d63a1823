"""The moment that a PDF says it was made at."""

from collections.abc import Mapping
from datetime import UTC, datetime


def date_parts(moment: datetime) -> Mapping[str, int]:
    """The parts of ``moment`` for Typst's ``datetime``, in UTC, which is the zone that the printer writes into a
    PDF.
    """
    at = moment.astimezone(UTC)
    return {name: getattr(at, name) for name in ("year", "month", "day", "hour", "minute", "second")}
