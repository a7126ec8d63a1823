"""Every group of consumers has dead letters, and its service has the command that sends them again."""

import ast
import importlib

import pytest

from tests.guards.sources import ROOT, with_text

SERVICES = sorted(
    path.parent.name for path in ROOT.glob("*/src/*/__main__.py") if any(path.parent.glob("consumers/*.py"))
)


@pytest.mark.parametrize("package", SERVICES)
def test_each_group_can_be_redriven(package: str) -> None:
    groups = {
        node.value.value
        for source in with_text("GROUP")
        if source.package == package
        for node in source.tree().body
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Constant)
        and any(isinstance(name, ast.Name) and name.id.endswith("GROUP") for name in node.targets)
    }
    command = importlib.import_module(f"{package}.__main__").COMMANDS["redrive"]
    assert set(command.groups) == groups
    assert command.program == package
