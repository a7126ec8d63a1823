"""A broker that is guarded as in production, for tests: it asks for a password on a port with a certificate of its own
authority, and lets each user do only what was granted (``StandardAuthorizer``).
"""

import ipaddress
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from aiokafka.protocol.admin import CreateAclsRequest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from local_stack.errors import StackError
from local_stack.kafka import answers_kafka, broker, format_folder
from local_stack.kafka_jars import kafka_jars
from local_stack.ports import free_ports
from local_stack.readiness import until_ready
from shared.kafka_connection import KafkaConnection

_PROPERTIES = """\
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:{controller_port}
listeners=SECURE://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller_port},INTERNAL://127.0.0.1:{internal_port}
listener.security.protocol.map=SECURE:SASL_SSL,CONTROLLER:PLAINTEXT,INTERNAL:PLAINTEXT
controller.listener.names=CONTROLLER
inter.broker.listener.name=INTERNAL
sasl.enabled.mechanisms=SCRAM-SHA-512
listener.name.secure.scram-sha-512.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;
ssl.keystore.type=PEM
ssl.keystore.location={folder}/broker.pem
log.dirs={folder}/data
auto.create.topics.enable=false
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
group.initial.rebalance.delay.ms=0
log.cleaner.dedupe.buffer.size=4194304
authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
super.users=User:ANONYMOUS
"""
"""The broker itself and whoever makes topics and rights are nobody in particular, on ports of this machine alone."""

# Numbers of Kafka's protocol.
_RESOURCES = {"topic": 2, "group": 3}
_PATTERNS = {"literal": 3, "prefix": 4}
_OPERATIONS = {"Read": 3, "Write": 4, "Describe": 8}
_ALLOW = 3


@dataclass(frozen=True)
class GuardedKafka:
    """``administrator`` may do everything; ``user(name)`` is what a service signs in as."""

    administrator: KafkaConnection
    servers: str
    passwords: Mapping[str, str]
    ca_file: Path

    def user(self, name: str) -> KafkaConnection:
        return KafkaConnection(self.servers, name, self.passwords[name], self.ca_file)

    async def grant(self, user: str, acls: Iterable[Mapping[str, Any]]) -> None:
        """``acls`` as Strimzi's ``KafkaUser`` writes them: resource and operations. Raises ``StackError``."""
        client = self.administrator.client()
        await client.bootstrap()
        try:
            for acl in acls:
                resource = acl["resource"]
                for operation in acl["operations"]:
                    request = CreateAclsRequest(
                        _RESOURCES[resource["type"]],
                        resource["name"],
                        _PATTERNS[resource.get("patternType", "literal")],
                        f"User:{user}",
                        "*",
                        _OPERATIONS[operation],
                        _ALLOW,
                    )
                    answer = await client.send(client.get_random_node(), request)
                    for code, reason in answer.creation_responses:
                        if code:
                            raise StackError(f"Kafka did not let {user} {operation} {resource['name']}: {reason}")
        finally:
            await client.close()


@asynccontextmanager
async def guarded_kafka(folder: Path, users: Sequence[str]) -> AsyncIterator[GuardedKafka]:
    """Start a Kafka that lets in ``users``, none of whom is granted anything yet."""
    passwords = {name: f"password-of-{name}" for name in users}
    names = ("port", "controller_port", "internal_port")
    ports = {name: free_ports(name, 0) for name in names}
    properties = folder / "server.properties"
    properties.write_text(_PROPERTIES.format(folder=folder, **ports))
    both, authority = _certificate()
    (folder / "broker.pem").write_bytes(both)
    (folder / "ca.crt").write_bytes(authority)
    jars = kafka_jars()
    scram = [f"SCRAM-SHA-512=[name={name},password={password}]" for name, password in passwords.items()]
    await format_folder(jars, properties, *(word for one in scram for word in ("--add-scram", one)))
    child = broker(jars, properties, folder / "kafka.log")
    internal = f"127.0.0.1:{ports['internal_port']}"
    await child.start()
    try:
        await until_ready(child, answers_kafka(internal), 240)
        yield GuardedKafka(KafkaConnection(internal), f"127.0.0.1:{ports['port']}", passwords, folder / "ca.crt")
    finally:
        await child.stop(20)


def _certificate() -> tuple[bytes, bytes]:
    """Key with certificate for 127.0.0.1, and the certificate alone, which signed itself."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "broker")])
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, SHA256())
    ).public_bytes(Encoding.PEM)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + made, made
