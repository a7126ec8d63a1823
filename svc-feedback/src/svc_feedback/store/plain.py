"""What the stores of this service share on the way between dataclasses and documents."""

from collections.abc import Sequence
from typing import Any

from svc_feedback.domain.parties import Attachment


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
