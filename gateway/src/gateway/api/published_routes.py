"""What the gateway tells everybody: the keys that verify its tokens, and its interface."""

from fastapi import APIRouter
from starlette.responses import HTMLResponse, Response

from gateway.openapi.merged import MergedOpenApi
from gateway.openapi.page import render
from gateway.signing_keys import SigningKeys
from shared.web import api_router, json_response

_KEYS_FRESH = {"Cache-Control": "public, max-age=60"}
_PAGE_POLICY = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"}


def published_routes(keys: SigningKeys, interface: MergedOpenApi) -> APIRouter:
    router = api_router(include_in_schema=False)

    @router.get("/.well-known/jwks.json")
    async def key_set() -> Response:
        return json_response(keys.key_set(), headers=_KEYS_FRESH)

    @router.get("/openapi.json")
    async def openapi() -> Response:
        return json_response(await interface.document())

    @router.get("/docs")
    async def docs() -> Response:
        return HTMLResponse(render(await interface.document()), headers=_PAGE_POLICY)

    return router
