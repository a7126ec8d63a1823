"""Spans of ``shared.tracing`` sent to a collector by OTLP/HTTP. Imported only when an endpoint is set.

Our own ids go out: the SDK makes none, so a span, the log lines inside it and the events that follow from it name the
same trace, whether spans are exported or not.
"""

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.util.instrumentation import InstrumentationScope
from opentelemetry.trace import SpanContext, SpanKind, Status, StatusCode, TraceFlags

from shared.tracing import Span

_KINDS = {"server": SpanKind.SERVER, "client": SpanKind.CLIENT, "consumer": SpanKind.CONSUMER}
_SCOPE = InstrumentationScope("shared.tracing")


class OtlpRecorder:
    def __init__(self, service: str, endpoint: str) -> None:
        self._resource = Resource.create({"service.name": service})
        self._processor = BatchSpanProcessor(OTLPSpanExporter(endpoint=f"{endpoint.rstrip('/')}/v1/traces", timeout=5))

    def record(self, span: Span) -> None:
        """Queue the span: a batch leaves every few seconds."""
        self._processor.on_end(
            ReadableSpan(
                name=span.name,
                context=_context(span.traceparent, remote=False),
                parent=_context(span.parent, remote=span.kind != "client") if span.parent else None,
                resource=self._resource,
                attributes=span.attributes,
                kind=_KINDS[span.kind],
                instrumentation_scope=_SCOPE,
                status=Status(StatusCode.ERROR if span.failed else StatusCode.UNSET),
                start_time=span.started_ns,
                end_time=span.ended_ns,
            )
        )

    def close(self) -> None:
        """Send what is queued, and end the thread."""
        self._processor.shutdown()  # type: ignore[no-untyped-call]


def _context(traceparent: str, *, remote: bool) -> SpanContext:
    _, trace_id, span_id, flags = traceparent.split("-")
    return SpanContext(int(trace_id, 16), int(span_id, 16), remote, TraceFlags(int(flags, 16)))
