"""The pages: citizens' phones side by side, and the controls."""

import hashlib
from functools import partial
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Route

from zalo_simulator.chats import PHONES_SHOWN, phones
from zalo_simulator.clock import at
from zalo_simulator.pages import CONSOLE_PAGE, CONTROLS_PAGE, FOLDER, PHONES_PAGE, PHONES_PART
from zalo_simulator.webhooks.outbox import SOURCES
from zalo_simulator.webhooks.sender import URLS
from zalo_simulator.world import World

EVENTS_SHOWN = 20


def _part(world: World, words: str) -> str:
    return PHONES_PART.render(
        phones=phones(world, words),
        oa_name=world.settings.oa_name,
        initials="".join(word[0] for word in world.settings.oa_name.split()[:2]).upper(),
        words=words,
        people=len(world.people),
        shown=PHONES_SHOWN,
        accepted=world.messages.accepted,
        faults=len(list(world.faults)),
        now=at(world.clock.now_ms()),
        clock_mode=world.clock.mode,
    )


async def page(request: Request) -> Response:
    world: World = request.app.state.world
    words = request.query_params.get("q", "")
    return HTMLResponse(PHONES_PAGE.render(part=_part(world, words), words=words, oa_name=world.settings.oa_name))


async def part(request: Request) -> Response:
    """What the page asks for every second: 304 while nothing has changed."""
    world: World = request.app.state.world
    text = _part(world, request.query_params.get("q", ""))
    etag = f'"{hashlib.blake2b(text.encode(), digest_size=12).hexdigest()}"'
    if request.headers.get("if-none-match") == etag:
        return Response(status_code=304, headers={"etag": etag})
    return HTMLResponse(text, headers={"etag": etag, "cache-control": "no-cache"})


async def controls(request: Request) -> Response:
    world: World = request.app.state.world
    return HTMLResponse(
        CONTROLS_PAGE.render(
            knobs=list(world.knobs.table()),
            faults=list(world.faults),
            templates=list(world.templates.values()),
            calls={name: outcomes for name, outcomes in sorted(world.calls.items()) if outcomes},
            messages=world.messages,
            outbox=world.outbox,
            addresses={source: world.knobs.text(URLS[source]) for source in SOURCES},
            events=list(world.outbox.latest)[: -EVENTS_SHOWN - 1 : -1],
            now=at(world.clock.now_ms()),
            clock_mode=world.clock.mode,
        )
    )


async def console(request: Request) -> Response:
    """Signs an officer in as a console does, at the gateway that hears our webhooks."""
    world: World = request.app.state.world
    gateway = urlsplit(world.settings.oa_webhook_url)
    origin = f"{gateway.scheme}://{gateway.netloc}" if gateway.netloc else ""
    return HTMLResponse(CONSOLE_PAGE.render(gateway=origin))


async def asset(_request: Request, name: str) -> Response:
    return FileResponse(FOLDER / name)


ROUTES = [
    Route("/", page),
    Route("/phones", part),
    Route("/controls", controls),
    Route("/console", console),
    *(Route(f"/{name}", partial(asset, name=name)) for name in ("style.css", "live.js", "console.js")),
]
