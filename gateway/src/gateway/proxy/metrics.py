"""What the gateway counts, and what is read off it when Prometheus asks. Times by route are in ``timing``."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from prometheus_client import REGISTRY, Counter
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from gateway.proxy.timing import TimingCollector

if TYPE_CHECKING:
    from gateway.proxy.admission import Admission
    from gateway.proxy.edge import Edge

refused = Counter("gateway_refused_total", "Requests that reached no service, by why", ["reason"])
zalo_failures = Counter("gateway_zalo_failures_total", "Answers of Zalo other than the one hoped for", ["call", "kind"])
operator_alarm = Counter(
    "gateway_operator_alarm_total", "Zalo refuses us until a person changes something (keys, app, network)", ["code"]
)


class _DoorCollector(Collector):
    def __init__(self, edge: "Edge", admission: "Admission") -> None:
        self._edge = edge
        self._admission = admission

    def collect(self) -> Iterable[GaugeMetricFamily]:
        state = GaugeMetricFamily("gateway_breaker_state", "0 closed, 1 half open, 2 open", labels=["service"])
        active = GaugeMetricFamily("gateway_upstream_in_flight", "Exchanges under way", labels=["service"])
        for name, forwarder in self._edge.forwarders.items():
            state.add_metric([name], float(forwarder.breaker.state))
            active.add_metric([name], float(len(forwarder.upstream.active)))
        keys = float(self._admission.limits.keys())
        return [
            GaugeMetricFamily("gateway_requests_in_flight", "Requests being answered", float(self._edge.in_flight)),
            GaugeMetricFamily("gateway_limiter_keys", "Callers and addresses the limiters remember", keys),
            state,
            active,
        ]


@contextmanager
def observed(edge: "Edge", admission: "Admission") -> Iterator[None]:
    """While open, ``/metrics`` shows the door's own figures."""
    collectors = [TimingCollector(), _DoorCollector(edge, admission)]
    for collector in collectors:
        REGISTRY.register(collector)
    try:
        yield
    finally:
        for collector in collectors:
            REGISTRY.unregister(collector)
