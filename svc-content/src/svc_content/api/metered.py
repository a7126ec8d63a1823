"""How many read a page that a cache answered for: it tells with its next question (RFC 2227, ``Meter``).

The gateway passes no such header of a client on; it says itself how often it gave the page away.
"""

import re
from typing import Annotated

from fastapi import Header

Meter = Annotated[str | None, Header(description="Số lượt đọc mà bộ nhớ đệm đã trả lời thay, dạng `count=<số>/0`.")]

REPORT_READS = {"Meter": "do-report"}
MOST = 1_000_000

_COUNT = re.compile(r"count=(\d{1,9})/\d{1,9}")


def reads(meter: str | None) -> int:
    """One for who asks by himself; for a cache, as many as it says."""
    if meter is None:
        return 1
    match = _COUNT.fullmatch(meter.strip())
    return min(int(match[1]), MOST) if match else 1
