"""The mini app's package, written by the Node.js that a Python wheel carries, when its sources are newer."""

import fcntl
from collections.abc import Iterator
from pathlib import Path

from local_stack.npm import npm_ci, run_node
from local_stack.repository import LOCAL, ROOT

WEB = ROOT / "web"
PACKAGE = WEB / "mini-app" / "www"

_INSTALLED = WEB / "node_modules" / ".package-lock.json"


def built_mini_app() -> Path:
    """The folder of the package, built anew if it is older than its sources. Raises ``StackError``."""
    LOCAL.mkdir(exist_ok=True)
    with (LOCAL / "mini-app.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        install()
        if _changed(PACKAGE / "app-config.json") < max(map(_changed, _sources())):
            node("build.mjs")
    return PACKAGE


def install() -> None:
    """The locked packages of ``web/``."""
    if _changed(_INSTALLED) < _changed(WEB / "package-lock.json"):
        npm_ci(WEB)
        _INSTALLED.touch()


def node(*words: str, given: str = "") -> str:
    """``node words…`` in ``web/``. Returns what it printed."""
    return run_node(WEB, words, given)


def _sources() -> Iterator[Path]:
    yield from (WEB / "build.mjs", WEB / "package-lock.json", WEB / "tsconfig.json", WEB / "mini-app" / "province.json")
    for folder in ("common", "mini-app"):
        yield from (path for path in (WEB / folder / "src").rglob("*") if path.is_file())


def _changed(path: Path) -> float:
    """When it was last written; never, if it is not there."""
    return path.stat().st_mtime if path.exists() else 0.0
