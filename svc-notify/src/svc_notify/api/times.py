"""Moments as answers show them."""

from datetime import datetime
from typing import overload

from shared.clock import VIETNAM


@overload
def local(at: datetime) -> datetime: ...
@overload
def local(at: None) -> None: ...
@overload
def local(at: datetime | None) -> datetime | None: ...
def local(at: datetime | None) -> datetime | None:
    """In Vietnam's time."""
    return at.astimezone(VIETNAM) if at else None
