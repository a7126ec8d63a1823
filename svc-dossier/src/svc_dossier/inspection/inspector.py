"""What kind of file it is, and what of it we keep. Slow work on hostile bytes, so it has its own few threads."""

import asyncio
import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from types import TracebackType

from prometheus_client import Histogram

from svc_dossier.inspection.images import encoded_anew
from svc_dossier.inspection.pdfs import inspect
from svc_dossier.inspection.refused import NotAccepted

WORKERS = 2

_seconds = Histogram(
    "dossier_file_inspection_seconds",
    "Looking through one upload, by what it is",
    ["media_type"],
    buckets=(0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)


@dataclass(frozen=True)
class Kept:
    media_type: str
    extension: str
    content: bytes
    sha256: str


@dataclass(frozen=True)
class _Kind:
    media_type: str
    extension: str
    begins: bytes
    clean: Callable[[bytes], bytes]


def _checked_pdf(content: bytes) -> bytes:
    inspect(content)
    return content


KINDS = (
    _Kind("application/pdf", ".pdf", b"%PDF-", _checked_pdf),
    _Kind("image/jpeg", ".jpg", b"\xff\xd8\xff", lambda content: encoded_anew(content, "JPEG")),
    _Kind("image/png", ".png", b"\x89PNG\r\n\x1a\n", lambda content: encoded_anew(content, "PNG")),
)


class Inspector:
    async def __aenter__(self) -> "Inspector":
        self._threads = ThreadPoolExecutor(WORKERS, "inspector")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._threads.shutdown(cancel_futures=True)

    async def look_through(self, content: bytes) -> Kept:
        """What to keep of ``content``. Raises ``NotAccepted`` or ``Harmful``."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, _kept, content)


def _kept(content: bytes) -> Kept:
    kind = next((kind for kind in KINDS if content.startswith(kind.begins)), None)
    if kind is None:
        raise NotAccepted
    with _seconds.labels(kind.media_type).time():
        clean = kind.clean(content)
    return Kept(kind.media_type, kind.extension, clean, hashlib.sha256(clean).hexdigest())
