"""A one-stop system as ours to send to: takes records under their keys, in any order, and fails when told to."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from shared.clock import Clock
from svc_dossier.upstream.signature import SIGNATURE_HEADER, TIMESTAMP_HEADER, Unsigned, verify


@dataclass
class OneStopSystem:
    """``records`` by reference; of two versions the higher stays. ``fault``: ``slow``, a status, or ``not json``."""

    key: bytes
    clock: Clock
    records: dict[str, dict[str, Any]] = field(default_factory=dict)
    taken: list[str] = field(default_factory=list)
    fault: str | int | None = None

    def app(self) -> Starlette:
        return Starlette(routes=[Route("/ho-so/{reference}", self._take, methods=["POST"])])

    async def _take(self, request: Request) -> Response:
        body, headers = await request.body(), request.headers
        try:
            given = headers.get(TIMESTAMP_HEADER, ""), headers.get(SIGNATURE_HEADER, "")
            verify([self.key], body, *given, self.clock.now())
        except Unsigned as error:
            return PlainTextResponse(error.reason, 401)
        if self.fault == "slow":
            await asyncio.sleep(3600)
        if self.fault == "not json":
            return PlainTextResponse("<html>Bảo trì</html>")
        if isinstance(self.fault, int):
            return PlainTextResponse("", self.fault)
        self._keep(request.path_params["reference"], orjson.loads(body), headers["Idempotency-Key"])
        return Response(orjson.dumps({"ok": True}), media_type="application/json")

    def _keep(self, reference: str, record: Mapping[str, Any], event_id: str) -> None:
        if event_id in self.taken:
            return
        self.taken.append(event_id)
        kept = self.records.get(reference)
        if kept is None or kept["PhienBan"] < record["PhienBan"]:
            self.records[reference] = dict(record)
