"""The roles that staff may hold: what each is called, what it allows, and where it can be held."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

PROVINCE = "province"
"""The unit of a role that holds in the whole province."""


class Place(StrEnum):
    PROVINCE = "province"
    UNIT = "unit"
    """One agency or commune."""


@dataclass(frozen=True)
class StaffRole:
    """``may`` says in one Vietnamese sentence what whoever holds it can do."""

    name: str
    label: str
    may: str
    held_in: frozenset[Place]

    def fits(self, unit: str) -> bool:
        """Whether it can be held in ``unit``."""
        return (Place.PROVINCE if unit == PROVINCE else Place.UNIT) in self.held_in


StaffRoles = Mapping[str, StaffRole]
"""All of them, by name."""
