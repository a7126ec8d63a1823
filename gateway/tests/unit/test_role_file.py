from pathlib import Path

import pytest

from gateway.store.role_file import InvalidRoles, load_roles


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidRoles) as refused:
        load_roles(tmp_path / "roles.yaml")
    assert str(refused.value) == f"{tmp_path / 'roles.yaml'} cannot be read: No such file or directory"


def test_a_file_that_is_no_yaml_is_named(tmp_path: Path) -> None:
    (tmp_path / "roles.yaml").write_text("roles: [")
    with pytest.raises(InvalidRoles, match=r"^roles\.yaml: "):
        load_roles(tmp_path / "roles.yaml")
