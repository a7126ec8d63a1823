"""Where Kafka is, how a process proves to it who it is, and how it knows the broker.

Every client is made here, so that none can be made without what it signs in with; ``tests/guards`` looks for others.
"""

import asyncio
import re
import ssl
from collections.abc import Awaitable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRebalanceListener
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.client import AIOKafkaClient
from aiokafka.errors import KafkaError

from shared.kafka_unpacking import bound_unpacking
from shared.logs import get_logger
from shared.settings import ServiceSettings

bound_unpacking()

CLOSE_SECONDS = 3.0
"""Seconds that a broker, which may be gone, is given for the goodbye."""

log = get_logger()


def follow(kafka: AIOKafkaConsumer, topics: Iterable[str], listener: ConsumerRebalanceListener | None = None) -> None:
    """Subscribe by a pattern, which takes each of ``topics`` whenever it is there. A subscription by their names starts
    only when all of them are."""
    kafka.subscribe(pattern=f"^(?:{'|'.join(map(re.escape, topics))})$", listener=listener)
    # Asked where a partition is that went away, aiokafka would from then on learn of that partition's topic only, and
    # leave all others: it asks for all topics as long as it is told of none by name.
    kafka._client.add_topic = lambda _: kafka._client.force_metadata_update()


async def close(kafka: AIOKafkaConsumer | AIOKafkaProducer) -> None:
    """Stop a client, whatever that meets: what was not committed or acknowledged comes again anyway."""
    failed = await _failure_of(kafka.stop())
    if failed is None:
        return
    log.warning("kafka_client_not_closed_cleanly", client=type(kafka).__name__, error=type(failed).__name__)
    # Broken off, it has left its connections and the task that asks for topics.
    client = kafka._client if isinstance(kafka, AIOKafkaConsumer) else kafka.client
    await _failure_of(client.close())


async def _failure_of(goodbye: Awaitable[None]) -> BaseException | None:
    """What it met. A goodbye cancels what it waits for, such as a fetch after a failure, or waits for what an earlier
    one has cancelled, and then ends as if it had been cancelled itself.
    """
    try:
        async with asyncio.timeout(CLOSE_SECONDS):
            await goodbye
    except asyncio.CancelledError as error:
        if (task := asyncio.current_task()) is None or task.cancelling():
            raise
        return error
    except (KafkaError, TimeoutError, OSError) as error:
        return error
    return None


@dataclass(frozen=True)
class KafkaConnection:
    """How a process reaches Kafka, which takes everybody while there is no ``user``, as on a developer's machine. For a
    ``user`` the connection is encrypted.
    """

    servers: str
    """``host:port``, several with commas."""
    user: str = ""
    password: str = field(default="", repr=False)
    ca_file: Path | None = None
    """Who signed the brokers' certificates; the machine's own authorities without it."""

    @classmethod
    def of(cls, settings: ServiceSettings) -> "KafkaConnection":
        password = settings.kafka_password.get_secret_value()
        return cls(settings.kafka_bootstrap_servers, settings.kafka_user, password, settings.kafka_ca_file)

    def consumer(self, *topics: str, **options: Any) -> AIOKafkaConsumer:
        """A consumer, not yet started. Raises ``OSError`` when the certificates cannot be read.

        It commits what it is told to and nothing else: the client's own commit, at its goodbye too, is of what was
        read, not of what was handled, and undoes what was committed for it.
        """
        return AIOKafkaConsumer(*topics, **self._options(), enable_auto_commit=False, **options)

    def producer(self, **options: Any) -> AIOKafkaProducer:
        """A producer, not yet started. Raises ``OSError`` when the certificates cannot be read."""
        return AIOKafkaProducer(**self._options(), **options)

    def admin(self, **options: Any) -> AIOKafkaAdminClient:
        """A client for administration, not yet started. Raises ``OSError`` when the certificates cannot be read."""
        return AIOKafkaAdminClient(**self._options(), **options)

    def client(self) -> AIOKafkaClient:
        """A client for requests that none of the others makes, not yet started. Raises ``OSError`` when the
        certificates cannot be read.
        """
        return AIOKafkaClient(**self._options())

    def _options(self) -> dict[str, Any]:
        if not self.user:
            return {"bootstrap_servers": self.servers}
        return {
            "bootstrap_servers": self.servers,
            "security_protocol": "SASL_SSL",
            "sasl_mechanism": "SCRAM-SHA-512",
            "sasl_plain_username": self.user,
            "sasl_plain_password": self.password,
            "ssl_context": ssl.create_default_context(cafile=self.ca_file),
        }
