"""Calls to Zalo: a short time-out, a breaker of their own, answers read as hostile until they have the right shape."""

import asyncio
from collections.abc import Mapping
from typing import Any

import httpx

from gateway.zalo.errors import KINDS, ZaloErrorKind, ZaloRefused, kind_of
from shared.circuit_breaker import CircuitBreaker
from shared.foreign_json import read_json
from shared.logs import get_logger
from shared.metrics import counter
from shared.tracing import span

TIMEOUT_SECONDS = 3.0
"""Zalo answers in a tenth of it; a citizen waits for two calls at most."""
MOST_AT_ONCE = 200
"""The most calls at once, so that a Zalo that hangs holds that many sign-ins, not all of them."""
PAUSE_SECONDS = 2.0
"""How long Zalo is left alone after five calls in a row that it did not answer."""
ANSWER_LIMIT_BYTES = 64 * 1024

log = get_logger()

_failures = counter(
    "gateway_zalo_failures_total",
    "Answers of Zalo other than the one hoped for",
    call=("graph.me", "graph.me_info", "oauth.user_token"),
    kind=[kind.value for kind in ZaloErrorKind],
)
_operator_alarm = counter(
    "gateway_operator_alarm_total",
    "Zalo refuses us until a person changes something (keys, app, network)",
    code=[str(code) for code, kind in KINDS.items() if kind is ZaloErrorKind.OPERATOR],
)


class ZaloClient:
    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http
        self._breaker = CircuitBreaker(first_pause=PAUSE_SECONDS)
        self._under_way = 0

    async def call(
        self,
        name: str,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        params: Mapping[str, str] | None = None,
        form: Mapping[str, str] | None = None,
    ) -> dict[str, Any]:
        """The JSON object that Zalo answered with, its ``error`` being absent or 0; raises ``ZaloRefused``."""
        now = asyncio.get_running_loop().time()
        if self._under_way >= MOST_AT_ONCE or not self._breaker.allows(now):
            raise self._failed(name, ZaloErrorKind.TRANSIENT, 0, "not asked")
        self._under_way += 1
        try:
            with span(f"zalo {name}"):
                async with asyncio.timeout(TIMEOUT_SECONDS):  # the whole call; httpx counts each phase of it anew
                    response = await self._http.request(method, url, headers=dict(headers), params=params, data=form)
            if response.status_code >= 500:
                raise httpx.HTTPError(f"status {response.status_code}")
        except (httpx.HTTPError, TimeoutError) as error:
            self._breaker.failed(asyncio.get_running_loop().time())
            raise self._failed(name, ZaloErrorKind.TRANSIENT, 0, type(error).__name__) from None
        finally:
            self._under_way -= 1
        self._breaker.succeeded()  # whatever it says: Zalo is there
        try:
            content = _object(response)
        except ValueError:
            raise self._failed(name, ZaloErrorKind.TRANSIENT, 0, "not readable") from None
        code = content.get("error", 0)
        if code == 0:
            return content
        if not isinstance(code, int):
            raise self._failed(name, ZaloErrorKind.REFUSED, 0, "error of no known kind")
        raise self._failed(name, kind_of(code), code, "")

    def _failed(self, name: str, kind: ZaloErrorKind, code: int, reason: str) -> ZaloRefused:
        _failures.labels(name, kind.value).inc()
        if kind is ZaloErrorKind.OPERATOR:
            _operator_alarm.labels(str(code)).inc()
            log.error("zalo_refuses_us", call=name, code=code)
        elif kind is not ZaloErrorKind.TOKEN:
            log.warning("zalo_call_failed", call=name, kind=kind.value, code=code, reason=reason)
        return ZaloRefused(name, kind, code, reason)


def _object(response: httpx.Response) -> dict[str, Any]:
    """Raises ``ValueError``."""
    if len(response.content) > ANSWER_LIMIT_BYTES:
        raise ValueError("too much")
    content = read_json(response.content)
    if not isinstance(content, dict):
        raise ValueError("not an object")
    return content
