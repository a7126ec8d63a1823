"""Where Zalo tells what happened. Answered as soon as it is kept; Zalo repeats what is not answered in two seconds."""

from typing import Annotated

from fastapi import APIRouter, Header, Query, Request, Response
from fastapi.responses import PlainTextResponse

from shared.errors import TooLarge
from shared.problem import Problem
from shared.web import api_router, json_response
from svc_notify import metrics
from svc_notify.use_cases.take_webhook import Source, Taken, TakeWebhook

BODY_LIMIT = 64 * 1024

Signature = Annotated[str | None, Header(alias="X-ZEvent-Signature", max_length=200)]
Server = Annotated[str | None, Header(alias="X-ZEvent-Server", max_length=50)]
Challenge = Annotated[str, Query(alias="hub.challenge", pattern=r"^[A-Za-z0-9._~-]{0,200}$")]


def webhook_routes(take: TakeWebhook) -> APIRouter:
    router = api_router(prefix="/v1/webhooks/zalo", tags=["Webhook của Zalo"])

    @router.post("/oa", summary="Sự kiện của Zalo OA và của tin mẫu")
    async def of_official_account(request: Request, signature: Signature = None, server: Server = None) -> Response:
        by_phone = server is not None and server.strip().upper() == "ZNS"
        return await _answer("zns" if by_phone else "oa", request, signature)

    @router.post("/mini-app", summary="Sự kiện của ứng dụng trong Zalo")
    async def of_mini_app(request: Request, signature: Signature = None) -> Response:
        return await _answer("mini_app", request, signature)

    # One integrator saw Zalo ask before it sends; an answer costs nothing.
    @router.get("/oa", summary="Zalo kiểm tra địa chỉ nhận sự kiện", response_class=PlainTextResponse)
    @router.get("/mini-app", summary="Zalo kiểm tra địa chỉ nhận sự kiện", response_class=PlainTextResponse)
    async def handshake(challenge: Challenge = "") -> Response:
        return PlainTextResponse(challenge)

    async def _answer(source: Source, request: Request, signature: str | None) -> Response:
        raw = await request.body()
        if len(raw) > BODY_LIMIT:
            metrics.webhooks.labels(source, Taken.OVERSIZE).inc()
            raise TooLarge(BODY_LIMIT)
        refusal = _REFUSED.get(await take(source, raw, signature))
        if refusal is not None:
            raise Problem(*refusal)
        return json_response({"error": 0, "message": "Success"})

    return router


_REFUSED: dict[Taken, tuple[int, str, str, str]] = {
    Taken.UNSIGNED: (401, "webhook-unsigned", "Thiếu chữ ký", "Thông báo không kèm chữ ký của Zalo."),
    Taken.WRONG_SIGNATURE: (401, "webhook-signature", "Sai chữ ký", "Chữ ký không khớp với nội dung."),
    Taken.STALE: (403, "webhook-stale", "Thông báo quá cũ", "Thời điểm của thông báo nằm ngoài khoảng được nhận."),
    Taken.MALFORMED: (400, "malformed", "Yêu cầu không đọc được", "Thông báo không phải là JSON có thời điểm gửi."),
}
