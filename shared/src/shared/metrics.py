"""Counters, histograms and gauges that boards and alerts can trust from the first scrape.

``increase()`` of Prometheus does not see a series that is born at 1, a gauge that nothing has set yet reads as a
measured 0, and one that nothing sets any more as what it was. All are why an alert stays silent at a fault.
"""

from collections.abc import Iterable, Sequence
from itertools import product
from math import inf
from time import monotonic
from typing import Any

from prometheus_client import Counter, Gauge, Histogram
from prometheus_client.metrics_core import Metric
from prometheus_client.samples import Sample


def counter(name: str, documentation: str, **labels: Iterable[str]) -> Counter:
    """A counter whose every known combination of label values is at 0 from the start."""
    made = Counter(name, documentation, list(labels))
    for values in product(*labels.values()):
        made.labels(*values)
    return made


def histogram(name: str, documentation: str, buckets: Sequence[float], **labels: Iterable[str]) -> Histogram:
    """A histogram whose every known combination of label values is at 0 from the start."""
    made = Histogram(name, documentation, list(labels), buckets=buckets)
    for values in product(*labels.values()):
        made.labels(*values)
    return made


LASTS = 60.0
"""Seconds for which a figure holds that is measured every quarter of a minute or more often: an election of MongoDB is
over by then, and an alert that waits for some minutes does not begin anew.
"""
UNTIL_CHANGED = inf
"""What stays true until something else is learned lasts so long, such as a time at which something happened."""


class MeasuredGauge(Gauge):
    """A gauge that is absent from the page until something has been measured, and again ``lasts`` seconds later.

    While the database is away nobody measures, and the last figure would say that all is as it was.
    """

    def __init__(
        self, name: str, documentation: str, labels: Sequence[str] = (), *, lasts: float = LASTS, **options: Any
    ) -> None:
        self._lasts, self._holds_until = lasts, -inf
        super().__init__(name, documentation, options.pop("labelnames", labels), **options)
        self._kwargs["lasts"] = lasts  # the client makes the series of each label value with these

    def set(self, value: float) -> None:
        super().set(value)
        self._holds_until = monotonic() + self._lasts

    def forget(self) -> None:
        """What was measured no longer holds: absent until it is measured again."""
        self._holds_until = -inf
        self.clear()

    def collect(self) -> Iterable[Metric]:
        return [metric for metric in super().collect() if metric.samples]

    def _child_samples(self) -> Iterable[Sample]:
        return super()._child_samples() if monotonic() < self._holds_until else ()
