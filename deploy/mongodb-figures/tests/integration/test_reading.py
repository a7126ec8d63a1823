"""What is read of a real MongoDB, and of one that is not there."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import CollectorRegistry
from pymongo import AsyncMongoClient

from local_stack.mongod import find_mongod, mongod
from local_stack.ports import free_ports
from local_stack.readiness import until_ready
from local_stack.replica_set import is_primary, mongo_url
from mongodb_figures.reading import MongoDBFigures
from shared.testing import PATIENCE, eventually


def samples(url: str) -> dict[str, float]:
    figures = MongoDBFigures(url)
    try:
        registry = CollectorRegistry()
        registry.register(figures)
        return {
            "/".join([sample.name, *sample.labels.values()]): sample.value
            for family in registry.collect()
            for sample in family.samples
        }
    finally:
        figures.close()


def test_a_primary_its_members_and_its_disk(mongo_url: str) -> None:
    found = samples(mongo_url)
    assert (found["mongodb_up"], found["mongodb_primary"]) == (1, 1)
    members = [name for name in found if name.startswith("mongodb_member_up/")]
    assert [found[name] for name in members] == [1]
    assert found[members[0].replace("_up", "_primary")] == 1
    assert found["mongodb_connections/current"] > 0
    assert 0 < found["mongodb_disk_bytes/used"] < found["mongodb_disk_bytes/total"]
    assert found["mongodb_operations_total/command"] > 0
    assert found["mongodb_database_bytes/admin"] > 0


async def test_without_a_primary_who_answers_tells_of_the_others(tmp_path: Path) -> None:
    first, *others = free_ports("mongo", 0), free_ports("mongo", 0), free_ports("mongo", 0)
    node = mongod(await find_mongod(), tmp_path / "data", first, tmp_path / "log")
    await node.start()
    try:
        await until_ready(node, is_primary(first), PATIENCE)
        await _add_members(first, others)  # nobody is there: the one that is left has no majority
        found = await eventually(
            lambda: asyncio.to_thread(samples, mongo_url(first)), want=lambda found: found.get("mongodb_primary") == 0
        )
    finally:
        await node.stop(PATIENCE)
    assert found["mongodb_up"] == 1
    up = {port: found[f"mongodb_member_up/127.0.0.1:{port}"] for port in (first, *others)}
    assert up == {first: 1, **dict.fromkeys(others, 0)}
    assert not [name for name in found if name.startswith("mongodb_member_primary/") and found[name]]
    assert found["mongodb_disk_bytes/used"] > 0


async def _add_members(first: int, others: list[int]) -> None:
    async with AsyncMongoClient[dict[str, Any]](port=first, directConnection=True) as client:
        config = (await client.admin.command("replSetGetConfig"))["config"]
        config["members"] += [{"_id": number, "host": f"127.0.0.1:{port}"} for number, port in enumerate(others, 1)]
        config["version"] += 1
        await client.admin.command("replSetReconfig", config, force=True)


def test_without_mongodb_everything_else_is_absent() -> None:
    assert samples("mongodb://127.0.0.1:1/?replicaSet=rs0") == {"mongodb_up": 0}


@pytest.mark.parametrize("secret", ["", "http://nowhere"])
def test_a_wrong_address_is_said_at_once(secret: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from mongodb_figures.__main__ import main

    monkeypatch.setenv("MONGODB_FIGURES_URL", secret)
    assert main() == 2
