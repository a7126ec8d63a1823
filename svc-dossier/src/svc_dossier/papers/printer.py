"""Sets the forms in type. Slow beside everything else (about 20 ms a page), so it has its own few threads."""

import asyncio
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files
from types import TracebackType
from typing import Any

import orjson
import typst
from prometheus_client import Gauge, Histogram

from svc_dossier.papers.printable import printable
from svc_dossier.papers.qr import qr_code

WORKERS = 2
WAIT = 10.0
"""Seconds for a place and the printing together."""

_TEMPLATES = files("svc_dossier") / "papers" / "templates"

_seconds = Histogram("dossier_paper_seconds", "Printing one form", ["form"], buckets=(0.01, 0.025, 0.05, 0.1, 0.5, 2.5))
_waiting = Gauge("dossier_papers_waiting", "Forms being printed or waiting for it")


class Printer:
    async def __aenter__(self) -> "Printer":
        self._threads = ThreadPoolExecutor(WORKERS, "printer")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._threads.shutdown(cancel_futures=True)

    async def pdf(self, form: str, code: str, facts: Mapping[str, Any]) -> bytes:
        """``form`` (01 to 06) filled in with ``facts``, ``code`` as its QR code; the same facts, the same bytes.

        PDF/A-2a to last, PDF/UA-1 so that a screen reader finds its way (Nghị định 224/2026/NĐ-CP, Điều 10).

        Raises ``TimeoutError``.
        """
        with _waiting.track_inprogress():
            async with asyncio.timeout(WAIT):
                return await asyncio.get_running_loop().run_in_executor(self._threads, _printed, form, code, facts)


def _printed(form: str, code: str, facts: Mapping[str, Any]) -> bytes:
    given = orjson.dumps({**printable(facts), "qr": qr_code(code)}).decode()
    with _seconds.labels(form).time():
        printed: bytes = typst.compile(
            str(_TEMPLATES / f"form-{form}.typ"),
            root=str(_TEMPLATES),
            sys_inputs={"facts": given},
            format="pdf",
            pdf_standards=["a-2a", "ua-1"],
            # Only the fonts inside the library: the same page on every machine.
            ignore_system_fonts=True,
        )
    return printed
