from typing import Self

from pydantic import BaseModel

from gateway.domain.roles import Labels, Units
from gateway.domain.staff import Staff


class HeldRoleView(BaseModel):
    role: str
    role_label: str
    unit: str
    unit_name: str


class UnitView(BaseModel):
    id: str
    name: str


class StaffView(BaseModel):
    """``units``: each unit in which there is a role, once."""

    id: str
    name: str | None
    roles: list[HeldRoleView]
    units: list[UnitView]

    @classmethod
    def of(cls, member: Staff, labels: Labels) -> Self:
        grants = member.grants()
        roles = [
            HeldRoleView(
                role=grant.role,
                role_label=labels.role(grant.role),
                unit=grant.unit,
                unit_name=grant.unit_name or labels.unit(grant.unit),
            )
            for grant in grants
        ]
        names = {role.unit: role.unit_name for role in roles}
        units = [UnitView(id=unit, name=name) for unit, name in names.items()]
        return cls(id=member.id, name=member.name, roles=roles, units=units)


class UnitsView(BaseModel):
    items: list[UnitView]

    @classmethod
    def of(cls, units: Units) -> Self:
        return cls(items=[UnitView(id=unit, name=name) for unit, name in units.items()])
