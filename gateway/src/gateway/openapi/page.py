"""The page at ``/docs``: Scalar's API reference on the merged document, from our own files.

Scalar can call its makers' servers (fonts, a proxy for trial requests, usage figures, an assistant). All of that is
turned off in ``start.js``, and the page's policy lets the browser speak to nobody but the gateway in any case.
"""

import hashlib
from functools import cache
from pathlib import Path

import cramjam

from gateway.static_file import in_coding

_FOLDER = Path(__file__).parent / "scalar"

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",  # Scalar writes its styles into the page
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)

_PAGE = """<!doctype html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Quảng Ngãi Smart – Tài liệu API</title>
<link rel="icon" href="data:,">
</head>
<body>
<p id="waiting" role="status">Đang mở tài liệu API…</p>
<div id="api"></div>
<noscript>Trang này cần JavaScript. Bản cho máy đọc: <a href="/openapi.json">openapi.json</a>.</noscript>
<script src="/docs/{scalar}"></script>
<script src="/docs/{start}"></script>
</body>
</html>
"""


@cache
def assets() -> dict[str, bytes]:
    """The page's files, compressed by brotli; by a name that holds the hash of the content, so that none ever changes.

    The large one is committed like this, because brotli takes half a minute for it.
    """
    files = {
        "scalar": (_FOLDER / "scalar.js.br").read_bytes(),
        "start": bytes(cramjam.brotli.compress((_FOLDER / "start.js").read_bytes())),
    }
    return {f"{name}-{hashlib.sha256(file).hexdigest()[:16]}.js": file for name, file in files.items()}


@cache
def packed(name: str, coding: bytes | None) -> bytes:
    """The asset ``name`` in ``coding``, or as it is. Takes half a second the first time; raises ``KeyError``."""
    file = assets()[name]
    return file if coding == b"br" else in_coding(bytes(cramjam.brotli.decompress(file)), coding)


@cache
def page() -> str:
    scalar, start = assets()
    return _PAGE.format(scalar=scalar, start=start)
