"""The province's one-stop system, as a place to send dossiers to.

``POST <url>/ho-so/<mã nộp>`` with the record as JSON, signed as ``signature`` says, ``Idempotency-Key`` the event's id;
``{"ok": true}`` when it is taken. A province writes its own adapter where its vendor speaks otherwise.
"""

from typing import Any

import httpx
import orjson
from pyreqwest.exceptions import PyreqwestError

from shared.clock import Clock
from shared.foreign_json import read_json
from shared.metrics import counter
from svc_dossier.upstream.signature import sign

TIMEOUT_SECONDS = 10.0
_OF_THE_RECORD = frozenset({400, 409, 413, 422})
"""Other refusals, such as 401 or 404, are of all records alike: a key or an address is wrong, and everything waits."""

_sent = counter(
    "dossier_one_stop_sent_total",
    "Dossiers sent to the one-stop system",
    outcome=("down", "failed", "refused", "taken"),
)


class OneStopDown(Exception):
    """It does not answer, or not as agreed: every dossier has to wait."""


class OneStopRefuses(Exception):
    """It will never take this record: a person has to look."""


class OneStopFails(Exception):
    """It broke over this record; others may pass meanwhile."""


class OneStop:
    def __init__(self, http: httpx.AsyncClient, key: bytes, clock: Clock) -> None:
        self._http = http
        self._key = key
        self._clock = clock

    async def send(self, reference: str, record: dict[str, Any], event_id: str) -> None:
        """Returns when the record is taken. Raises ``OneStopDown``, ``OneStopRefuses`` or ``OneStopFails``."""
        body = orjson.dumps(record)
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": event_id,
            **sign(self._key, body, self._clock.now()),
        }
        try:
            answer = await self._http.post(f"/ho-so/{reference}", content=body, headers=headers)
        except (httpx.RequestError, PyreqwestError) as error:
            _sent.labels("down").inc()
            raise OneStopDown(type(error).__name__) from error
        if answer.is_success and _taken(answer.content):
            _sent.labels("taken").inc()
            return
        if answer.status_code in _OF_THE_RECORD:
            _sent.labels("refused").inc()
            raise OneStopRefuses(f"status {answer.status_code}")
        if answer.status_code == 500:
            _sent.labels("failed").inc()
            raise OneStopFails("status 500")
        _sent.labels("down").inc()
        raise OneStopDown(f"status {answer.status_code}")


def _taken(body: bytes) -> bool:
    try:
        answer = read_json(body)
    except ValueError:
        return False
    return isinstance(answer, dict) and answer.get("ok") is True
