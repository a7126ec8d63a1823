"""What the gateway counts, and what is read off it when Prometheus asks. Times by route are in ``timing``."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from prometheus_client import REGISTRY, Counter
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from gateway.proxy.timing import TimingCollector

if TYPE_CHECKING:
    from gateway.proxy.edge import Edge

refused = Counter("gateway_refused_total", "Requests that reached no service, by why", ["reason"])
zalo_failures = Counter("gateway_zalo_failures_total", "Answers of Zalo other than the one hoped for", ["call", "kind"])
operator_alarm = Counter(
    "gateway_operator_alarm_total", "Zalo refuses us until a person changes something (keys, app, network)", ["code"]
)


class _Door(Collector):
    """The door that is open in this process."""

    edge: "Edge | None" = None

    def collect(self) -> Iterable[GaugeMetricFamily]:
        if self.edge is None:
            return
        state = GaugeMetricFamily("gateway_breaker_state", "0 closed, 1 half open, 2 open", labels=["service"])
        active = GaugeMetricFamily("gateway_upstream_in_flight", "Exchanges under way", labels=["service"])
        for name, forwarder in self.edge.forwarders.items():
            state.add_metric([name], float(forwarder.breaker.state))
            active.add_metric([name], float(len(forwarder.upstream.active)))
        yield state
        yield active
        yield GaugeMetricFamily("gateway_requests_in_flight", "Requests being answered", float(self.edge.in_flight))
        keys = float(self.edge.admission.limits.keys())
        yield GaugeMetricFamily("gateway_limiter_keys", "Callers and addresses the limiters remember", keys)


_door = _Door()
REGISTRY.register(_door)
REGISTRY.register(TimingCollector())


@contextmanager
def observed(edge: "Edge") -> Iterator[None]:
    """While open, ``/metrics`` shows the door's own figures."""
    before, _door.edge = _door.edge, edge
    try:
        yield
    finally:
        _door.edge = before
