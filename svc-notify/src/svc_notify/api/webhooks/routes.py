"""Where Zalo tells what happened. Answered as soon as it is kept; Zalo repeats what is not answered in two seconds."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse

from shared.web import LinkedRoute, api_router, typed_response
from svc_notify.api.webhooks.requests import Challenge, Server, Signature
from svc_notify.api.webhooks.responses import Acknowledgement
from svc_notify.use_cases.receive_webhook import ReceiveWebhook

HANDSHAKE = "Zalo kiểm tra địa chỉ nhận sự kiện"
ECHO = "Trả lại nguyên văn giá trị `hub.challenge`."


def webhook_routes(receive: ReceiveWebhook) -> APIRouter:
    router = api_router(LinkedRoute, prefix="/v1/webhooks/zalo", tags=["Webhook của Zalo"])

    @router.post(
        "/oa",
        summary="Sự kiện của Zalo OA và của tin mẫu",
        description="Được ký bằng khóa của Zalo OA trên nguyên văn nội dung; được giữ lại rồi mới xử lý.",
        response_model=Acknowledgement,
    )
    async def of_official_account(request: Request, signature: Signature = None, server: Server = None) -> Response:
        by_phone = server is not None and server.strip().upper() == "ZNS"
        await receive("zns" if by_phone else "oa", await request.body(), signature)
        return typed_response(Acknowledgement())

    @router.post(
        "/mini-app",
        summary="Sự kiện của ứng dụng trong Zalo",
        description="Được ký bằng khóa của ứng dụng; người dân rút lại đồng ý được báo ở đây.",
        response_model=Acknowledgement,
    )
    async def of_mini_app(request: Request, signature: Signature = None) -> Response:
        await receive("mini_app", await request.body(), signature)
        return typed_response(Acknowledgement())

    # One integrator saw Zalo ask before it sends; an answer costs nothing.
    @router.get("/oa", summary=HANDSHAKE, description=ECHO, response_class=PlainTextResponse)
    @router.get("/mini-app", summary=HANDSHAKE, description=ECHO, response_class=PlainTextResponse)
    async def handshake(challenge: Challenge = "") -> Response:
        return PlainTextResponse(challenge)

    return router
