"""The mini app on a weak phone and a weak network: its home screen beside that of Zalo's official template, and the way
of somebody who scans a code and files a dossier, reading each screen.
"""

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Page, expect

from bench.children import ROOT
from bench.effort import Effort
from bench.figures import Measured, ratio
from bench.peers import zaui_home
from bench.result import Result, Table
from bench.stack import whole_stack
from local_stack.endpoints import Endpoints
from local_stack.mini_app import built_mini_app
from shared.http_client import outbound
from tests.journeys.people import Person, World, at
from tests.web.chromium import browser
from tests.web.phone import SIZE, phone_of

SLOWER = 6
"""Times that the phone's processor is slower than this machine's."""
LATENCY_MS = 400
BYTES_A_SECOND = 400_000 / 8
READING_MS = 3_000
PROCEDURE = "1.004873"
"""Cấp Giấy xác nhận tình trạng hôn nhân: wholly online, no paper mandatory."""
_SEEN = """
window.readable = new Promise(resolve => new MutationObserver((_, observer) => {
  if (!document.querySelector(SELECTOR)) return;
  observer.disconnect();
  requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now())));
}).observe(document, { childList: true, subtree: true }));
"""


async def run(effort: Effort) -> Result:
    package = built_mini_app()
    local = ROOT / ".local"
    local.mkdir(exist_ok=True)
    async with whole_stack({"GATEWAY_MINI_APP_DIR": str(package)}) as stack, browser() as chromium:
        gateway = stack.endpoints.gateway
        async with outbound(gateway) as http:
            home = (await http.get("/v1/home")).json()
        utilities = [each["label"] for each in home["utilities"]]
        news = [each["title"] for each in home["news"][:4]]
        with tempfile.TemporaryDirectory(prefix="zaui-", dir=local) as folder:
            theirs = zaui_home.built(Path(folder), utilities, news)
            async with zaui_home.served(theirs) as template:
                rounds = [
                    (
                        await _readable(chromium, f"{gateway}/app", ".grid a"),
                        await _readable(chromium, template, ".utility"),
                    )
                    for _ in range(effort.rounds)
                ]
            sizes = [_raw(package), _raw(theirs)]
        ours, peer = (Measured(each) for each in zip(*rounds, strict=True))
        async with at(stack.endpoints) as world:
            submitted = Measured(
                tuple([await _submitted(chromium, stack.endpoints, world, local) for _ in range(min(effort.rounds, 3))])
            )
    return Result(
        figures={"app_home": ours, "app_home_to_template": ratio(ours, peer), "app_submitted": submitted},
        tables=[
            Table(
                ("Home screen", "readable after, s", "package, kB"),
                [
                    ("our mini app, its first screen drawn by the gateway", str(ours), str(sizes[0])),
                    ("React 18 and zmp-ui, asking nobody", str(peer), str(sizes[1])),
                ],
            ),
            Table(
                ("From the code to the receipt", "s"),
                [(f"who reads each screen for {READING_MS // 1000} s", str(submitted))],
            ),
        ],
        notes=[
            f"Chromium at 360 × 740, processor {SLOWER} times slower, 400 kbit/s, {LATENCY_MS} ms, nothing kept. "
            "Readable: the utilities are drawn. The template's package is its home screen alone, without pictures and "
            "SDK.",
        ],
    )


def _raw(package: Path) -> int:
    """kB of what Zalo gets: the page for browsers stays here."""
    return round(sum(path.stat().st_size for path in package.iterdir() if path.name != "index.html") / 1000)


async def _slow(page: Page) -> None:
    session = await page.context.new_cdp_session(page)
    await session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    await session.send("Network.enable")
    limits = {"offline": False, "latency": LATENCY_MS, "downloadThroughput": BYTES_A_SECOND}
    await session.send("Network.emulateNetworkConditions", {**limits, "uploadThroughput": BYTES_A_SECOND})


async def _readable(chromium: Browser, address: str, selector: str) -> float:
    """Seconds from the beginning of the navigation until ``selector`` is drawn."""
    context = await chromium.new_context(viewport=SIZE, is_mobile=True, has_touch=True, device_scale_factor=2)
    try:
        page = await context.new_page()
        await _slow(page)
        await page.add_init_script(_SEEN.replace("SELECTOR", repr(selector)))
        await page.goto(address, wait_until="commit")
        return float(await page.evaluate("window.readable")) / 1000
    finally:
        await context.close()


async def _submitted(chromium: Browser, endpoints: Endpoints, world: World, pictures: Path) -> float:
    """Seconds from the scanned code to the receipt, for somebody who reads each screen."""
    citizen = await Person.with_zalo(world, "Nguyễn Thị Đọc")
    procedure = (await world.gateway.get(f"/v1/procedures/{PROCEDURE}")).json()
    answers = dict(_leaves(procedure["form"]["examples"][0]))
    async with phone_of(chromium, endpoints, pictures, citizen) as phone:
        await _slow(phone.page)
        begun = time.perf_counter()
        await phone.open(f"/procedures/{PROCEDURE}")
        await phone.page.wait_for_timeout(READING_MS)
        await phone.tap("Nộp hồ sơ ngay")
        await phone.find("Xã, phường nơi Ông/Bà ở", "cam thanh", "UBND phường Cẩm Thành")
        while True:
            await phone.ready()
            heading = await phone.page.locator("h1").text_content()
            for name in await phone.page.evaluate(_QUESTIONS):
                if name in answers:
                    await _answer(phone.page, name, answers[name])
            await phone.page.wait_for_timeout(READING_MS)
            if await phone.page.get_by_role("button", name="Gửi hồ sơ").count():
                break
            await phone.tap("Tiếp tục")
            await expect(phone.page.locator("h1")).not_to_have_text(str(heading))
        await phone.tap("Gửi hồ sơ")
        await phone.sees("Đã gửi hồ sơ")
        return time.perf_counter() - begun


_QUESTIONS = "Array.from(document.querySelectorAll('.field [id], fieldset[id]'), each => each.id)"


async def _answer(page: Page, name: str, value: Any) -> None:
    field = page.locator(f'[id="{name}"]')
    match await field.evaluate("field => field.tagName"):
        case "SELECT":
            await field.select_option(str(value))
        case "FIELDSET" if await field.locator(".date").count():
            for part, typed in zip(await field.locator("input").all(), reversed(str(value).split("-")), strict=True):
                await part.fill(typed)
        case "FIELDSET":
            chosen = str(value).lower() if isinstance(value, bool) else str(value)
            await field.locator(f'input[value="{chosen}"]').check()
        case "INPUT" | "TEXTAREA":
            await field.fill(str(value))


def _leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if not isinstance(value, dict):
        yield path, value
        return
    for name, inner in value.items():
        yield from _leaves(inner, f"{path}.{name}" if path else name)
