"""Counters, histograms and gauges that boards and alerts can trust from the first scrape.

``increase()`` of Prometheus does not see a series that is born at 1, and a gauge that nothing has set yet reads as a
measured 0. Both are why an alert stays silent at the first fault after a start.
"""

from collections.abc import Iterable, Sequence
from itertools import product

from prometheus_client import Counter, Gauge, Histogram
from prometheus_client.metrics_core import Metric


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


class MeasuredGauge(Gauge):
    """A gauge without labels that is absent from the page until something has been measured."""

    _measured = False

    def set(self, value: float) -> None:
        self._measured = True
        super().set(value)

    def forget(self) -> None:
        """What was measured no longer holds: absent until it is measured again."""
        self._measured = False

    def collect(self) -> Iterable[Metric]:
        return super().collect() if self._measured else []
