"""What the stores of this service share on the way between dataclasses and documents."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from svc_feedback.domain.parties import Attachment

BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
"""The earliest of moments. Where a partial index holds a type instead of a range, MongoDB walks through all of it."""


def plain(value: Any) -> Any:
    """Enumerations as their values and tuples as lists, as MongoDB keeps them."""
    if isinstance(value, dict):
        return {name: plain(member) for name, member in value.items()}
    if isinstance(value, list | tuple):
        return [plain(member) for member in value]
    return getattr(value, "value", value)


def file_ids(attachments: Sequence[Attachment]) -> list[str]:
    """The files and their small pictures."""
    return [file_id for each in attachments for file_id in (each.id, each.preview) if file_id]
