"""Boards drawn in a real Chromium by ``deploy/grafana/drawing``, with the parts of Grafana that are published."""

import asyncio
import json
import shutil
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from mimetypes import guess_type
from pathlib import Path
from typing import Any

from playwright.async_api import BrowserContext, Error, Response, Route

from local_stack.npm import ensure_installed, run_node
from local_stack.one_at_a_time import one_at_a_time
from local_stack.repository import LOCAL
from tests.guards.sources import ROOT
from tests.web.chromium import browser

SOURCE = ROOT / "deploy" / "grafana" / "drawing"
FOLDER = LOCAL / "boards-drawing"
PICTURES = LOCAL / "screenshots" / "boards"
WIDTH = 1600
"""Pixels: a common screen less Grafana's own menu."""
PATIENCE_MS = 60_000

_ORIGIN = "http://boards.invalid"


def built() -> Path:
    """The folder of the page. Its packages are installed anew when the lock has changed. Raises ``NodeFailed``."""
    with one_at_a_time(FOLDER / "lock"):
        shutil.rmtree(FOLDER / "src", ignore_errors=True)
        shutil.copytree(SOURCE, FOLDER, ignore=shutil.ignore_patterns("node_modules"), dirs_exist_ok=True)
        ensure_installed(FOLDER)
        run_node(FOLDER, ["node_modules/typescript/bin/tsc", "--noEmit", "-p", "."])
        run_node(FOLDER, ["build.mjs"])
    return FOLDER / "www"


@asynccontextmanager
async def drawing() -> AsyncIterator[BrowserContext]:
    """A browser for ``draw``, that reaches nothing but the page."""
    folder = await asyncio.to_thread(built)
    PICTURES.mkdir(parents=True, exist_ok=True)

    async def answer(route: Route) -> None:
        path = (folder / route.request.url.removeprefix(_ORIGIN).lstrip("/")).resolve()
        if path.is_file() and path.is_relative_to(folder):
            await route.fulfill(body=path.read_bytes(), content_type=guess_type(path.name)[0])
        else:
            await route.fulfill(status=404)

    async with browser() as opened:
        context = await opened.new_context(viewport={"width": WIDTH, "height": 900}, locale="vi-VN")
        context.set_default_timeout(PATIENCE_MS)
        await context.route("**/*", answer)
        yield context


async def draw(context: BrowserContext, name: str, board: Mapping[str, Any], answers: Mapping[str, Any]) -> list[str]:
    """Draw ``board``, which is Grafana's JSON, with ``answers`` as ``answered`` gives them; its picture is in
    ``PICTURES``. Returns what is wrong with it.
    """
    wrong: list[str] = []

    def failed(error: Error) -> None:
        wrong.append(f"raised: {error}")

    def seen(response: Response) -> None:
        if not response.ok:
            wrong.append(f"not found: {response.url}")

    page = await context.new_page()
    page.on("pageerror", failed)
    page.on("response", seen)
    await page.add_init_script(f"window.given = {json.dumps({'board': board, 'answers': answers})}")
    await page.goto(f"{_ORIGIN}/index.html")
    await page.wait_for_function("window.faults !== undefined")
    wrong += await page.evaluate("window.faults")
    await page.screenshot(path=PICTURES / f"{name}.png", full_page=True)
    await page.close()
    return wrong
