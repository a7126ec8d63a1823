"""What is told of a consumer that Kafka does not answer."""

from types import SimpleNamespace
from typing import Any

import pytest
from prometheus_client import REGISTRY

from shared.progress import CannotRead, Progress


def figure(name: str) -> float | None:
    return REGISTRY.get_sample_value(name, {"group": "waits"})


class NotYetConnected:
    """A client of aiokafka before it has found a broker."""

    _client = SimpleNamespace(cluster=SimpleNamespace(brokers=set))

    async def topics(self) -> Any:
        raise AssertionError("aiokafka would log an error: Unable to update metadata from []")


async def test_who_is_not_connected_says_so_and_tells_of_no_lag(caplog: pytest.LogCaptureFixture) -> None:
    progress = Progress("waits", ["things"])
    progress.end()
    await progress._look(NotYetConnected())
    assert (figure("consumer_connected"), figure("consumer_lag_seconds")) == (0, None)
    assert caplog.records == []


class FollowsOneOnly:
    """A client of aiokafka that has lost sight of a topic that is there."""

    _client = SimpleNamespace(cluster=SimpleNamespace(brokers=lambda: {"a broker"}))

    async def topics(self) -> set[str]:
        return {"things", "others", "somebody else's"}

    def subscription(self) -> frozenset[str]:
        return frozenset({"others"})

    def assignment(self) -> frozenset[Any]:
        return frozenset()


async def test_a_topic_that_is_there_and_not_followed_is_told_and_the_connection_given_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("shared.progress.CANNOT_READ_AFTER", 0.0)
    progress = Progress("waits", ["things", "others"])
    await progress._look(FollowsOneOnly())
    with pytest.raises(CannotRead, match="of things, which was left out"):
        await progress.check()
    assert progress.stuck
    assert (figure("consumer_cannot_read_seconds") or 0) > 0
