"""The packages that ``package-lock.json`` pins, kept in ``.local``, and their programs."""

import asyncio
import shutil
from collections.abc import Mapping
from pathlib import Path

from local_stack.npm import ensure_installed, run_node
from local_stack.one_at_a_time import one_at_a_time
from local_stack.repository import LOCAL

HERE = Path(__file__).parent
FOLDER = LOCAL / "client"
MANIFEST = ("package.json", "package-lock.json")


def workspace() -> Path:
    """The folder with the installed packages; installed anew when the lock has changed."""
    with one_at_a_time(FOLDER / "lock"):
        for name in MANIFEST:
            shutil.copy(HERE / name, FOLDER / name)
        ensure_installed(FOLDER)
    return FOLDER


async def tool(package: str, program: str, *words: str | Path) -> str:
    """The program of an installed package."""
    return await node(FOLDER / "node_modules" / package / program, *words)


async def node(program: Path, *words: str | Path, environment: Mapping[str, str] | None = None) -> str:
    """What ``program`` printed; the event loop goes on meanwhile. Raises ``NodeFailed``."""
    return await asyncio.to_thread(run_node, FOLDER, [str(program), *map(str, words)], "", environment)
