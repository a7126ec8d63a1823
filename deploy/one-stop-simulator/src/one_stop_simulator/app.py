"""The ASGI app: takes dossiers, shows them on a page, tells statuses, and fails when told to."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any
from uuid import uuid4

import httpx
import orjson
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from pydantic import BaseModel, Field, StringConstraints, ValidationError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from one_stop_simulator.agreement import SIGNATURE, STATUSES, TIMESTAMP, headers, holds
from one_stop_simulator.desk import Desk, Fault

CALL_SECONDS = 10.0
FOR_EVER = 3600.0
SHOWN = 100

_page = Environment(
    loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined
).get_template("desk.html")


class Dossier(BaseModel, extra="allow"):
    """The members without which a record is none."""

    SoBienNhan: str
    TrangThaiHoSo: int
    PhienBan: int


class Telling(BaseModel):
    status: Annotated[int, Field(ge=1, le=10)]
    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)] = ""


class FaultOrder(BaseModel):
    fault: Fault


def build_app(desk: Desk, key: bytes, statuses_url: str, now: Callable[[], float]) -> Starlette:
    """``now``: seconds since 1970. Statuses are told to ``statuses_url``."""

    async def take(request: Request) -> Response:
        body = await request.body()
        given = request.headers.get(TIMESTAMP, ""), request.headers.get(SIGNATURE, "")
        if not holds(key, body, *given, now()):
            return _refused(401, "Chữ ký thiếu, sai hoặc đã quá thời hạn.")
        if desk.fault == "slow":
            await asyncio.sleep(FOR_EVER)
        if desk.fault == "not json":
            return PlainTextResponse("<html>Bảo trì</html>")
        if isinstance(desk.fault, int):
            return Response(status_code=desk.fault)
        try:
            dossier = Dossier.model_validate_json(body)
        except ValidationError:
            return _refused(422, "Bản ghi thiếu SoBienNhan, TrangThaiHoSo hoặc PhienBan.")
        if dossier.SoBienNhan != request.path_params["reference"]:
            return _refused(422, "Số biên nhận khác với địa chỉ gửi.")
        desk.take(dossier.SoBienNhan, dossier.model_dump(), request.headers.get("Idempotency-Key", ""))
        return JSONResponse({"ok": True})

    async def tell(request: Request) -> Response:
        record = desk.records.get(request.path_params["reference"])
        if record is None:
            return _refused(404, "Chưa nhận hồ sơ này.")
        try:
            telling = Telling.model_validate(await _given(request))
        except ValidationError:
            return _refused(400, "Trạng thái là số từ 1 đến 10, ghi chú dài nhất 500 ký tự.")
        said = {
            "event_id": str(uuid4()),
            "code": record.dossier["SoBienNhan"],
            "status": telling.status,
            "said_at": datetime.fromtimestamp(now(), UTC).isoformat(timespec="milliseconds"),
            **({"note": telling.note} if telling.note else {}),
        }
        body = orjson.dumps({"items": [said]})
        try:
            answer = await request.app.state.http.post(statuses_url, content=body, headers=headers(key, body, now()))
            verdict = answer.json()["items"][0]["outcome"] if answer.is_success else f"HTTP {answer.status_code}"
        except (httpx.HTTPError, ValueError, KeyError, IndexError, TypeError) as error:
            verdict = type(error).__name__
        record.told.append(f"{telling.status}: {verdict}")
        del record.told[:-10]
        return JSONResponse({"outcome": verdict}, 200 if verdict in ("applied", "same") else 409)

    async def records(_request: Request) -> Response:
        items = [
            {"reference": reference, "received": record.received, "told": record.told, "dossier": record.dossier}
            for reference, record in reversed(desk.records.items())
        ]
        return JSONResponse({"items": items[:SHOWN], "total": len(items)})

    async def fail(request: Request) -> Response:
        try:
            desk.fault = FaultOrder.model_validate(await _given(request)).fault
        except ValidationError:
            return _refused(400, 'fault: một mã HTTP, "slow", "not json" hoặc null.')
        return JSONResponse({"fault": desk.fault})

    async def page(_request: Request) -> Response:
        newest = list(reversed(desk.records.items()))[:SHOWN]
        return HTMLResponse(
            _page.render(records=newest, total=len(desk.records), statuses=STATUSES, fault=desk.fault, moment=_moment)
        )

    async def well(_request: Request) -> Response:
        return JSONResponse({"status": "ok"})

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with httpx.AsyncClient(timeout=CALL_SECONDS, trust_env=False) as http:
            app.state.http = http
            yield

    return Starlette(
        routes=[
            Route("/ho-so/{reference}", take, methods=["POST"]),
            Route("/control/records", records),
            Route("/control/records/{reference}/statuses", tell, methods=["POST"]),
            Route("/control/fault", fail, methods=["PUT"]),
            Route("/", page),
            Route("/livez", well),
            Route("/readyz", well),
        ],
        lifespan=lifespan,
    )


async def _given(request: Request) -> Any:
    try:
        return orjson.loads(await request.body())
    except orjson.JSONDecodeError:
        return None


def _refused(status: int, why: str) -> Response:
    return JSONResponse({"ok": False, "message": why}, status)


def _moment(text: str | None) -> str:
    """``yyyyMMddHHmmss`` as it is read."""
    return f"{text[8:10]}:{text[10:12]} {text[6:8]}/{text[4:6]}/{text[:4]}" if text else "–"
