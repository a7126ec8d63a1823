"""The mini app for browsers: the package that ``make mini-app`` writes, in a page of its own.

In production Zalo hosts the package and its own page loads it. This is for who has no Zalo at hand: a developer, a
tester, an official who wants to see it. Files are read once and packed once.
"""

import re
from base64 import b64encode
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path

import orjson
from jinja2 import Environment

from gateway.domain.console_login import origin
from gateway.static_file import in_coding

PAGE = "index.html"
"""A template with the first screen drawn, which the build writes (``web/mini-app/src/page.tsx``)."""
CONFIGURATION = "app-config.json"
"""The file that is there for Zalo's own page (contract 9.1), and for nobody else."""

_TYPES = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".webp": "image/webp",
}
_TEXT = (".js", ".css", ".json", ".svg")

_INLINE = re.compile(r"<(style|script)>(.*?)</\1>", re.DOTALL)


class MiniApp:
    """``simulator``: where a browser signs in, as the SDK does inside Zalo; empty where nobody may. ``tiles``: where
    the tiles of its map are.
    """

    def __init__(self, folder: Path, simulator: str = "", tiles: str = "") -> None:
        files = {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.suffix in _TYPES}
        self._files: Mapping[str, bytes] = {name: file for name, file in files.items() if name != CONFIGURATION}
        self._page = Environment(autoescape=True).from_string((folder / PAGE).read_text("utf-8"))
        self._simulator = simulator
        self.policy = _policy(self.page(), origin(simulator) if simulator else "", origin(tiles) if tiles else "")
        self.packed = cache(self._packed)

    def __contains__(self, name: str) -> bool:
        return name in self._files

    @staticmethod
    def media_type(name: str) -> str:
        return _TYPES[Path(name).suffix]

    @staticmethod
    def is_text(name: str) -> bool:
        return name.endswith(_TEXT)

    def page(self, home: bytes | None = None) -> str:
        """The page with the utilities of ``home``, the answer of ``/v1/home``, and that answer itself: the first screen
        can be read before the script is there, and the script need not ask.
        """
        utilities = [
            {**utility, "address": _address(**utility["target"])}
            for utility in (orjson.loads(home)["utilities"] if home else ())
            if not utility["in_development"]
        ]
        # No text of an editor ends the element in which the answer stands.
        inside = home.decode().replace("<", r"\u003c") if home else ""
        return self._page.render(simulator=self._simulator, utilities=utilities, home=inside)

    def _packed(self, name: str, coding: bytes | None) -> bytes:
        """The file ``name`` in ``coding``, or as it is. Takes up to a second the first time."""
        return in_coding(self._files[name], coding)


def _address(path: str | None, phone: str | None, url: str | None, **_other: object) -> str:
    """Where a tile leads, as the app itself has it (``addressOf`` in ``target.ts``); both are held to
    ``web/tests/targets.json``.
    """
    if phone:
        return f"tel:{phone}"
    return f"#{path}" if path else url if url and url.startswith("https:") else "#/"


def _policy(page: str, simulator: str, tiles: str) -> str:
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' {_hashes(page, 'script')}",
            f"style-src 'self' {_hashes(page, 'style')}",
            f"img-src 'self' blob: data: {tiles}".rstrip(),
            # Stations stream from addresses of their own; on a developer's machine from this one.
            "media-src 'self' blob: https:" + (" http://127.0.0.1:*" if simulator else ""),
            f"connect-src 'self' {simulator}".rstrip(),
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        )
    )


def _hashes(page: str, element: str) -> str:
    """What stands in ``page`` itself may run, and nothing that anybody else puts there."""
    digests = (sha256(text.encode()).digest() for name, text in _INLINE.findall(page) if name == element)
    return " ".join(f"'sha256-{b64encode(digest).decode()}'" for digest in digests)
