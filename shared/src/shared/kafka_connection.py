"""Where Kafka is, how a process proves to it who it is, and how it knows the broker.

Every client is made here, so that none can be made without what it signs in with; ``tests/guards`` looks for others.
"""

import re
import ssl
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.client import AIOKafkaClient

from shared.kafka_unpacking import bound_unpacking
from shared.settings import ServiceSettings

bound_unpacking()


def any_of(topics: Iterable[str]) -> str:
    """A pattern to subscribe by: it takes each of ``topics`` when it is there. A subscription by their names starts
    only when all of them are."""
    return f"^(?:{'|'.join(map(re.escape, topics))})$"


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
        """A consumer, not yet started. Raises ``OSError`` when the certificates cannot be read."""
        return AIOKafkaConsumer(*topics, **self._options(), **options)

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
