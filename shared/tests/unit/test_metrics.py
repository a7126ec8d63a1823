"""Gauges of what is measured: absent before, and again when nobody measures any more."""

from collections.abc import Iterator

import pytest
from prometheus_client import CollectorRegistry, generate_latest

from shared import metrics
from shared.metrics import LASTS, UNTIL_CHANGED, MeasuredGauge


class Elapsed:
    """Seconds on a clock that the test moves."""

    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def elapsed(monkeypatch: pytest.MonkeyPatch) -> Elapsed:
    elapsed = Elapsed()
    monkeypatch.setattr(metrics, "monotonic", elapsed)
    return elapsed


@pytest.fixture
def page() -> Iterator[CollectorRegistry]:
    yield CollectorRegistry()


def read(page: CollectorRegistry) -> str:
    return generate_latest(page).decode()


def test_what_is_not_measured_is_absent_and_there_again_when_it_is(elapsed: Elapsed, page: CollectorRegistry) -> None:
    gauge = MeasuredGauge("waiting", "What waits", registry=page)
    assert read(page) == "", "0 would be a measured 0"
    gauge.set(3)
    elapsed.seconds += LASTS - 1
    assert read(page).splitlines()[-1] == "waiting 3.0"
    elapsed.seconds += 1
    assert read(page) == "", "the database is away, and nobody knows what waits"
    gauge.set(0)
    assert read(page).splitlines()[-1] == "waiting 0.0"


def test_each_label_value_is_absent_by_itself(elapsed: Elapsed, page: CollectorRegistry) -> None:
    gauge = MeasuredGauge("waiting", "What waits", ["group"], lasts=10, registry=page)
    gauge.labels("a").set(1)
    elapsed.seconds += 6
    gauge.labels("b").set(2)
    elapsed.seconds += 6
    assert [line for line in read(page).splitlines() if "#" not in line] == ['waiting{group="b"} 2.0']
    gauge.forget()
    assert read(page) == ""


def test_what_stays_true_stays_until_it_is_forgotten(elapsed: Elapsed, page: CollectorRegistry) -> None:
    gauge = MeasuredGauge("happened_at", "When it happened", lasts=UNTIL_CHANGED, registry=page)
    gauge.set(5)
    elapsed.seconds += 1e9
    assert read(page).splitlines()[-1] == "happened_at 5.0"
    gauge.forget()
    assert read(page) == ""
