"""All services on a Kafka that is guarded as ``deploy/k8s`` has it: each signs in and may do only what was granted."""

from pathlib import Path

import pytest
import yaml

from local_stack.guarded_kafka import GuardedKafka, guarded_kafka
from local_stack.kubernetes import GENERATED
from local_stack.services import read_services
from local_stack.stack import Stack
from local_stack.topics import ensure_topics, read_topics
from tests.journeys.administrator import administrator
from tests.journeys.demo import tell
from tests.journeys.people import at

SERVICES = [service for service in read_services() if service.data]


def signing_in(kafka: GuardedKafka) -> dict[str, str]:
    """The variables of every service, by which it signs in as itself."""
    return {
        f"{service.prefix}_KAFKA_{name}": value
        for service in SERVICES
        for name, value in {
            "BOOTSTRAP_SERVERS": kafka.servers,
            "USER": service.name,
            "PASSWORD": kafka.passwords[service.name],
            "CA_FILE": str(kafka.ca_file),
        }.items()
    }


@pytest.mark.chaos
async def test_the_demo_plays_where_each_service_may_do_only_its_own_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    users = list(yaml.load_all((GENERATED / "users.yaml").read_text(), yaml.CSafeLoader))
    async with guarded_kafka(tmp_path, [user["metadata"]["name"] for user in users]) as kafka:
        await ensure_topics(kafka.administrator.servers, read_topics("local"))
        for user in users:
            await kafka.grant(user["metadata"]["name"], user["spec"]["authorization"]["acls"])
        monkeypatch.setenv("KAFKA_BOOTSTRAP_SERVERS", kafka.administrator.servers)
        async with Stack(tmp_path / "stack", environment=signing_in(kafka)) as stack, at(stack.endpoints) as world:
            assert await tell(world, await administrator(world, stack.run)) == 0
        logs = list((tmp_path / "stack" / "logs").glob("*.log"))
        assert {path.stem for path in logs} >= {service.name for service in SERVICES}
        refused = [line for path in logs for line in path.read_text().splitlines() if "AuthorizationFailed" in line]
        assert refused == []
