"""What an answer of Zalo comes to. Success and failure both come as HTTP 200; the codes mean other things elsewhere."""

from collections.abc import Mapping
from typing import Any

from shared.foreign_json import read_json
from svc_notify.domain.outcomes import DeliveryOutcome, OutcomeClass, Quota
from svc_notify.domain.reasons import Reason

ANSWER_LIMIT_BYTES = 64 * 1024

Codes = Mapping[int, tuple[OutcomeClass, Reason | None]]
"""What each error code of one interface comes to; one that is not there is permanent, and counted."""


def classify(status: int, body: bytes, codes: Codes, error: str = "error") -> tuple[DeliveryOutcome, Mapping[str, Any]]:
    """The outcome that ``status`` and ``body`` stand for, and the answer's ``data``. ``error``: the code's name."""
    if status == 429:
        return DeliveryOutcome(OutcomeClass.THROTTLED, code=status), {}
    if status >= 500:
        return DeliveryOutcome(OutcomeClass.SERVER_ERROR, code=status), {}
    envelope = read_envelope(body)
    code = number(envelope.get(error)) if envelope is not None else None
    if envelope is None or code is None:  # HTML, another value, or without its one required member: not Zalo speaking
        # Behind an answer of success Zalo may have taken the message: that is silence, and tried once more at most.
        kind = OutcomeClass.UNCERTAIN if 200 <= status < 300 else OutcomeClass.UNAVAILABLE
        return DeliveryOutcome(kind, code=status), {}
    if code == 0:
        data = envelope.get("data")
        return DeliveryOutcome(OutcomeClass.ACCEPTED, code=0), data if isinstance(data, Mapping) else {}
    kind, reason = codes.get(code, (OutcomeClass.PERMANENT, Reason.UNKNOWN_ANSWER))
    return DeliveryOutcome(kind, reason, code), {}


def read_envelope(body: bytes) -> dict[str, Any] | None:
    """The JSON object in ``body``; ``None`` for HTML, an empty body, another JSON value or far too much of anything."""
    if len(body) > ANSWER_LIMIT_BYTES:
        return None
    try:
        envelope = read_json(body)
    except ValueError:
        return None
    return envelope if isinstance(envelope, dict) else None


def number(value: object) -> int | None:
    """Codes and quotas come as numbers or as text."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and value.lstrip("-").isdecimal():
        return int(value)
    return None


def name(value: object) -> str | None:
    """An id that Zalo gave."""
    return str(value)[:100] if isinstance(value, str | int) and not isinstance(value, bool) else None


def quota(left: object, total: object = None) -> Quota | None:
    remaining = number(left)
    return None if remaining is None else Quota(remaining, number(total))
