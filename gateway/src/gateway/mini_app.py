"""The mini app for browsers: the package that ``make mini-app`` writes, in a page made like Zalo's.

In production Zalo hosts the package and its own page loads it. This is for who has no Zalo at hand: a developer, a
tester, an official who wants to see it. Files are read once and packed once.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from gateway.domain.console_login import origin
from gateway.static_file import in_coding

CONFIGURATION = "app-config.json"
"""Says which files a page loads; Zalo's own page reads the same (contract 9.1)."""

_TYPES = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".webp": "image/webp",
}
_TEXT = (".js", ".css", ".json", ".svg")

_PAGE = """<!doctype html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<meta name="description" content="Ứng dụng của tỉnh trên Zalo: nộp hồ sơ, phản ánh, hỏi đáp, học phí, tin tức.">
<meta name="theme-color" content="{colour}">
<meta name="zalo-simulator" content="{simulator}">
<link rel="icon" href="data:,">
{styles}
{scripts}
</head>
<body>
<div id="app"></div>
<noscript>Ứng dụng này cần JavaScript. Ông/Bà có thể gọi 1022 để được giúp đỡ.</noscript>
</body>
</html>
"""


class MiniApp:
    """``simulator``: where a browser signs in, as the SDK does inside Zalo; empty where nobody may."""

    def __init__(self, folder: Path, simulator: str = "") -> None:
        files = {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.suffix in _TYPES}
        configuration = json.loads(files.pop(CONFIGURATION))
        self._files: Mapping[str, bytes] = files
        self.page = _page(configuration, simulator)
        self.policy = _policy(origin(simulator) if simulator else "")
        self.packed = cache(self._packed)

    def __contains__(self, name: str) -> bool:
        return name in self._files

    @staticmethod
    def media_type(name: str) -> str:
        return _TYPES[Path(name).suffix]

    @staticmethod
    def is_text(name: str) -> bool:
        return name.endswith(_TEXT)

    def _packed(self, name: str, coding: bytes | None) -> bytes:
        """The file ``name`` in ``coding``, or as it is. Takes up to a second the first time."""
        return in_coding(self._files[name], coding)


def _page(configuration: Mapping[str, object], simulator: str) -> str:
    app = configuration["app"]
    assert isinstance(app, dict)
    styles, scripts = configuration["listCSS"], configuration["listSyncJS"]
    assert isinstance(styles, list)
    assert isinstance(scripts, list)
    return _PAGE.format(
        title=app["title"],
        colour=app["headerColor"],
        simulator=simulator,
        styles="\n".join(f'<link rel="stylesheet" href="/app/{name}">' for name in styles),
        scripts="\n".join(f'<script type="module" src="/app/{name}"></script>' for name in scripts),
    )


def _policy(simulator: str) -> str:
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' blob: data:",
            # Stations stream from addresses of their own; on a developer's machine from this one.
            "media-src 'self' blob: https:" + (" http://127.0.0.1:*" if simulator else ""),
            f"connect-src 'self' {simulator}".rstrip(),
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        )
    )
