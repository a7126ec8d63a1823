"""What is read of a real MongoDB, and of one that is not there."""

import pytest
from prometheus_client import CollectorRegistry

from mongodb_figures.reading import MongoDBFigures


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


def test_without_mongodb_everything_else_is_absent() -> None:
    assert samples("mongodb://127.0.0.1:1/?replicaSet=rs0") == {"mongodb_up": 0}


@pytest.mark.parametrize("secret", ["", "http://nowhere"])
def test_a_wrong_address_is_said_at_once(secret: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from mongodb_figures.__main__ import main

    monkeypatch.setenv("MONGODB_FIGURES_URL", secret)
    assert main() == 2
