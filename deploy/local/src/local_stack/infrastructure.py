"""MongoDB and Kafka as parts of the stack. Where ``MONGO_URL`` (an administrator's) or ``KAFKA_BOOTSTRAP_SERVERS`` is
set, that one is used and there is no part."""

import asyncio
import os
from collections.abc import Mapping
from pathlib import Path

from local_stack.child import Child
from local_stack.kafka import answers_kafka, kafka
from local_stack.kafka_jars import kafka_jars
from local_stack.mongod import find_mongod, mongod
from local_stack.part import Part
from local_stack.replica_set import ADMINISTRATOR, is_primary, mongo_url, with_user
from local_stack.secret_files import SecretFiles, mongo_key_file, password


def usual_infrastructure_ports() -> dict[str, int]:
    """The ports of what is started here, by the names that ``mongo_part`` and ``kafka_part`` look for."""
    mongo = {} if os.environ.get("MONGO_URL") else {"mongo": 27117}
    return mongo if os.environ.get("KAFKA_BOOTSTRAP_SERVERS") else {**mongo, "kafka": 19092, "kafka-controller": 19093}


async def mongo_part(root: Path, ports: Mapping[str, int], secrets: SecretFiles) -> tuple[Part | None, str]:
    """The part, and the connection string of its administrator."""
    given = os.environ.get("MONGO_URL")
    if given:
        return None, given
    port = ports["mongo"]
    key_file = secrets.kept("mongo-key-file", mongo_key_file)
    administrator = secrets.kept("mongo-administrator", password).read_text()
    child = mongod(await find_mongod(), root / "state" / "mongo", port, root / "logs" / "mongod.log", key_file)
    part = Part(child, f"127.0.0.1:{port}", is_primary(port, administrator))
    return part, with_user(mongo_url(port), ADMINISTRATOR, administrator, "admin")


async def kafka_part(root: Path, ports: Mapping[str, int]) -> tuple[Part | None, str]:
    """The part, and its bootstrap servers."""
    given = os.environ.get("KAFKA_BOOTSTRAP_SERVERS")
    if given:
        return None, given
    port, controller_port = ports["kafka"], ports["kafka-controller"]
    jars = await asyncio.to_thread(kafka_jars)
    child: Child = await kafka(jars, root / "state" / "kafka", port, controller_port, root / "logs" / "kafka.log")
    return Part(child, f"127.0.0.1:{port}", answers_kafka(f"127.0.0.1:{port}")), f"127.0.0.1:{port}"
