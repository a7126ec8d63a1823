"""One trace leads from the tap to Zalo, where there is a collector: every span names its parent, whatever process it is
of.
"""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from local_stack.services import read_services
from local_stack.stack import Stack
from shared.testing import eventually
from tests.journeys.administrator import administrator
from tests.journeys.dossier import Journey
from tests.journeys.people import at


@dataclass(frozen=True)
class Seen:
    service: str
    name: str
    trace: bytes
    id: bytes
    parent: bytes


class Collector(ThreadingHTTPServer):
    """Takes OTLP/HTTP, as any collector does, and keeps it."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Receive)
        self.spans: list[Seen] = []

    def take(self, body: bytes) -> None:
        for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
            named = {one.key: one.value.string_value for one in resource.resource.attributes}
            self.spans += [
                Seen(named["service.name"], span.name, span.trace_id, span.span_id, span.parent_span_id)
                for scope in resource.scope_spans
                for span in scope.spans
            ]


class _Receive(BaseHTTPRequestHandler):
    server: Collector

    def do_POST(self) -> None:
        assert self.path == "/v1/traces"
        self.server.take(self.rfile.read(int(self.headers["content-length"])))
        self.send_response(200)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def collector() -> Iterator[Collector]:
    with Collector() as collector:
        thread = threading.Thread(target=collector.serve_forever)
        thread.start()
        yield collector
        collector.shutdown()
        thread.join()


@pytest.mark.chaos
async def test_one_trace_leads_from_the_tap_to_zalo(collector: Collector, tmp_path: Path) -> None:
    endpoint = f"http://127.0.0.1:{collector.server_address[1]}"
    ours = [service for service in read_services() if service.operations_port]
    environment = {f"{service.prefix}_OTEL_ENDPOINT": endpoint for service in ours}

    async def step(name: str) -> None: ...

    async with Stack(tmp_path, environment=environment) as stack, at(stack.endpoints) as world:
        await Journey(world, await administrator(world, stack.run), step, show=lambda message: None).run()

        async def exported() -> bool:
            return any(span.name.startswith("zalo ") for span in _of_the_tap(collector.spans))

        await eventually(exported)
    trace = _of_the_tap(collector.spans)
    assert {span.service for span in trace} >= {"gateway", "svc-dossier", "svc-notify"}
    by_id = {span.id: span for span in trace}
    call = next(span for span in trace if span.name.startswith("zalo "))
    way = [call]
    while way[-1].parent:
        way.append(by_id[way[-1].parent])
    assert [span.service for span in way] == ["svc-notify", "svc-notify", "svc-dossier", "gateway"]
    assert way[-1].name == "POST /v1/dossiers"


def _of_the_tap(spans: list[Seen]) -> list[Seen]:
    taps = {span.trace for span in spans if (span.service, span.name) == ("gateway", "POST /v1/dossiers")}
    return [span for span in list(spans) if span.trace in taps]
