"""A layer imports only layers below it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import svc_notify

ROOT = Path(svc_notify.__file__).parent
LAYERS = (
    *("domain", "settings", "store", "zalo", "tokens", "channels", "sources", "dispatch", "use_cases"),
    *("consumers", "jobs", "api", "wiring", "cli", "__main__"),
)
HTTP = ("fastapi", "starlette", "shared.problem", "shared.web")


def modules() -> Iterator[tuple[Path, str, set[str]]]:
    """Each module, its layer, and what it imports."""
    for path in ROOT.rglob("*.py"):
        layer = path.relative_to(ROOT).parts[0].removesuffix(".py")
        names = set()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module:
                names.add(node.module)
                names |= {f"{node.module}.{alias.name}" for alias in node.names if node.module == "svc_notify"}
            elif isinstance(node, ast.Import):
                names |= {alias.name for alias in node.names}
        yield path, layer, names


def test_every_module_is_in_a_layer() -> None:
    assert {layer for _, layer, _ in modules()} == {*LAYERS, "__init__"}


def test_no_import_climbs() -> None:
    climbing = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path, layer, names in modules()
        for name in names
        if name.startswith("svc_notify.") and layer in LAYERS
        if LAYERS.index(name.split(".")[1]) > LAYERS.index(layer)
    ]
    assert climbing == []


def test_only_the_api_and_the_wiring_speak_http() -> None:
    speaking = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path, layer, names in modules()
        for name in names
        if name.startswith(HTTP) and layer not in ("api", "wiring")
    ]
    assert speaking == []
