"""No module needs itself: imports within a package, also those for type checkers alone, go one way."""

from collections.abc import Collection

import pytest

from tests.guards.sources import Source, made_up, packages, sources


@pytest.mark.parametrize("package", packages())
def test_no_module_imports_in_a_circle(package: str) -> None:
    assert _circle(_imports(package)) is None


def test_a_relative_import_counts() -> None:
    lower = made_up("from ..api.dossiers import routes\n", "svc_dossier", "use_cases")
    assert _within(lower, ["svc_dossier.api.dossiers.routes"]) == {"svc_dossier.api.dossiers.routes"}


def _imports(package: str) -> dict[str, set[str]]:
    """The modules of ``package`` that each of its modules imports anywhere in the file."""
    modules = {source.module: source for source in sources() if source.package == package}
    return {name: _within(source, modules.keys()) - {name} for name, source in modules.items()}


def _within(source: Source, modules: Collection[str]) -> set[str]:
    wanted = set(source.imports())
    wanted |= {f"{module}.{name}" for module, names in source.imported_names() for name in names}
    return {module for module in wanted if module in modules}


def _circle(imports: dict[str, set[str]]) -> list[str] | None:
    """The first circle found, as the modules on it."""
    done: set[str] = set()

    def walk(module: str, path: list[str]) -> list[str] | None:
        if module in path:
            return [*path[path.index(module) :], module]
        if module in done:
            return None
        for target in sorted(imports[module]):
            if (circle := walk(target, [*path, module])) is not None:
                return circle
        done.add(module)
        return None

    for module in sorted(imports):
        if (circle := walk(module, [])) is not None:
            return circle
    return None
