"""How much is done of what is long by nature: a little in `make check`, to the full in `make chaos`."""

import os
from typing import TypeVar

T = TypeVar("T")

FULL = os.environ.get("CHAOS") == "full"


def extent(short: T, full: T) -> T:
    return full if FULL else short
