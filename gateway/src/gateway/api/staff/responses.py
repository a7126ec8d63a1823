from typing import Self

from pydantic import BaseModel

from gateway.domain.roles import Labels, Units
from gateway.domain.staff import Staff


class HeldRoleResponse(BaseModel):
    role: str
    role_label: str
    unit: str
    unit_name: str


class UnitResponse(BaseModel):
    id: str
    name: str


class StaffResponse(BaseModel):
    """``units``: each unit in which there is a role, once."""

    id: str
    name: str | None
    roles: list[HeldRoleResponse]
    units: list[UnitResponse]

    @classmethod
    def of(cls, member: Staff, labels: Labels) -> Self:
        grants = member.grants()
        roles = [
            HeldRoleResponse(
                role=grant.role,
                role_label=labels.role(grant.role),
                unit=grant.unit,
                unit_name=grant.unit_name or labels.unit(grant.unit),
            )
            for grant in grants
        ]
        names = {role.unit: role.unit_name for role in roles}
        units = [UnitResponse(id=unit, name=name) for unit, name in names.items()]
        return cls(id=member.id, name=member.name, roles=roles, units=units)


class UnitsResponse(BaseModel):
    items: list[UnitResponse]

    @classmethod
    def of(cls, units: Units) -> Self:
        return cls(items=[UnitResponse(id=unit, name=name) for unit, name in units.items()])
