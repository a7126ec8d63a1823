"""What is read off the running proxy when Prometheus asks."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict

from prometheus_client import REGISTRY
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

from gateway.proxy.app import ProxyApp
from gateway.proxy.timing import TimingCollector


class _ProxyFigures(Collector):
    """The figures of the proxy that runs in this process."""

    app: ProxyApp | None = None

    def collect(self) -> Iterable[CounterMetricFamily | GaugeMetricFamily]:
        if self.app is None:
            return
        state = GaugeMetricFamily("gateway_breaker_state", "0 closed, 1 half open, 2 open", labels=["upstream"])
        active = GaugeMetricFamily("gateway_upstream_in_flight", "Exchanges under way", labels=["upstream"])
        for name, forwarder in self.app.forwarders.items():
            state.add_metric([name], float(forwarder.breaker.state))
            active.add_metric([name], float(len(forwarder.upstream.active)))
        yield state
        yield active
        yield GaugeMetricFamily("gateway_requests_in_flight", "Requests being answered", float(self.app.in_flight))
        pages = self.app.pages
        ended = CounterMetricFamily(
            "gateway_public_pages",
            "Requests for public pages: kept (from memory), asked (the service answered), stale (it failed), passed_by",
            labels=["outcome"],
        )
        for outcome, number in asdict(pages.outcomes).items():
            ended.add_metric([outcome], float(number))
        yield ended
        yield GaugeMetricFamily("gateway_public_page_bytes", "Memory of the pages that are kept", float(pages.bytes))
        keys = float(self.app.admission.limits.keys())
        yield GaugeMetricFamily("gateway_limiter_keys", "Callers and addresses the limiters remember", keys)


_figures = _ProxyFigures()
REGISTRY.register(_figures)
REGISTRY.register(TimingCollector())


@contextmanager
def observed(app: ProxyApp) -> Iterator[None]:
    """While open, ``/metrics`` shows the figures of ``app``."""
    before, _figures.app = _figures.app, app
    try:
        yield
    finally:
        _figures.app = before
