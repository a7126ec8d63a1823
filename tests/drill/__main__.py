"""``make drill-restore``: a database is backed up while it is written to, lost, and restored from the copy.

Prints how much acknowledged work the copy lacks (RPO), and how long nobody was served (RTO). Ends with status 1 when
anything that was acknowledged before the copy is missing, or the restore took too long.
"""

import argparse
import asyncio
import os
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from pymongo import AsyncMongoClient
from pymongo.errors import PyMongoError

from local_stack.child import Child
from local_stack.errors import StackError
from local_stack.mongod import find_mongod, mongod
from local_stack.ports import free_ports
from local_stack.readiness import until_ready
from local_stack.replica_set import Client, is_primary, mongo_url
from local_stack.repository import ROOT

TARGET_SECONDS = 300
"""The longest time to restore a gigabyte."""
AFTERWARDS = 5.0
"""Seconds of work between the end of the backup and the loss."""
MEGABYTE = 1_000_000


@dataclass
class Acknowledged:
    """What the database confirmed, by number, with the moment."""

    moments: list[float] = field(default_factory=list)

    async def write_until(self, lost: asyncio.Event, url: str) -> None:
        async with AsyncMongoClient[dict[str, object]](url, w="majority", serverSelectionTimeoutMS=1_000) as client:
            while not lost.is_set():
                try:
                    await client["drill"]["dossiers"].insert_one({"_id": len(self.moments), "state": "submitted"})
                    self.moments.append(time.monotonic())
                except PyMongoError:
                    return
                await asyncio.sleep(0.01)


async def fill(client: Client, megabytes: int) -> None:
    """Fill the database with what stands for citizens' files: bytes that do not get smaller."""
    for first in range(0, megabytes, 8):
        files = [{"_id": number, "data": os.urandom(MEGABYTE)} for number in range(first, min(first + 8, megabytes))]
        await client["drill"]["files"].insert_many(files)


async def back_up(client: Client, data: Path, backup: Path) -> tuple[float, int]:
    """Copy the files of a node that holds still; when it did, and how much was copied. On a cluster that is a
    secondary, so that nobody waits: here is only one node.
    """
    await client.admin.command("fsync", lock=True)
    held = time.monotonic()
    try:
        await asyncio.to_thread(shutil.copytree, data, backup, ignore=shutil.ignore_patterns("mongod.lock"))
    finally:
        await client.admin.command("fsyncUnlock")
    return held, sum(file.stat().st_size for file in backup.rglob("*") if file.is_file())


async def drill(folder: Path, megabytes: int) -> bool:
    program, port = await find_mongod(), free_ports("drill", 27217)
    before, backup, after = folder / "before", folder / "backup", folder / "after"
    node = mongod(program, before, port, folder / "before.log")
    await node.start()
    acknowledged, lost = Acknowledged(), asyncio.Event()
    try:
        await until_ready(node, is_primary(port), 60)
        async with Client(mongo_url(port)) as client:
            await fill(client, megabytes)
            writing = asyncio.create_task(acknowledged.write_until(lost, mongo_url(port)))
            await asyncio.sleep(AFTERWARDS)
            began = time.monotonic()
            held, size = await back_up(client, before, backup)
            backed_up = time.monotonic()
            await asyncio.sleep(AFTERWARDS)
        await node.kill()
        disaster = time.monotonic()
        lost.set()
        await writing
    finally:
        await node.stop(10)
    shutil.rmtree(before)
    restored = mongod(program, after, port, folder / "after.log")
    await asyncio.to_thread(shutil.copytree, backup, after, dirs_exist_ok=True)
    await restored.start()
    try:
        return await _judge(restored, port, acknowledged, (began, held, backed_up, disaster), megabytes, size)
    finally:
        await restored.stop(10)


async def _judge(
    restored: Child,
    port: int,
    acknowledged: Acknowledged,
    times: tuple[float, float, float, float],
    megabytes: int,
    size: int,
) -> bool:
    began, held, backed_up, disaster = times
    await until_ready(restored, is_primary(port), TARGET_SECONDS)
    async with AsyncMongoClient[dict[str, object]](mongo_url(port), w="majority") as client:
        dossiers, files = client["drill"]["dossiers"], client["drill"]["files"]
        there = {document["_id"] async for document in dossiers.find({}, {"_id": 1})}
        await dossiers.insert_one({"_id": "the first after the restore"})
        served = time.monotonic()
        whole = await files.count_documents({}) == megabytes
        broken = not (await client["drill"].command("validate", "dossiers"))["valid"]
    due = {number for number, moment in enumerate(acknowledged.moments) if moment < held}
    missing = due - there
    after_the_copy = len(acknowledged.moments) - len(there & {*range(len(acknowledged.moments))})
    seconds = served - disaster
    state = f"{len(missing)} of before ARE MISSING" if missing else "all of before are there"
    sys.stdout.write(
        f"backup  {size / 1e9:.2f} GB copied in {backed_up - began:.1f} s, while which writes waited\n"
        f"RPO     {disaster - held:.1f} s: {after_the_copy} of {len(acknowledged.moments)} acknowledged writes came "
        f"after the copy began and are gone; {state}\n"
        f"RTO     {seconds:.1f} s from the loss to the first write; at most {TARGET_SECONDS} s for 1 GB\n"
    )
    return not missing and whole and not broken and seconds <= TARGET_SECONDS


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.drill", description=__doc__)
    parser.add_argument("--megabytes", type=int, default=1_000)
    asked = parser.parse_args()
    local = ROOT / ".local"
    local.mkdir(exist_ok=True)
    try:
        with tempfile.TemporaryDirectory(prefix="drill-", dir=local) as folder:
            return 0 if asyncio.run(drill(Path(folder), asked.megabytes)) else 1
    except StackError as error:
        sys.stderr.write(f"{error}\n")
        return 1


if __name__ == "__main__":
    raise SystemExit(main())
