"""The two threads that run through every log line, event and attempt: request id and W3C trace context.

Ids are always made and passed on. Spans are kept only inside ``recording`` (see ``shared.span_export``); outside, a
span costs the look whether there is a recorder.
"""

import re
import secrets
import time
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Literal, Protocol

import structlog

from shared.ids import random_id
from shared.redaction import has_personal_number

_REQUEST_ID = re.compile(r"[A-Za-z0-9._:-]{8,64}")
_TRACEPARENT = re.compile(r"00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")

SpanKind = Literal["server", "client", "consumer"]
"""Who began it: somebody asked us, we asked somebody, an event arrived."""


@dataclass
class Span:
    """One part of a trace: ``traceparent`` is its own, ``parent`` that of what it is a part of (or empty)."""

    name: str
    kind: SpanKind
    traceparent: str
    parent: str
    started_ns: int
    ended_ns: int = 0
    failed: bool = False
    attributes: dict[str, str | int] = field(default_factory=dict)

    @property
    def recorded(self) -> bool:
        """Whoever began the trace decides whether it is sampled."""
        return bool(int(self.traceparent[-2:], 16) & 1)


class Recorder(Protocol):
    def record(self, span: Span) -> None: ...
    def close(self) -> None: ...


_recorder: Recorder | None = None

_request_id: ContextVar[str] = ContextVar("request_id", default="")
_traceparent: ContextVar[str] = ContextVar("traceparent", default="")


def current_request_id() -> str:
    return _request_id.get()


def current_traceparent() -> str:
    return _traceparent.get()


def trace_headers() -> dict[str, str]:
    """What tells another service of ours the trace to go on in, and the request id to log."""
    return {"x-request-id": current_request_id(), "traceparent": current_traceparent()}


def accept_request_id(offered: str | None) -> str:
    """The caller's request id if it is harmless (8 to 64 of ``A-Za-z0-9._:-``, nobody's number), else a new one."""
    harmless = offered and _REQUEST_ID.fullmatch(offered) and not has_personal_number(offered.replace("_", " "))
    return offered if offered and harmless else random_id("req")


def accept_traceparent(offered: str | None) -> str:
    """A child of the caller's trace, or the start of a new one. Source: W3C Trace Context, version 00."""
    if offered and _TRACEPARENT.fullmatch(offered):
        return f"{offered[:36]}{secrets.token_hex(8)}{offered[52:]}"
    return f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-01"


@contextmanager
def bind(request_id: str, traceparent: str, **fields: str) -> Iterator[None]:
    """Everything logged or published inside carries these."""
    tokens = _request_id.set(request_id), _traceparent.set(traceparent)
    with structlog.contextvars.bound_contextvars(request_id=request_id, trace_id=traceparent[3:35], **fields):
        try:
            yield
        finally:
            _request_id.reset(tokens[0])
            _traceparent.reset(tokens[1])


def continue_trace(
    name: str, kind: SpanKind, request_id: str, offered: str | None, **fields: str
) -> AbstractContextManager[Span | None]:
    """``bind`` to a child of the ``offered`` traceparent, recorded as a span; ``None`` while none are."""
    traceparent = accept_traceparent(offered)
    if _recorder is None:
        return bind(request_id, traceparent, **fields)
    parent = offered if offered and traceparent[:36] == offered[:36] else ""
    return _bound(_recorder, Span(name, kind, traceparent, parent, time.time_ns()), request_id, fields)


def span(name: str, kind: SpanKind = "client") -> AbstractContextManager[Span | None]:
    """A part of the present trace, such as a call to somebody outside."""
    parent = current_traceparent()
    if _recorder is None or not parent:
        return nullcontext()
    part = Span(name, kind, accept_traceparent(parent), parent, time.time_ns())
    return _bound(_recorder, part, current_request_id(), {})


def is_recording() -> bool:
    return _recorder is not None


def ended(name: str, kind: SpanKind, traceparent: str, seconds: float, **attributes: str | int) -> None:
    """A span of ``traceparent`` that has lasted ``seconds`` until now: for whoever follows it without a context."""
    now = time.time_ns()
    past = Span(name, kind, traceparent, "", now - int(seconds * 1e9), now, attributes=attributes)
    if _recorder is not None and past.recorded:
        _recorder.record(past)


@contextmanager
def recording(recorder: Recorder) -> Iterator[None]:
    """While open, ``recorder`` gets every span of this process."""
    global _recorder
    _recorder = recorder
    try:
        yield
    finally:
        _recorder = None
        recorder.close()


@contextmanager
def _bound(recorder: Recorder, span: Span, request_id: str, fields: Mapping[str, str]) -> Iterator[Span]:
    with bind(request_id, span.traceparent, **fields):
        try:
            yield span
        except BaseException:
            span.failed = True
            raise
        finally:
            span.ended_ns = time.time_ns()
            if span.recorded:
                recorder.record(span)
