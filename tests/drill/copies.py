"""What ``docs/runbooks/backup-and-restore.md`` has copied and put back: MongoDB's files under a lock, and elsewhere the
secrets: rings of keys, signing keys, passwords.
"""

import asyncio
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from local_stack.replica_set import Client
from local_stack.stack import Stack


@dataclass(frozen=True)
class Backup:
    """``held``: the moment (monotonic) at which nothing more was written. Seconds and bytes of the copying."""

    folder: Path
    held: float
    seconds: float
    size: int


def _places(stack: Stack, folder: Path) -> list[tuple[Path, Path]]:
    """Where it lies, and where its copy does."""
    return [(stack.root / "state" / "mongo", folder / "data"), (stack.root / "secrets", folder / "secrets")]


async def back_up(stack: Stack, url: str, folder: Path) -> Backup:
    """Copy a node that holds still. ``url``: of the user ``backup``. On a cluster that is a secondary, so that nobody
    waits: here is only one node.
    """
    [data, secrets] = _places(stack, folder)
    began = time.monotonic()
    async with Client(url) as client:
        await client.admin.command("fsync", lock=True)
        held = time.monotonic()
        try:
            await asyncio.to_thread(_copy, *data)
        finally:
            await client.admin.command("fsyncUnlock")
    seconds = time.monotonic() - began
    await asyncio.to_thread(_copy, *secrets)
    size = sum(file.stat().st_size for file in data[1].rglob("*") if file.is_file())
    return Backup(folder, held, seconds, size)


def lose(stack: Stack) -> None:
    for place, _ in _places(stack, stack.root):
        shutil.rmtree(place)


async def put_back(stack: Stack, backup: Backup) -> None:
    for place, copy in _places(stack, backup.folder):
        await asyncio.to_thread(_copy, copy, place)


def _copy(source: Path, target: Path) -> None:
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("mongod.lock"))
