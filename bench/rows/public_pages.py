"""Public reads: from the gateway's memory beside nginx with proxy_cache, and asked of svc-content each time."""

from contextlib import AsyncExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import httpx

from bench.children import running
from bench.door import OTHER_CORE, PROXY_CORE
from bench.effort import Effort
from bench.figures import Measured, number, ratio
from bench.load.closed_loop import CONNECTIONS, closed_loop, generator_name
from bench.peers import nginx
from bench.processor import Stopwatch
from bench.result import Result, Table
from bench.stack import pin, whole_stack
from local_stack.ports import free_ports
from local_stack.readiness import answers
from shared.testing import eventually

PAGE, ROWS = "/v1/home", "/v1/hotlines"
KEPT, NGINX = f"gateway, {PAGE} from memory", f"nginx with proxy_cache, {PAGE}"
ASKED, WHOLE = f"gateway, {ROWS} asked each time", f"gateway, {PAGE} asked each time"
A_PART = ("Range: bytes=0-",)
"""Whoever asks for a part is passed on; svc-content answers with the whole."""


async def run(effort: Effort) -> Result:
    rates: dict[str, list[float]] = {KEPT: [], NGINX: [], ASKED: [], WHOLE: []}
    busy: list[float] = []
    async with AsyncExitStack() as opened:
        stack = await opened.enter_async_context(whole_stack())
        gateway, service = stack.endpoints.gateway, stack.endpoints.services["svc-content"]
        size, packed = await _sizes(gateway)
        pin(stack, {"gateway": PROXY_CORE}, OTHER_CORE)
        if nginx.installed():
            folder, port = Path(opened.enter_context(TemporaryDirectory())), free_ports("nginx", 0)
            command = nginx.caching(folder / "nginx", port, urlsplit(service).port or 80)
            ready = answers(f"http://127.0.0.1:{port}{PAGE}")
            await opened.enter_async_context(running(NGINX, command, folder / "log", ready, core=PROXY_CORE))
        for _ in range(effort.rounds):
            watch = Stopwatch(stack)
            rates[KEPT].append(await closed_loop(gateway + PAGE, "", effort.seconds, OTHER_CORE))
            busy.append(watch.stop().busy("gateway"))
            if nginx.installed():
                url = f"http://127.0.0.1:{port}{PAGE}"
                rates[NGINX].append(await closed_loop(url, "", effort.seconds, OTHER_CORE))
            rates[ASKED].append(await closed_loop(gateway + ROWS, "", effort.seconds, OTHER_CORE, A_PART))
            rates[WHOLE].append(await closed_loop(gateway + PAGE, "", effort.seconds, OTHER_CORE, A_PART))
    measured = {name: Measured(tuple(rate)) for name, rate in rates.items() if rate}
    figures = {
        "pages_kept": measured[KEPT],
        "pages_asked": measured[ASKED],
        "home_size": Measured((packed / 1024,)),
    }
    if NGINX in measured:
        figures["pages_to_nginx"] = ratio(measured[KEPT], measured[NGINX])
    work = Measured(tuple(share / rate * 1e6 for share, rate in zip(busy, rates[KEPT], strict=True)))
    cost = f"a page from memory costs the gateway {work} µs of its core, {number(100 * min(busy))} % busy at least"
    return Result(
        figures=figures,
        tables=[
            Table(
                ("Public reads", "req/s"),
                [(name, str(measured.get(name, "not installed"))) for name in (KEPT, NGINX, ASKED, WHOLE)],
            )
        ],
        notes=[
            f"The home screen with its demonstration articles: {size:,} bytes, {packed:,} packed with gzip.",
            f"{generator_name()}, {CONNECTIONS} connections, {effort.rounds} rounds of {effort.seconds:g} s, in turn; "
            "the proxy on a core of its own, svc-content and the load on the other. Both keep a page for a second.",
            "Asked each time, svc-content shares its core with the load, and it is svc-content that is measured: the "
            "hotlines are rows in its memory, the home screen is read from MongoDB.",
            f"Here {cost}.",
        ],
        reasons=dict.fromkeys(("pages_kept", "pages_to_nginx"), cost),
    )


async def _sizes(gateway: str) -> tuple[int, int]:
    """Bytes of the home screen with all its articles, as it is and packed."""
    async with httpx.AsyncClient(base_url=gateway, trust_env=False) as http:

        async def articles() -> int:
            return len((await http.get(PAGE)).json()["news"])

        await eventually(articles, seconds=60, want=lambda number: number >= 5)
        plain = await http.get(PAGE, headers={"Accept-Encoding": "identity"})
        async with http.stream("GET", PAGE, headers={"Accept-Encoding": "gzip"}) as packed:
            raw = b"".join([piece async for piece in packed.aiter_raw()])
        return len(plain.content), len(raw)
