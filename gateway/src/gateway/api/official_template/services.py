"""Calls to the services on behalf of a template's request, with the citizen's own token where there is one."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import httpx
import orjson

from gateway.api.official_template.envelope import DAILY_LIMIT, FAILED, UNAUTHORISED, TemplateRefused
from gateway.proxy.public_page import PublicPage
from shared.errors import ServiceError
from shared.tracing import trace_headers

SECONDS = 5.0
"""How long a call may take, whatever it waits for."""
UPLOAD_SECONDS = 20.0
"""A picture is looked through before it is taken, after those that others have sent."""

DOWN = "Dịch vụ đang tạm gián đoạn. Vui lòng thử lại sau ít phút."


ReadPage = Callable[[bytes, bytes], Awaitable[PublicPage | None]]
"""What everybody may read at a path and target; ``None``: not kept for all. Raises ``ServiceError``."""


@dataclass(frozen=True)
class Services:
    """``upstreams``: addresses by service. ``http`` gives a call ``UPLOAD_SECONDS`` at least."""

    http: httpx.AsyncClient
    upstreams: Mapping[str, str]
    read_page: ReadPage

    async def get(
        self, service: str, path: str, query: Mapping[str, Any] | None = None, token: str | None = None
    ) -> Any:
        """What the service answers; ``None`` for what is not there. Raises ``TemplateRefused``.

        What is for everybody is read as the gateway's own clients read it: the last page while the service is down.
        """
        if token is None and (page := await self._page(path, query or {})) is not None:
            return _answer(page.status, orjson.loads(page.body))
        return await self._call("GET", service, path, token, query=query)

    async def post(self, service: str, path: str, token: str, key: str, body: Mapping[str, Any]) -> Any:
        """Raises ``TemplateRefused``."""
        return await self._call("POST", service, path, token, {"idempotency-key": key}, body=body)

    async def upload(self, service: str, path: str, token: str, key: str, file: tuple[str, bytes, str]) -> Any:
        """``file``: its name, what is in it, and its media type. Raises ``TemplateRefused``."""
        return await self._call("POST", service, path, token, {"idempotency-key": key}, file=file)

    async def _page(self, path: str, query: Mapping[str, Any]) -> PublicPage | None:
        target = f"{path}?{urlencode(query)}" if query else path
        try:
            async with asyncio.timeout(SECONDS):
                return await self.read_page(path.encode(), target.encode())
        except (ServiceError, TimeoutError):
            raise TemplateRefused(FAILED, DOWN) from None

    async def _call(
        self,
        method: str,
        service: str,
        path: str,
        token: str | None,
        headers: Mapping[str, str] | None = None,
        *,
        query: Mapping[str, Any] | None = None,
        body: Mapping[str, Any] | None = None,
        file: tuple[str, bytes, str] | None = None,
    ) -> Any:
        sent = {**trace_headers(), **(headers or {})}
        if token:
            sent["authorization"] = f"Bearer {token}"
        files = {"file": file} if file else None
        try:
            async with asyncio.timeout(UPLOAD_SECONDS if file else SECONDS):
                answer = await self.http.request(
                    method,
                    f"{self.upstreams[service].rstrip('/')}{path}",
                    params=query,
                    json=body,
                    files=files,
                    headers=sent,
                )
            content = answer.json()
        except (httpx.HTTPError, TimeoutError, ValueError, KeyError):
            raise TemplateRefused(FAILED, DOWN) from None
        return _answer(answer.status_code, content)


def _answer(status: int, content: Any) -> Any:
    """``content``, ``None`` for what is not there. Raises ``TemplateRefused``."""
    if status == httpx.codes.NOT_FOUND:
        return None
    if status == httpx.codes.UNAUTHORIZED:
        raise TemplateRefused(UNAUTHORISED, str(content.get("detail", "")))
    if status == httpx.codes.TOO_MANY_REQUESTS:
        raise TemplateRefused(DAILY_LIMIT, _message(content))
    if httpx.codes.is_error(status):
        raise TemplateRefused(FAILED, _message(content))
    return content


def _message(problem: Any) -> str:
    """What the citizen reads: the first wrong field says more than the whole."""
    errors = problem.get("errors") or []
    return str(errors[0].get("message") if errors else problem.get("detail", DOWN))
