"""What an answer of Zalo's Official Account API means. Success and failure both come as HTTP 200."""

from typing import Any

import orjson

from svc_notify.channels.zalo_oa_codes import CODES
from svc_notify.domain.outcomes import Outcome, OutcomeClass
from svc_notify.domain.reasons import Reason

ANSWER_LIMIT_BYTES = 64 * 1024


def classify(status: int, body: bytes) -> Outcome:
    """The outcome that HTTP ``status`` and ``body`` stand for."""
    if status == 429:
        return Outcome(OutcomeClass.THROTTLED, code=status)
    if status >= 500:
        return Outcome(OutcomeClass.UNAVAILABLE, code=status)
    envelope = read_envelope(body)
    if envelope is None:
        return Outcome(OutcomeClass.UNAVAILABLE, code=status)
    code = error_code(envelope)
    if code is None:  # an envelope without its one required member: not Zalo's API speaking
        return Outcome(OutcomeClass.UNAVAILABLE, code=status)
    if code == 0:
        return Outcome(OutcomeClass.ACCEPTED, code=0, provider_id=_message_id(envelope))
    kind, reason = CODES.get(code, (OutcomeClass.PERMANENT, Reason.UNKNOWN_ANSWER))
    return Outcome(kind, reason, code)


def read_envelope(body: bytes) -> dict[str, Any] | None:
    """The JSON object in ``body``; ``None`` for HTML, an empty body, another JSON value or far too much of anything."""
    if len(body) > ANSWER_LIMIT_BYTES:
        return None
    try:
        envelope = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    return envelope if isinstance(envelope, dict) else None


def error_code(envelope: dict[str, Any]) -> int | None:
    """``error`` as a number; some answers carry it as text."""
    code = envelope.get("error")
    if isinstance(code, bool):
        return None
    if isinstance(code, int):
        return code
    if isinstance(code, str) and code.lstrip("-").isdecimal():
        return int(code)
    return None


def _message_id(envelope: dict[str, Any]) -> str | None:
    data = envelope.get("data")
    name = data.get("message_id") if isinstance(data, dict) else None
    return str(name)[:100] if isinstance(name, str | int) else None
