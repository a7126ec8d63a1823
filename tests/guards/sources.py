"""The project's Python sources, by package and layer, as syntax trees."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BINARY = {".br", ".gz", ".ico", ".jpg", ".pdf", ".png", ".ttf", ".woff2", ".xz"}
STANDARD_LIBRARY = sys.stdlib_module_names


@dataclass(frozen=True)
class Source:
    """One module. ``package`` is its installable package, ``layer`` the folder in it (empty at the top)."""

    path: Path
    package: str
    layer: str
    made_up: str | None = None
    """Its text, where the test of a guard shows it a violation."""

    def __str__(self) -> str:
        return str(self.path.relative_to(ROOT))

    @cached_property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8") if self.made_up is None else self.made_up

    @property
    def module(self) -> str:
        """The name by which others import it."""
        parts = self.path.relative_to(packages()[self.package].parent).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    @cached_property
    def nodes(self) -> tuple[ast.Import | ast.ImportFrom | ast.Call, ...]:
        """Those of its syntax tree that most guards ask for: to walk it whole for each took half of their time."""
        return tuple(n for n in ast.walk(self.tree()) if isinstance(n, ast.Import | ast.ImportFrom | ast.Call))

    def tree(self) -> ast.Module:
        """The whole syntax tree, read anew: few guards need it."""
        return ast.parse(self.text, str(self.path))

    def imports(self) -> Iterator[str]:
        """Every module imported, absolute: ``from shared import problem`` imports ``shared.problem``."""
        for module, names in self.imported_names():
            submodules = {f"{module}.{name}" for name in names} & module_names()
            yield from submodules
            if len(submodules) < len(names):
                yield module

    def imported_names(self) -> Iterator[tuple[str, set[str]]]:
        """Every ``from module import names``, absolute; for a module that is imported whole the names are ``*``."""
        for node in self.nodes:
            if isinstance(node, ast.Import):
                yield from ((alias.name, {"*"}) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                module, names = self._absolute(node), {alias.name for alias in node.names}
                yield module, names
                yield from ((whole, {"*"}) for name in names if (whole := f"{module}.{name}") in module_names())

    def _absolute(self, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        package = self.module.split(".") if self.path.stem == "__init__" else self.module.split(".")[:-1]
        return ".".join([*package[: len(package) - node.level + 1], *([node.module] if node.module else [])])

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


@cache
def module_names() -> frozenset[str]:
    return frozenset(source.module for source in sources())


def made_up(text: str, package: str, layer: str) -> Source:
    """A module that is not there, to show what a guard says of it."""
    return Source(packages()[package] / layer / "made_up.py", package, layer, text)


@cache
def texts() -> dict[Path, str]:
    """Every tracked file that is a text."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    paths = [ROOT / name for name in listed.split("\0") if name]
    return {path: path.read_text(encoding="utf-8") for path in paths if path.suffix not in BINARY and path.is_file()}


@cache
def outside_packages() -> tuple[Source, ...]:
    """The Python modules outside the packages."""
    return tuple(
        Source(path, path.relative_to(ROOT).parts[0], "tests", text)
        for path, text in texts().items()
        if path.suffix == ".py" and "src" not in path.relative_to(ROOT).parts
    )


def with_text(pattern: str) -> Iterator[Source]:
    """The sources in whose text ``pattern`` is found. Whoever looks for names parses these alone: all take seconds."""
    return (source for source in sources() if re.search(pattern, source.text))
