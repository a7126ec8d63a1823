"""The merged document, kept for a minute. A service that does not answer keeps the part it last gave.

As long as one has never answered there is no document: clients are made from it, and a path that is missing today would
be missing in them for good.
"""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

import httpx

from gateway.domain.roles import StaffRoles
from gateway.openapi.merge import merge
from gateway.proxy.route_table import OWN, RouteTable
from shared.errors import Unavailable
from shared.logs import get_logger

FRESH_SECONDS = 60.0
RETRY_SECONDS = 2
"""Seconds until the document is asked for again, while a service has not answered."""

TableInForce = Callable[[], RouteTable]

log = get_logger()


class MergedOpenApi:
    """``own``: the gateway's own document; ``urls``: where each service answers; ``table``: gives the one in force."""

    def __init__(
        self,
        own: Callable[[], dict[str, Any]],
        urls: Mapping[str, str],
        table: TableInForce,
        roles: StaffRoles,
        http: httpx.AsyncClient,
    ) -> None:
        self._own = own
        self._urls = urls
        self._table = table
        self._roles = roles
        self._http = http
        self._parts: dict[str, dict[str, Any]] = {}
        self._document: dict[str, Any] | None = None
        self._made_from: RouteTable | None = None
        self._asked_at = float("-inf")
        self._making = asyncio.Lock()

    async def document(self) -> dict[str, Any]:
        """Raises ``Unavailable``."""
        async with self._making:
            now, table = asyncio.get_running_loop().time(), self._table()
            fresh = FRESH_SECONDS if self._document else RETRY_SECONDS
            if now - self._asked_at > fresh or table is not self._made_from:
                await asyncio.gather(*(self._fetch(service) for service in table.services()))
                parts = {OWN: self._own(), **self._parts}
                self._document = merge(parts, table, self._roles) if parts.keys() >= table.services() else None
                self._asked_at, self._made_from = now, table
            if self._document is None:
                missing = ", ".join(sorted(table.services() - self._parts.keys()))
                raise Unavailable(
                    RETRY_SECONDS,
                    code="interface-incomplete",
                    title="Tài liệu API chưa đầy đủ",
                    detail=f"Chưa có phần của {missing}. Vui lòng thử lại sau.",
                )
            return self._document

    async def _fetch(self, service: str) -> None:
        try:
            response = await self._http.get(f"{self._urls[service]}/openapi.json")
            response.raise_for_status()
            part = response.json()
            if not isinstance(part, dict):
                raise ValueError("not an object")
        except (httpx.HTTPError, ValueError) as error:
            log.warning("openapi_not_fetched", upstream=service, error=type(error).__name__)
            return
        self._parts[service] = part
