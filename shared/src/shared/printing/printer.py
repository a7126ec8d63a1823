"""Sets papers in type with Typst. Slow beside everything else (about 20 ms a page), so it has its own few threads.

A template reads its facts as JSON from ``sys.inputs.facts``; ``qr`` among them is the code to scan, as SVG. It is set
in ``paper.typ``, which has the fonts and what else papers share, and which a template imports as if it lay beside it.
"""

import asyncio
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from os import PathLike
from pathlib import Path
from types import TracebackType
from typing import Any

import orjson
import typst
from prometheus_client import Gauge, Histogram

from shared.printing.fonts import FOLDER
from shared.printing.printable import printable
from shared.printing.qr import qr_code

WORKERS = 2
WAIT = 10.0
"""Seconds for a place and the printing together."""

PDF: Mapping[str, Any] = {"format": "pdf", "pdf_standards": ["a-2a", "ua-1"]}
"""PDF/A-2a to last, PDF/UA-1 so that a screen reader finds its way (Nghị định 224/2026/NĐ-CP, Điều 10)."""
PICTURE: Mapping[str, Any] = {"format": "png", "ppi": 200}

_PAPER = Path(__file__).with_name("paper.typ").read_bytes()
_SET_IN_PAPER = '#import "paper.typ": paper\n#show: paper\n#include "{template}.typ"\n'
_FONTS = typst.Fonts(include_system_fonts=False, font_paths=[FOLDER])

_seconds = Histogram("paper_seconds", "Printing one paper", ["template"], buckets=(0.01, 0.025, 0.05, 0.1, 0.5, 2.5))
_waiting = Gauge("papers_waiting", "Papers being printed or waiting for it")


class Printer:
    """``templates``: a folder of ``<name>.typ``, which may read what is in it and nothing else."""

    def __init__(self, templates: PathLike[str]) -> None:
        self._templates = Path(templates)
        for template in self._templates.glob("*.typ"):
            _seconds.labels(template.stem)

    async def __aenter__(self) -> "Printer":
        self._threads = ThreadPoolExecutor(WORKERS, "printer")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._threads.shutdown(cancel_futures=True)

    async def pdf(self, template: str, code: str, facts: Mapping[str, Any]) -> bytes:
        """``template`` filled in with ``facts``, ``code`` as its QR code; the same facts, the same bytes.

        Raises ``TimeoutError``.
        """
        return await self._print(template, code, facts, PDF)

    async def picture(self, template: str, code: str, facts: Mapping[str, Any]) -> bytes:
        """The one page of ``template`` as a PNG of 200 dots an inch, to be shown and sent.

        Raises ``TimeoutError``.
        """
        return await self._print(template, code, facts, PICTURE)

    async def _print(self, template: str, code: str, facts: Mapping[str, Any], form: Mapping[str, Any]) -> bytes:
        with _waiting.track_inprogress():
            async with asyncio.timeout(WAIT):
                return await asyncio.get_running_loop().run_in_executor(
                    self._threads, printed, self._templates, template, code, facts, form
                )


def printed(
    templates: Path, template: str, code: str, facts: Mapping[str, Any], form: Mapping[str, Any] = PDF
) -> bytes:
    given = orjson.dumps({**printable(facts), "qr": qr_code(code)}).decode()
    # Typst's own types do not name the form that holds several files.
    files: Any = {"main.typ": _SET_IN_PAPER.format(template=template).encode(), "paper.typ": _PAPER}
    with _seconds.labels(template).time():
        made: bytes = typst.compile(
            files,
            output=None,
            root=str(templates),
            sys_inputs={"facts": given},
            font_paths=_FONTS,
            **form,
        )
    return made
