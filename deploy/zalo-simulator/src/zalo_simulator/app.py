"""The ASGI app: Zalo's endpoints, the control API and the pages, on one port."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.routing import Route

from zalo_simulator import checkout_api, control, graph, mini_app, oa, oauth, phones, zns
from zalo_simulator.endpoint_app import EndpointApp
from zalo_simulator.state import keep_saved
from zalo_simulator.webhooks.sender import keep_sending
from zalo_simulator.world import World

ENDPOINTS = (
    *oa.ENDPOINTS,
    *graph.ENDPOINTS,
    *oauth.ENDPOINTS,
    *zns.ENDPOINTS,
    *mini_app.ENDPOINTS,
    *checkout_api.ENDPOINTS,
)


def build_app(world: World) -> Starlette:
    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        stop = asyncio.Event()
        sender = asyncio.create_task(keep_sending(world))
        saver = asyncio.create_task(keep_saved(world, world.settings.state_file, stop))
        yield
        stop.set()
        sender.cancel()
        await asyncio.wait((sender, saver))

    zalo = [Route(endpoint.path, EndpointApp(world, endpoint), methods=[endpoint.method]) for endpoint in ENDPOINTS]
    app = Starlette(
        routes=[*zalo, *control.ROUTES, *phones.ROUTES],
        exception_handlers=control.EXCEPTION_HANDLERS,
        middleware=_browsers(world.settings.mini_app_origin),
        lifespan=lifespan,
    )
    app.state.world = world
    return app


def _browsers(origin: str) -> list[Middleware]:
    """A mini app outside Zalo asks here for what Zalo's SDK would give."""
    if not origin:
        return []
    cors = Middleware(
        CORSMiddleware, allow_origins=[origin], allow_methods=["GET", "POST"], allow_headers=["content-type"]
    )
    return [cors]
