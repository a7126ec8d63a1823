"""The project's Python sources, by package and layer, as syntax trees."""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STANDARD_LIBRARY = sys.stdlib_module_names


@dataclass(frozen=True)
class Source:
    """One module. ``package`` is its installable package, ``layer`` the folder in it (empty at the top).

    ``nodes`` are those of its syntax tree that the guards ask for: to walk the whole tree for each of them took half of
    their time.
    """

    path: Path
    package: str
    layer: str
    nodes: tuple[ast.Import | ast.ImportFrom | ast.Call, ...]

    def __str__(self) -> str:
        return str(self.path.relative_to(ROOT))

    def tree(self) -> ast.Module:
        """The whole syntax tree, read anew: few guards need it."""
        return ast.parse(self.path.read_text(encoding="utf-8"), str(self.path))

    def imports(self) -> Iterator[str]:
        """Every module imported, absolute."""
        for node in self.nodes:
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield node.module

    def imported_names(self) -> Iterator[tuple[str, set[str]]]:
        """Every ``from module import names``."""
        for node in self.nodes:
            if isinstance(node, ast.ImportFrom) and node.module:
                yield node.module, {alias.name for alias in node.names}

    def calls(self) -> Iterator[str]:
        """Every dotted name that is called: ``datetime.now``, ``httpx.AsyncClient``."""
        for node in self.nodes:
            if isinstance(node, ast.Call):
                yield ast.unparse(node.func)


@cache
def packages() -> dict[str, Path]:
    """Installable packages of this repository: name → folder of its sources."""
    found = [*ROOT.glob("*/src/*"), *ROOT.glob("deploy/*/src/*")]
    return {folder.name: folder for folder in sorted(found) if (folder / "__init__.py").exists()}


@cache
def services() -> tuple[str, ...]:
    return tuple(name for name in packages() if name == "gateway" or name.startswith("svc_"))


@cache
def sources() -> tuple[Source, ...]:
    return tuple(
        Source(path, name, parts[0] if len(parts := path.relative_to(folder).parts) > 1 else "", _parse(path))
        for name, folder in packages().items()
        for path in sorted(folder.rglob("*.py"))
    )


def _parse(path: Path) -> tuple[ast.Import | ast.ImportFrom | ast.Call, ...]:
    tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
    return tuple(node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom | ast.Call))
