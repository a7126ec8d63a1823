"""A member of staff and what they may do where. Grants are never edited: the record of them only grows."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from typing import Literal

from gateway.domain.roles import PROVINCE, StaffRole

Action = Literal["granted", "revoked"]

ADMINISTRATOR = "administrator"
COMMAND_LINE = "command-line"
"""Who granted it, when nobody had signed in yet."""

RECORD_LIMIT = 1000


class GrantRefusal(Enum):
    """Why a role is not given or taken back."""

    OTHER_UNIT = "the administrator's units do not include this one"
    NO_SUCH_UNIT = "there is no unit with this id"
    NOT_HELD_THERE = "the role cannot be held in such a place"
    ALREADY_HELD = "the role is in force already"
    NO_SUCH_GRANT = "no such grant is in force"
    RECORD_FULL = "the record has no room for another entry"


class GrantRefused(Exception):
    def __init__(self, reason: GrantRefusal) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True)
class Administrator:
    """Who gives and takes roles: a staff id or ``COMMAND_LINE``, and the units that they administer."""

    id: str
    units: frozenset[str]
    name: str = ""

    def may_administer(self, role: str, unit: str) -> bool:
        """Whether they may grant and revoke ``role`` in ``unit``: it is one of their own, or they are the province's.
        Only the province says who administers.
        """
        return PROVINCE in self.units or (role != ADMINISTRATOR and unit in self.units)

    @property
    def only_units(self) -> frozenset[str] | None:
        """The units that they see; ``None`` for all."""
        return None if PROVINCE in self.units else self.units

    def sees(self, unit: str) -> bool:
        return self.only_units is None or unit in self.only_units


@dataclass(frozen=True)
class RecordEntry:
    """``by`` (a staff id, or ``COMMAND_LINE``) granted or revoked ``role`` in ``unit``; both carry the grant's id.

    ``by_name`` is what they were called then; ``unit_name`` what a school was called, which only svc-payment knows.
    """

    grant_id: str
    action: Action
    role: str
    unit: str
    by: str
    at: datetime
    by_name: str = ""
    unit_name: str = ""


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

    def seen_by(self, administrator: Administrator) -> "Staff":
        """The record with only what was granted and revoked in the administrator's units."""
        return replace(self, record=tuple(entry for entry in self.record if administrator.sees(entry.unit)))

    def roles(self) -> list[str]:
        """The roles as they stand on the wire: ``one_stop@21025``."""
        return [f"{grant.role}@{grant.unit}" for grant in self.grants()]

    def holds(self, role: str, unit: str) -> bool:
        return any((grant.role, grant.unit) == (role, unit) for grant in self.grants())

    def grant(
        self, grant_id: str, role: StaffRole, unit: str, by: Administrator, at: datetime, unit_name: str = ""
    ) -> RecordEntry:
        """The entry by which ``by`` gives ``role``; raises ``GrantRefused``."""
        require_units(by, role.name, unit)
        if not role.fits(unit):
            raise GrantRefused(GrantRefusal.NOT_HELD_THERE)
        if self.holds(role.name, unit):
            raise GrantRefused(GrantRefusal.ALREADY_HELD)
        return self._entry(RecordEntry(grant_id, "granted", role.name, unit, by.id, at, by.name, unit_name))

    def revoke(self, grant_id: str, by: Administrator, at: datetime) -> RecordEntry:
        """The entry by which ``by`` takes a grant back; raises ``GrantRefused``. Of one in a unit that they do not see,
        nobody learns that it is there.
        """
        grant = next((grant for grant in self.grants() if grant.grant_id == grant_id), None)
        if grant is None or not by.sees(grant.unit):
            raise GrantRefused(GrantRefusal.NO_SUCH_GRANT)
        require_units(by, grant.role, grant.unit)
        return self._entry(replace(grant, action="revoked", by=by.id, by_name=by.name, at=at))

    def with_entry(self, entry: RecordEntry) -> "Staff":
        return replace(self, version=self.version + 1, record=(*self.record, entry))

    def renamed(self, name: str | None) -> "Staff":
        return replace(self, version=self.version + 1, name=name)

    def _entry(self, entry: RecordEntry) -> RecordEntry:
        if len(self.record) >= RECORD_LIMIT:
            raise GrantRefused(GrantRefusal.RECORD_FULL)
        return entry


def require_units(by: Administrator, role: str, unit: str) -> None:
    """Raises ``GrantRefused``."""
    if not by.may_administer(role, unit):
        raise GrantRefused(GrantRefusal.OTHER_UNIT)
