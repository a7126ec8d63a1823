"""Whether spans leave the process, and where to."""

from contextlib import AbstractContextManager, nullcontext

from shared.tracing import recording


def exporting_spans(service: str, endpoint: str) -> AbstractContextManager[None]:
    """While open, spans go to the OTLP/HTTP collector at ``endpoint``, in batches from a thread of its own; nowhere
    when it is empty. A collector that is away costs the spans, nothing else.
    """
    if not endpoint:
        return nullcontext()
    from shared.otel import OtlpRecorder  # a third of a second of imports, only for those who want it

    return recording(OtlpRecorder(service, endpoint))
