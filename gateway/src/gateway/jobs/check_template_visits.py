"""Every worker looks whether the official template can book: its office must receive what it books.

Both are settings, and which office receives which procedure is svc-dossier's to say, which need not run yet when a
gateway starts. So a gateway starts without the answer, and operators read it here before a citizen meets it.
"""

import asyncio
from collections.abc import Awaitable, Callable

import httpx

from shared.logs import get_logger
from shared.metrics import UNTIL_CHANGED, MeasuredGauge
from shared.periodic import PeriodicTask
from shared.tracing import trace_headers

EVERY = 60.0

_bookable = MeasuredGauge(
    "gateway_template_bookable",
    "1 where the official template's office receives what it books, 0 where it does not",
    lasts=UNTIL_CHANGED,
)

log = get_logger()


def check_template_visits(
    http: httpx.AsyncClient, address: str, office: str, procedure: str
) -> Callable[[asyncio.Event], Awaitable[None]]:
    """``address``: of svc-dossier."""
    known: bool | None = None

    async def check() -> None:
        nonlocal known
        bookable = await _receives(http, address, office, procedure)
        if bookable is None:  # what was learned last holds
            return
        if bookable != known:
            tell = log.info if bookable else log.error
            tell("template_visits_checked", office=office, procedure=procedure, bookable=bookable)
        known = bookable
        _bookable.set(bookable)

    async def run(stop: asyncio.Event) -> None:
        await PeriodicTask("check_template_visits", EVERY).run(check, stop)

    return run


async def _receives(http: httpx.AsyncClient, address: str, office: str, procedure: str) -> bool | None:
    """``None`` while svc-dossier does not say."""
    try:
        answer = await http.get(
            f"{address.rstrip('/')}/v1/offices", params={"procedure_code": procedure}, headers=trace_headers()
        )
        if answer.status_code == httpx.codes.NOT_FOUND:
            return False
        answer.raise_for_status()
        return any(row["id"] == office for row in answer.json()["items"])
    except (httpx.HTTPError, ValueError, LookupError, TypeError):
        return None
