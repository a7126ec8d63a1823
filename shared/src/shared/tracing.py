"""The two threads that run through every log line, event and attempt: request id and W3C trace context."""

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import structlog

from shared.ids import random_id

_REQUEST_ID = re.compile(r"[A-Za-z0-9._:-]{8,64}")
_TRACEPARENT = re.compile(r"00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")

_request_id: ContextVar[str] = ContextVar("request_id", default="")
_traceparent: ContextVar[str] = ContextVar("traceparent", default="")


def current_request_id() -> str:
    return _request_id.get()


def current_traceparent() -> str:
    return _traceparent.get()


def accept_request_id(offered: str | None) -> str:
    """The caller's request id if it is harmless (8 to 64 of ``A-Za-z0-9._:-``), else a new one."""
    return offered if offered and _REQUEST_ID.fullmatch(offered) else random_id("req")


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
