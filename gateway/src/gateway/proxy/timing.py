"""How many requests there are and how long they take, by route template: the whole, and the service's part of it.

Plain lists (0.3 µs an observation) that a collector turns into histograms when scraped: prometheus_client's own, with
a lock for each of three numbers, take 1 µs each.
"""

from bisect import bisect_left
from collections.abc import Iterable

from prometheus_client.core import CounterMetricFamily, HistogramMetricFamily
from prometheus_client.registry import Collector

BUCKETS = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.3, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_NAMES = (*map(str, BUCKETS), "+Inf")
_OF_A_ROUTE = frozenset(("0.005", "0.025", "0.1", "0.3", "1.0", "+Inf"))
"""The buckets that are told of each route, the bounds that are promised among them. There are hundreds of routes: a
series more of each is hundreds more, of the 5,000 that a process may have."""

_FAILED = 5
"""The first digit of the statuses that are told from a route's first request, so that its first failure is seen."""


class _Histogram:
    __slots__ = ("counts", "total")

    def __init__(self) -> None:
        self.counts = [0] * (len(BUCKETS) + 1)
        self.total = 0.0

    def observe(self, seconds: float) -> None:
        self.counts[bisect_left(BUCKETS, seconds)] += 1
        self.total += seconds

    def add(self, other: "_Histogram") -> None:
        self.counts = [ours + theirs for ours, theirs in zip(self.counts, other.counts, strict=True)]
        self.total += other.total

    def cumulative(self) -> list[tuple[str, float]]:
        so_far, buckets = 0, []
        for name, count in zip(_NAMES, self.counts, strict=True):
            so_far += count
            buckets.append((name, float(so_far)))
        return buckets


class Timing:
    """The requests of one route: ``answers`` by the first digit of their status."""

    __slots__ = ("answers", "requests", "service")

    def __init__(self) -> None:
        self.answers = [0] * 10
        self.requests = _Histogram()
        self.service = _Histogram()

    def observe(self, status: int, seconds: float, service_seconds: float) -> None:
        self.answers[status // 100] += 1
        self.requests.observe(seconds)
        if service_seconds:
            self.service.observe(service_seconds)


_timings: dict[tuple[str, str, str], Timing] = {}


def timing(service: str, method: str, template: str) -> Timing:
    """The one of this route; it goes on through a reload of the table."""
    return _timings.setdefault((service, method, template), Timing())


class TimingCollector(Collector):
    def collect(self) -> Iterable[CounterMetricFamily | HistogramMetricFamily]:
        answers = CounterMetricFamily(
            "gateway_requests", "Requests answered, by class of status (5xx)", labels=["method", "route", "status"]
        )
        whole = HistogramMetricFamily(
            "gateway_request_seconds",
            "From the request's headers to the end of its answer, the service's part included",
            labels=["method", "route"],
        )
        service = HistogramMetricFamily(
            "gateway_upstream_seconds",
            "The service's part: from the request passed on to the head of its answer",
            labels=["upstream"],
        )
        # Of the service and not of each route: that is in the service's own figures, and would be as many series again.
        parts: dict[str, _Histogram] = {}
        for (name, method, template), times in list(_timings.items()):
            part = parts.setdefault(name, _Histogram())
            for digit, number in enumerate(times.answers):
                if number or digit == _FAILED:
                    answers.add_metric([method, template, f"{digit}xx"], number)
            if not any(times.answers):
                continue  # those of all routes at 0 would be thousands of series; no alert counts one slow first answer
            buckets = [bucket for bucket in times.requests.cumulative() if bucket[0] in _OF_A_ROUTE]
            whole.add_metric([method, template], buckets, times.requests.total)
            part.add(times.service)
        for name, part in parts.items():
            service.add_metric([name], part.cumulative(), part.total)
        return [answers, whole, service]
