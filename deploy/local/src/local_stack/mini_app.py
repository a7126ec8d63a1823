"""The mini app's package, written by the Node.js that a Python wheel carries, when its sources are newer or when it is
told something else about its province.
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path

from local_stack.npm import ensure_installed, run_node
from local_stack.one_at_a_time import one_at_a_time
from local_stack.repository import LOCAL, ROOT

WEB = ROOT / "web"
PACKAGE = WEB / "mini-app" / "www"

SETTINGS = ("MINI_APP_GATEWAY", "MAP_TILES")
"""What the build reads from the environment in place of ``province.json``."""

_LOCK = LOCAL / "mini-app.lock"
_BUILT_FOR = WEB / "node_modules" / ".mini-app-built-for.json"


def built_mini_app() -> Path:
    """The folder of the package, built anew if it is not what its sources make today. Raises ``StackError``."""
    with one_at_a_time(_LOCK):
        ensure_installed(WEB)
        settings = json.dumps({name: os.environ.get(name, "") for name in SETTINGS})
        if _changed(PACKAGE / "app-config.json") < max(map(_changed, _sources())) or settings != _text(_BUILT_FOR):
            node("build.mjs")
            _BUILT_FOR.write_text(settings)
    return PACKAGE


def install() -> None:
    """The locked packages of ``web/``."""
    with one_at_a_time(_LOCK):
        ensure_installed(WEB)


def node(*words: str, given: str = "") -> str:
    """``node words…`` in ``web/``. Returns what it printed."""
    return run_node(WEB, words, given)


def _sources() -> Iterator[Path]:
    yield from (WEB / "build.mjs", WEB / "package-lock.json", WEB / "tsconfig.json", WEB / "mini-app" / "province.json")
    for folder in ("common", "mini-app"):
        yield from (path for path in (WEB / folder / "src").rglob("*") if path.is_file())


def _text(path: Path) -> str:
    return path.read_text() if path.exists() else ""


def _changed(path: Path) -> float:
    """When it was last written; never, if it is not there."""
    return path.stat().st_mtime if path.exists() else 0.0
