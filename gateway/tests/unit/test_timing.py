"""How much room the requests of every route take among the figures."""

import pytest

from gateway.proxy import timing
from gateway.proxy.route_table import OWN, load_route_table
from gateway.proxy.timing import TimingCollector
from gateway.settings import ROUTES
from gateway.store.role_file import load_roles

SERIES_MOST = 4_500
"""A process may have 5,000, and the gateway has some 300 besides."""


def test_every_route_answered_in_every_way_leaves_the_page_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timing, "_timings", {})
    services = {file.stem for file in ROUTES.glob("*.yaml")} - {OWN, "budgets"}
    table = load_route_table(ROUTES, services, load_roles().keys())
    for route in table.routes:
        for status in (200, 304, 404, 503):
            route.timing.observe(status, 0.01, 0.005)
    series = sum(len(metric.samples) for metric in TimingCollector().collect())
    assert len(table.routes) > 300
    assert series < SERIES_MOST


def test_a_bound_that_is_promised_is_among_the_buckets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timing, "_timings", {})
    timing.timing("svc-dossier", "POST", "/v1/dossiers").observe(201, 0.2, 0.1)
    buckets = {
        (sample.labels["le"], sample.value)
        for metric in TimingCollector().collect()
        for sample in metric.samples
        if sample.name == "gateway_request_seconds_bucket"
    }
    assert buckets >= {("0.1", 0.0), ("0.3", 1.0), ("+Inf", 1.0)}
