"""The home screen of Zalo's official template, in a page like Zalo's own, packed in the same way as our mini app."""

import asyncio
import json
import shutil
import threading
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from gateway.static_file import in_coding
from local_stack.npm import npm_ci, run_node

_SOURCES = Path(__file__).parent / "zaui"
_TYPES = {".js": "text/javascript", ".css": "text/css", ".json": "application/json"}
_PAGE = """<!doctype html>
<html lang="vi">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="icon" href="data:,">
{styles}
{scripts}
<div id="app"></div>
</html>
"""


def built(folder: Path, utilities: Sequence[str], news: Sequence[str]) -> Path:
    """Its package, made in ``folder``. Raises ``StackError`` where npm is not to be had."""
    shutil.copytree(_SOURCES, folder, dirs_exist_ok=True)
    npm_ci(folder)
    shown = {"utilities": list(utilities), "news": list(news)}
    run_node(folder, ["build.mjs"], more={"HOME_SHOWN": json.dumps(shown)})
    return folder / "www"


@asynccontextmanager
async def served(package: Path) -> AsyncIterator[str]:
    """Its address, as long as the context lasts."""
    page = _page(package).encode()
    files = _packed(package)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            name = self.path.rsplit("/", 1)[-1]
            if name in files:
                self._answer(*files[name], "br")
            else:
                self._answer(page, "text/html; charset=utf-8", "identity")

        def _answer(self, body: bytes, media_type: str, coding: str) -> None:
            self.send_response(200)
            self.send_header("content-type", media_type)
            self.send_header("content-encoding", coding)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/app"
    finally:
        await asyncio.to_thread(server.shutdown)
        server.server_close()


def _page(package: Path) -> str:
    config = json.loads((package / "app-config.json").read_text())
    return _PAGE.format(
        title=config["app"]["title"],
        styles="\n".join(f'<link rel="stylesheet" href="/app/{name}">' for name in config["listCSS"]),
        scripts="\n".join(f'<script type="module" src="/app/{name}"></script>' for name in config["listSyncJS"]),
    )


def _packed(package: Path) -> dict[str, tuple[bytes, str]]:
    """Each file in brotli, and its type."""
    return {path.name: (in_coding(path.read_bytes(), b"br"), _TYPES[path.suffix]) for path in package.iterdir()}
