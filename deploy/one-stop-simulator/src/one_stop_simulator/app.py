"""The ASGI app: receives dossiers, shows them on a page, sends statuses back, and fails on request."""

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

from one_stop_simulator.protocol import SIGNATURE, STATUSES, TIMESTAMP, is_signed, signed_headers
from one_stop_simulator.received_dossiers import Fault, ReceivedDossiers

CALL_SECONDS = 10.0
HANG_SECONDS = 3600.0
"""How long a slow answer takes: longer than anybody waits."""
MAX_SHOWN = 100
MAX_SENT_STATUSES = 10

_page = Environment(
    loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined
).get_template("page.html")


class Dossier(BaseModel, extra="allow"):
    """The members without which a record is refused."""

    SoBienNhan: str
    TrangThaiHoSo: int
    PhienBan: int


class StatusReport(BaseModel):
    status: Annotated[int, Field(ge=1, le=10)]
    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)] = ""


class FaultSetting(BaseModel):
    fault: Fault


def build_app(received: ReceivedDossiers, key: bytes, statuses_url: str, now: Callable[[], float]) -> Starlette:
    """``now`` gives seconds since 1970. Statuses are sent to ``statuses_url``."""

    async def receive_dossier(request: Request) -> Response:
        body = await request.body()
        timestamp, signature = request.headers.get(TIMESTAMP, ""), request.headers.get(SIGNATURE, "")
        if not is_signed(key, body, timestamp, signature, now()):
            return _refusal(401, "Chữ ký thiếu, sai hoặc đã quá thời hạn.")
        if received.fault == "slow":
            await asyncio.sleep(HANG_SECONDS)
        if received.fault == "not json":
            return PlainTextResponse("<html>Bảo trì</html>")
        if isinstance(received.fault, int):
            return Response(status_code=received.fault)
        try:
            dossier = Dossier.model_validate_json(body)
        except ValidationError:
            return _refusal(422, "Bản ghi thiếu SoBienNhan, TrangThaiHoSo hoặc PhienBan.")
        if dossier.SoBienNhan != request.path_params["reference"]:
            return _refusal(422, "Số biên nhận khác với địa chỉ gửi.")
        received.receive(dossier.SoBienNhan, dossier.model_dump(), request.headers.get("Idempotency-Key", ""))
        return JSONResponse({"ok": True})

    async def send_status(request: Request) -> Response:
        record = received.records.get(request.path_params["reference"])
        if record is None:
            return _refusal(404, "Chưa nhận hồ sơ này.")
        try:
            report = StatusReport.model_validate(await _json_body(request))
        except ValidationError:
            return _refusal(400, "Trạng thái là số từ 1 đến 10, ghi chú dài nhất 500 ký tự.")
        item = {
            "event_id": str(uuid4()),
            "code": record.dossier["SoBienNhan"],
            "status": report.status,
            "said_at": datetime.fromtimestamp(now(), UTC).isoformat(timespec="milliseconds"),
            **({"note": report.note} if report.note else {}),
        }
        body = orjson.dumps({"items": [item]})
        try:
            http: httpx.AsyncClient = request.app.state.http
            answer = await http.post(statuses_url, content=body, headers=signed_headers(key, body, now()))
            outcome = answer.json()["items"][0]["outcome"] if answer.is_success else f"HTTP {answer.status_code}"
        except (httpx.HTTPError, ValueError, KeyError, IndexError, TypeError) as error:
            outcome = type(error).__name__
        record.sent_statuses.append(f"{report.status}: {outcome}")
        del record.sent_statuses[:-MAX_SENT_STATUSES]
        return JSONResponse({"outcome": outcome}, 200 if outcome in ("applied", "same") else 409)

    async def list_records(_request: Request) -> Response:
        items = [
            {
                "reference": reference,
                "deliveries": record.deliveries,
                "sent_statuses": record.sent_statuses,
                "dossier": record.dossier,
            }
            for reference, record in reversed(received.records.items())
        ]
        return JSONResponse({"items": items[:MAX_SHOWN], "total": len(items)})

    async def set_fault(request: Request) -> Response:
        try:
            received.fault = FaultSetting.model_validate(await _json_body(request)).fault
        except ValidationError:
            return _refusal(400, 'fault: một mã HTTP, "slow", "not json" hoặc null.')
        return JSONResponse({"fault": received.fault})

    async def show_page(_request: Request) -> Response:
        records = list(reversed(received.records.items()))
        return HTMLResponse(
            _page.render(
                records=records[:MAX_SHOWN],
                total=len(records),
                statuses=STATUSES,
                fault=received.fault,
                readable_time=_readable_time,
            )
        )

    async def health(_request: Request) -> Response:
        return JSONResponse({"status": "ok"})

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with httpx.AsyncClient(timeout=CALL_SECONDS, trust_env=False) as http:
            app.state.http = http
            yield

    return Starlette(
        routes=[
            Route("/ho-so/{reference}", receive_dossier, methods=["POST"]),
            Route("/control/records", list_records),
            Route("/control/records/{reference}/statuses", send_status, methods=["POST"]),
            Route("/control/fault", set_fault, methods=["PUT"]),
            Route("/", show_page),
            Route("/livez", health),
            Route("/readyz", health),
        ],
        lifespan=lifespan,
    )


async def _json_body(request: Request) -> Any:
    """``None``, which no model takes, when the body is not JSON."""
    try:
        return orjson.loads(await request.body())
    except orjson.JSONDecodeError:
        return None


def _refusal(status: int, message: str) -> Response:
    return JSONResponse({"ok": False, "message": message}, status)


def _readable_time(text: str | None) -> str:
    """``yyyyMMddHHmmss`` as people write it."""
    return f"{text[8:10]}:{text[10:12]} {text[6:8]}/{text[4:6]}/{text[:4]}" if text else "–"
