"""The roles that staff may hold: what each is called, what it allows, and where it can be held."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

PROVINCE = "province"
"""The unit of a role that holds in the whole province."""


class Place(StrEnum):
    PROVINCE = "province"
    UNIT = "unit"
    """One office that receives dossiers: a commune's, or one of the province."""
    AGENCY = "agency"
    """One agency that answers reports and questions and receives no dossiers."""
    SCHOOL = "school"
    """One school. svc-payment keeps the list of them."""


@dataclass(frozen=True)
class StaffRole:
    """``may`` says in one Vietnamese sentence what whoever holds it can do."""

    name: str
    label: str
    may: str
    held_in: frozenset[Place]

    def fits(self, unit: str) -> bool:
        """Whether it can be held in ``unit``, which may be an agency or a school."""
        if unit == PROVINCE:
            return Place.PROVINCE in self.held_in
        return not self.held_in <= {Place.PROVINCE}


StaffRoles = Mapping[str, StaffRole]
"""All of them, by name."""

Units = Mapping[str, str]
"""The name of every unit by its id, the province's included."""


@dataclass(frozen=True)
class Labels:
    """What people read instead of the names of roles and the ids of units."""

    roles: StaffRoles
    units: Units
    without_office: frozenset[str]
    """Those of ``units`` that are agencies without an office for dossiers."""

    def role(self, name: str) -> str:
        return self.roles[name].label if name in self.roles else name

    def place(self, unit: str) -> Place:
        """What ``unit`` is; what is not known here can only be a school."""
        if unit == PROVINCE:
            return Place.PROVINCE
        if unit in self.without_office:
            return Place.AGENCY
        return Place.UNIT if unit in self.units else Place.SCHOOL

    def unit(self, unit: str) -> str:
        """A unit that is no more is called by its id."""
        return self.units.get(unit, unit)
