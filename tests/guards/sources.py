"""The project's Python sources, by package and layer, as syntax trees."""

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STANDARD_LIBRARY = sys.stdlib_module_names


@dataclass(frozen=True)
class Source:
    """One module. ``package`` is its installable package, ``layer`` the folder in it (empty at the top)."""

    path: Path
    package: str
    layer: str

    def __str__(self) -> str:
        return str(self.path.relative_to(ROOT))

    @cached_property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def nodes(self) -> tuple[ast.Import | ast.ImportFrom | ast.Call, ...]:
        """Those of its syntax tree that most guards ask for: to walk it whole for each took half of their time."""
        return tuple(n for n in ast.walk(self.tree()) if isinstance(n, ast.Import | ast.ImportFrom | ast.Call))

    def tree(self) -> ast.Module:
        """The whole syntax tree, read anew: few guards need it."""
        return ast.parse(self.text, str(self.path))

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
        Source(path, name, parts[0] if len(parts := path.relative_to(folder).parts) > 1 else "")
        for name, folder in packages().items()
        for path in sorted(folder.rglob("*.py"))
    )


def with_text(pattern: str) -> Iterator[Source]:
    """The sources in whose text ``pattern`` is found. Whoever looks for names parses these alone: all take seconds."""
    return (source for source in sources() if re.search(pattern, source.text))
