"""``make drill-restore``: svc-dossier's database is backed up while citizens file, lost with the secrets, and restored.

Prints how much acknowledged work the copy lacks (RPO), and how long nobody was served (RTO). Ends with status 1 when
anything that was acknowledged before the copy is missing or altered, an event of it was never sent, or the restore took
too long.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from aiokafka import AIOKafkaConsumer, TopicPartition

from bench.two_sizes import settings_of
from local_stack.errors import StackError
from local_stack.mongo_operators import ensure_operators, operator_rights
from local_stack.replica_set import Client, with_user
from local_stack.repository import ROOT
from local_stack.secret_files import password
from local_stack.services import read_services
from local_stack.stack import Stack
from shared.kafka_connection import KafkaConnection
from shared.mongo import Database, open_mongo
from shared.testing import eventually
from tests.drill.claimants import Claimant, claimants
from tests.drill.copies import back_up, lose, put_back
from tests.drill.drilled import Drilled
from tests.drill.filling import fill, missing
from tests.journeys.people import at

OURS = [service for service in read_services() if service.data]
"""Those that keep data, in the order in which they start."""
TOPIC = "dossier.events.v1"
PEOPLE = 8
BETWEEN = 10.0
"""Seconds of filing before Kafka goes away, from there to the backup, and from the backup to the loss."""


async def drill(root: Path, megabytes: int) -> Drilled:
    async with (
        Stack(root / "stack") as stack,
        at(stack.endpoints) as world,
    ):
        administrator = Path(stack.endpoints.mongo_url_file).read_text()
        passwords = {name: password() for name in operator_rights(())}
        await ensure_operators(administrator, passwords, [each.database for each in OURS])
        backup_url, restore_url = (with_user(administrator, name, passwords[name], "admin") for name in passwords)
        async with open_mongo(settings_of(administrator, "svc_dossier")) as database:
            filled = await fill(database, megabytes * 1_000_000)
        everyone = await claimants(world, PEOPLE)
        submitting = [asyncio.create_task(claimant.submit_on()) for claimant in everyone]
        await asyncio.sleep(BETWEEN)
        await stack.kill("kafka")
        await asyncio.sleep(BETWEEN)
        backup = await back_up(stack, backup_url, root / "backup")
        await stack.restart("kafka")
        await asyncio.sleep(BETWEEN)
        for name in ("mongod", *(each.name for each in OURS)):
            await stack.kill(name)
        disaster = time.monotonic()
        for task in submitting:
            task.cancel()
        await asyncio.gather(*submitting, return_exceptions=True)
        promised = [promise for claimant in everyone for promise in claimant.promises]
        await asyncio.to_thread(lose, stack)

        await put_back(stack, backup)
        await stack.restart("mongod")
        await _look(restore_url)
        restored = time.monotonic()
        async with open_mongo(settings_of(administrator, "svc_dossier")) as database:
            waiting = await _waiting(database)
            ends = await _ends(stack.endpoints.kafka)
            for each in OURS:
                await stack.run(each.name, "accept-restored")
                await stack.restart(each.name)
            await everyone[0].submit_with_picture()
            served = time.monotonic()
            broken = [*await missing(database, filled), *await _broken(everyone, backup.held)]
            await eventually(lambda: _waiting(database), want=lambda left: not left)
        sent, sent_anew = await _sent(stack.endpoints.kafka, ends)
    before = {promise.dossier_id for promise in promised if promise.moment < backup.held}
    after = {promise.dossier_id for promise in promised} - before
    never, known = (waiting - sent_anew) | (before - sent), len(after & sent)
    return Drilled(backup, disaster, restored, served, promised, broken, len(waiting), sorted(never), known)


async def _look(url: str) -> None:
    """Ask MongoDB whether its files are whole, as the user ``restore`` does by the runbook. Raises ``StackError``."""
    async with Client(url) as client:
        if not (await client["svc_dossier"].command("validate", "dossiers"))["valid"]:
            raise StackError("MongoDB finds its own files damaged")


async def _waiting(database: Database) -> set[str]:
    """The dossiers with an event that is still to be sent."""
    return set(await database["dossiers"].distinct("_id", {"outbox": {"$ne": []}}))


async def _broken(everyone: Sequence[Claimant], held: float) -> list[str]:
    return [
        promise.dossier_id
        for claimant in everyone
        for promise in claimant.promises
        if promise.moment < held and await claimant.broken(promise)
    ]


async def _ends(servers: str) -> dict[int, int]:
    """The next offset of each partition."""
    async with _reading(servers) as consumer:
        partitions = [TopicPartition(TOPIC, number) for number in consumer.partitions_for_topic(TOPIC) or ()]
        return {each.partition: end for each, end in (await consumer.end_offsets(partitions)).items()}


async def _sent(servers: str, ends: Mapping[int, int]) -> tuple[set[str], set[str]]:
    """The dossiers of which Kafka has an event, and those of which it got one after ``ends``."""
    every, anew = set[str](), set[str]()
    async with _reading(servers) as consumer:
        while records := await consumer.getmany(timeout_ms=5_000):
            for partition, batch in records.items():
                every |= {record.key.decode() for record in batch}
                anew |= {record.key.decode() for record in batch if record.offset >= ends[partition.partition]}
    return every, anew


@asynccontextmanager
async def _reading(servers: str) -> AsyncIterator[AIOKafkaConsumer]:
    consumer = KafkaConnection(servers).consumer(TOPIC, auto_offset_reset="earliest")
    await consumer.start()
    try:
        yield consumer
    finally:
        await consumer.stop()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.drill", description=__doc__)
    parser.add_argument("--megabytes", type=int, default=1_000, help="of citizens' files")
    asked = parser.parse_args()
    local = ROOT / ".local"
    local.mkdir(exist_ok=True)
    try:
        with tempfile.TemporaryDirectory(prefix="drill-", dir=local) as folder:
            drilled = asyncio.run(drill(Path(folder), asked.megabytes))
    except StackError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(str(drilled))
    return 0 if drilled.is_well else 1


if __name__ == "__main__":
    raise SystemExit(main())
