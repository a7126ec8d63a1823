"""The stations' servers, and what tells a station to stop."""

from collections.abc import Callable, Mapping, Sequence
from json import JSONDecodeError

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from stream_simulator.page import page
from stream_simulator.playlist import playlist

_HEADERS = {"Access-Control-Allow-Origin": "*", "Cache-Control": "no-cache"}


def build_app(streams: Mapping[str, Sequence[bytes]], now: Callable[[], float]) -> Starlette:
    """``streams``: the segments of each channel."""
    off_the_air: set[str] = set()

    def on_the_air(request: Request) -> str:
        channel = str(request.path_params["channel"])
        if channel not in streams or channel in off_the_air:
            raise HTTPException(404)
        return channel

    async def show(request: Request) -> Response:
        channel = on_the_air(request)
        return Response(playlist(channel, now()), media_type="application/vnd.apple.mpegurl", headers=_HEADERS)

    async def segment(request: Request) -> Response:
        parts = streams[on_the_air(request)]
        return Response(parts[request.path_params["number"] % len(parts)], media_type="video/mp2t", headers=_HEADERS)

    async def switch(request: Request) -> Response:
        channel = str(request.path_params["channel"])
        try:
            up = (await request.json())["up"]
        except (JSONDecodeError, KeyError, TypeError):
            raise HTTPException(400, 'send {"up": true} or {"up": false}') from None
        if channel not in streams:
            raise HTTPException(404)
        (off_the_air.discard if up else off_the_air.add)(channel)
        return JSONResponse({"channel": channel, "up": channel not in off_the_air})

    async def front(_request: Request) -> Response:
        return HTMLResponse(page(streams, off_the_air))

    async def ready(_request: Request) -> Response:
        return JSONResponse({"status": "ready"})

    return Starlette(
        routes=[
            Route("/", front),
            Route("/readyz", ready),
            Route("/control/channels/{channel}", switch, methods=["PUT"]),
            Route("/{channel}.m3u8", show),
            Route("/{channel}/{number:int}.ts", segment),
        ]
    )
