"""A member of staff and what they may do where. Grants are never edited: the record of them only grows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

RoleName = Literal["one_stop", "specialist", "catalogue_editor", "broadcaster", "broadcast_approver", "administrator"]
Action = Literal["granted", "revoked"]

ADMINISTRATOR: RoleName = "administrator"
PROVINCE = "province"
COMMAND_LINE = "command-line"
"""Who granted it, when nobody had signed in yet."""

RECORD_LIMIT = 1000


@dataclass(frozen=True)
class RecordEntry:
    """``by`` (a staff id, or ``COMMAND_LINE``) granted or revoked ``role`` in ``unit``; both carry the grant's id."""

    grant_id: str
    action: Action
    role: RoleName
    unit: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Staff:
    id: str
    version: int
    zalo_user_id: str
    name: str | None
    registered_at: datetime
    record: tuple[RecordEntry, ...] = ()

    def grants(self) -> list[RecordEntry]:
        """Those in force, in the order they were given."""
        revoked = {entry.grant_id for entry in self.record if entry.action == "revoked"}
        return [entry for entry in self.record if entry.action == "granted" and entry.grant_id not in revoked]

    def roles(self) -> list[str]:
        """On the wire: ``one_stop@21025``."""
        return [f"{grant.role}@{grant.unit}" for grant in self.grants()]


def may_administer(units: Iterable[str], role: RoleName, unit: str) -> bool:
    """Whether an administrator of ``units`` may grant or revoke ``role`` in ``unit``: in their own units, and the
    province's in all; who administers is for the province's alone to say."""
    administered = frozenset(units)
    return PROVINCE in administered or (role != ADMINISTRATOR and unit in administered)
