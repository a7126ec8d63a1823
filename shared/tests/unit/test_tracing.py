"""Spans reach a collector with the ids of the request; without one, its SDK is not even imported."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span
from starlette.responses import Response

from shared.errors import NotFound
from shared.health import Health
from shared.operations import operations_app
from shared.span_export import exporting_spans
from shared.tracing import accept_request_id, continue_trace, current_traceparent, span
from shared.web import api_router, create_app, json_response

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
CALLER = "00f067aa0ba902b7"


class Collector:
    """An OTLP/HTTP receiver on a free port."""

    def __init__(self) -> None:
        self.requests: list[ExportTraceServiceRequest] = []
        collector = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                assert self.path == "/v1/traces"
                body = self.rfile.read(int(self.headers["content-length"]))
                collector.requests.append(ExportTraceServiceRequest.FromString(body))
                self.send_response(200)
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def services(self) -> set[str]:
        return {
            attribute.value.string_value
            for request in self.requests
            for resource in request.resource_spans
            for attribute in resource.resource.attributes
            if attribute.key == "service.name"
        }

    def spans(self) -> dict[str, Span]:
        return {
            part.name: part
            for request in self.requests
            for resource in request.resource_spans
            for scope in resource.scope_spans
            for part in scope.spans
        }


@pytest.fixture
def collector() -> Iterator[Collector]:
    collector = Collector()
    thread = threading.Thread(target=collector.server.serve_forever)
    thread.start()
    yield collector
    collector.server.shutdown()
    thread.join()
    collector.server.server_close()


async def ask(*paths: str, traceparent: str) -> list[str]:
    """What the application saw as its own traceparent, after one request for each path."""
    router, seen = api_router(), []

    @router.get("/v1/things/{id}")
    async def read() -> Response:
        seen.append(current_traceparent())
        with span("zalo graph.me"):
            seen.append(current_traceparent())
        seen.append(current_traceparent())
        return json_response({})

    @router.get("/v1/missing")
    async def missing() -> Response:
        raise NotFound

    @router.get("/v1/broken")
    async def broken() -> Response:
        raise RuntimeError("on purpose")

    app = create_app(title="x", routers=[router])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as http:
        for path in paths:
            await http.get(path, headers={"traceparent": traceparent})
    return seen


@pytest.mark.slow
async def test_the_spans_of_a_request_carry_its_trace(collector: Collector) -> None:
    with exporting_spans("svc-test", collector.url):
        seen = await ask("/v1/things/7", "/v1/missing", "/v1/broken", traceparent=f"00-{TRACE}-{CALLER}-01")
        probes = httpx.ASGITransport(operations_app(Health({})))
        async with httpx.AsyncClient(transport=probes, base_url="http://test") as http:
            await http.get("/livez", headers={"traceparent": f"00-{TRACE}-{CALLER}-01"})
    assert collector.services() == {"svc-test"}
    spans = collector.spans()
    assert set(spans) == {"GET /v1/things/{id}", "GET /v1/missing", "GET /v1/broken", "zalo graph.me"}
    assert {part.trace_id.hex() for part in spans.values()} == {TRACE}

    request, call = spans["GET /v1/things/{id}"], spans["zalo graph.me"]
    assert request.parent_span_id.hex() == CALLER
    assert call.parent_span_id == request.span_id
    assert seen == [f"00-{TRACE}-{own}-01" for own in (s.span_id.hex() for s in (request, call, request))]
    assert (request.kind, call.kind) == (Span.SPAN_KIND_SERVER, Span.SPAN_KIND_CLIENT)
    assert request.start_time_unix_nano <= call.start_time_unix_nano <= call.end_time_unix_nano
    assert call.end_time_unix_nano <= request.end_time_unix_nano
    said = {item.key: item.value.int_value or item.value.string_value for item in request.attributes}
    assert said == {
        "http.request.method": "GET",
        "http.route": "/v1/things/{id}",
        "http.response.status_code": 200,
    }
    failed = {name for name, part in spans.items() if part.status.code == 2}
    assert failed == {"GET /v1/broken"}


@pytest.mark.slow
async def test_an_event_goes_on_in_the_trace_that_caused_it(collector: Collector) -> None:
    with exporting_spans("svc-test", collector.url):
        with continue_trace("vn.quangngai.x.v1", "consumer", "req_1", f"00-{TRACE}-{CALLER}-01", event_id="evt_1"):
            pass
        with pytest.raises(ValueError), continue_trace("fails.v1", "consumer", "req_1", ""):
            raise ValueError
    spans = collector.spans()
    event = spans["vn.quangngai.x.v1"]
    assert (event.trace_id.hex(), event.parent_span_id.hex()) == (TRACE, CALLER)
    assert event.kind == Span.SPAN_KIND_CONSUMER
    begun = spans["fails.v1"]
    assert (begun.parent_span_id, begun.status.code) == (b"", 2)


@pytest.mark.slow
async def test_who_began_the_trace_decides_whether_it_is_recorded(collector: Collector) -> None:
    with exporting_spans("svc-test", collector.url):
        await ask("/v1/things/7", traceparent=f"00-{TRACE}-{CALLER}-00")
    assert collector.spans() == {}


async def test_without_a_collector_the_trace_goes_on_and_nothing_is_recorded() -> None:
    with exporting_spans("svc-test", ""):
        own, same, _ = await ask("/v1/things/7", traceparent=f"00-{TRACE}-{CALLER}-01")
    assert own.startswith(f"00-{TRACE}-")
    assert (own == same, CALLER in own) == (True, False)


@pytest.mark.slow
async def test_a_collector_that_is_away_harms_nobody() -> None:
    with exporting_spans("svc-test", "http://127.0.0.1:9"):
        assert await ask("/v1/things/7", traceparent=f"00-{TRACE}-{CALLER}-01")


@pytest.mark.process
def test_off_costs_no_import() -> None:
    code = (
        "import sys, shared.lifecycle, shared.web, shared.consumer\n"
        "from shared.span_export import exporting_spans\n"
        "with exporting_spans('svc-test', ''):\n"
        "    found = [name for name in sys.modules if name.startswith('opentelemetry.sdk')]\n"
        "raise SystemExit(repr(found) if found else 0)\n"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr


@pytest.mark.parametrize("offered", ["req-0912345678", "req_0912345678", "a:84912345678", "b:051090123456"])
def test_a_request_id_that_names_somebody_is_replaced(offered: str) -> None:
    """It is logged, and carried by every event that the request causes."""
    given = accept_request_id(offered)
    assert given.startswith("req_") and given != offered


@pytest.mark.parametrize("offered", ["req_01KAMW3T6V5E2Q1G7Q3Z9S4R8N", "7b0c4e3e-5a5e-4a57-9a1b-0d4c1f2a3b4c"])
def test_a_harmless_request_id_is_kept(offered: str) -> None:
    assert accept_request_id(offered) == offered
