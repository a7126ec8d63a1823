"""``roles.yaml``: read whole and checked at the start."""

from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from gateway.domain.roles import Place, StaffRole, StaffRoles
from shared.data_files import read_yaml

ROLES = Path(__file__).parents[1] / "roles.yaml"

_Text = Annotated[str, Field(min_length=1)]


class InvalidRoles(Exception):
    """Why the gateway does not start with these roles: one line, naming the role."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Role(_Strict):
    name: Annotated[str, Field(pattern=r"^[a-z][a-z_]{1,63}$")]
    label: _Text
    may: _Text
    held_in: frozenset[Place] = Field(min_length=1)


class _RoleFile(_Strict):
    roles: tuple[_Role, ...] = Field(min_length=1)


def load_roles(path: Path = ROLES) -> StaffRoles:
    """Raises ``InvalidRoles``."""
    try:
        listed = _RoleFile.model_validate(read_yaml(path)).roles
    except OSError as error:
        raise InvalidRoles(f"{path} cannot be read: {error.strerror}") from error
    except yaml.YAMLError as error:
        raise InvalidRoles(f"{path.name}: {error}") from error
    except ValidationError as error:
        fault = error.errors()[0]
        raise InvalidRoles(f"{path.name}: {'.'.join(map(str, fault['loc']))}: {fault['msg']}") from error
    roles: dict[str, StaffRole] = {}
    for role in listed:
        if role.name in roles:
            raise InvalidRoles(f"{path.name}: role {role.name!r} stands there twice")
        roles[role.name] = StaffRole(role.name, role.label, role.may, role.held_in)
    return roles
