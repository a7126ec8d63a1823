"""What only those who run a service ask: does it live, does it want work, what are its figures (docs/adr/0023).

On a port of its own, which no ingress and no container publishes; neither logged, nor counted, nor traced.
"""

import asyncio

from prometheus_client import CONTENT_TYPE_LATEST, disable_created_metrics, generate_latest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from shared.health import Health

disable_created_metrics()  # type: ignore[no-untyped-call]  # a second series for each, which nothing asks for


def operations_app(health: Health) -> Starlette:
    """``/livez /readyz /metrics``."""
    one_scrape = asyncio.Lock()

    async def livez(_request: Request) -> Response:
        return JSONResponse({"status": "ok"})

    async def readyz(_request: Request) -> Response:
        failing = await health.failing()
        return JSONResponse({"status": "unready" if failing else "ok", "failing": failing}, 503 if failing else 200)

    async def metrics(_request: Request) -> Response:
        # In a thread: thousands of series take some tenths of a second, in which requests would stand still.
        async with one_scrape:
            page = await asyncio.to_thread(generate_latest)
        return Response(page, media_type=CONTENT_TYPE_LATEST)

    return Starlette(routes=[Route("/livez", livez), Route("/readyz", readyz), Route("/metrics", metrics)])
