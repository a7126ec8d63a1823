"""One row of what a province arranges without a release: a channel, a guide, an office, a hotline, a banner, a button.

What a row holds differs by its kind (``catalogue/entry_kinds.py``); how it is edited does not: against the version that
the editor saw, with a record of who changed what.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

MAX_RECORD = 50
"""The latest edits; older ones are let go."""


class Edit(StrEnum):
    SHIPPED = "shipped"
    ADDED = "added"
    CHANGED = "changed"


@dataclass(frozen=True)
class EditEntry:
    """Who did what, and which members it changed."""

    version: int
    edit: Edit
    by: str
    at: datetime
    command_id: str
    fingerprint: str
    changed: tuple[str, ...] = ()
    by_name: str = ""
    """What the editor was called at the time."""


@dataclass(frozen=True)
class Entry:
    """``key`` names it among its kind. ``content`` are plain values. Only what is ``active`` is shown to citizens."""

    kind: str
    key: str
    version: int
    position: int
    active: bool
    content: Mapping[str, Any]
    record: tuple[EditEntry, ...]

    @property
    def id(self) -> str:
        return entry_id(self.kind, self.key)

    @property
    def changed_at(self) -> datetime:
        return self.record[-1].at

    def edited(self, edit: EditEntry, content: Mapping[str, Any], position: int, active: bool) -> "Entry":
        changed = [name for name in {*self.content, *content} if self.content.get(name) != content.get(name)] + [
            name
            for name, before, after in (("position", self.position, position), ("active", self.active, active))
            if before != after
        ]
        entry = replace(edit, changed=tuple(sorted(changed)))
        return replace(
            self,
            version=entry.version,
            position=position,
            active=active,
            content=content,
            record=(*self.record, entry)[-MAX_RECORD:],
        )


def entry_id(kind: str, key: str) -> str:
    return f"{kind}:{key}"
