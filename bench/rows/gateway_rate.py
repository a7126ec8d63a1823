"""How many authenticated requests one core of the gateway passes on, beside a bare nginx and the naive proxy."""

import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from bench.children import running
from bench.door import OTHER_CORE, PATH, PROXY_CORE, open_door, upstream_name
from bench.effort import Effort
from bench.figures import Measured, number, ratio
from bench.load.closed_loop import CONNECTIONS, closed_loop, generator_name
from bench.peers import nginx
from bench.processor import Stopwatch
from bench.result import Result, Table
from local_stack.ports import free_ports
from local_stack.readiness import answers

GATEWAY, NGINX = "gateway: session, limits, metrics, log", "nginx as a bare proxy"
PYREQWEST, FASTAPI = "Granian + pyreqwest, bare", "FastAPI + httpx, bare"


async def run(effort: Effort) -> Result:
    rates: dict[str, list[float]] = {}
    busy: list[float] = []
    async with open_door() as door, _peers(door.upstream) as peers:
        for _ in range(effort.rounds):
            for name, url in {GATEWAY: door.gateway, **peers}.items():
                watch = Stopwatch(door.stack)
                rate = await closed_loop(url + PATH, door.authorization, effort.seconds, OTHER_CORE)
                rates.setdefault(name, []).append(rate)
                if name == GATEWAY:
                    busy.append(watch.stop().busy("gateway"))
    measured = {name: Measured(tuple(rate)) for name, rate in rates.items()}
    figures = {"gateway_rate": measured[GATEWAY], "gateway_to_fastapi": ratio(measured[GATEWAY], measured[FASTAPI])}
    if NGINX in measured:
        figures["gateway_to_nginx"] = ratio(measured[GATEWAY], measured[NGINX])
    work = Measured(tuple(share / rate * 1e6 for share, rate in zip(busy, rates[GATEWAY], strict=True)))
    cost = f"a request costs the gateway {work} µs of its core, which was at least {number(100 * min(busy))} % busy"
    return Result(
        figures=figures,
        tables=[
            Table(
                ("Proxy, on a core of its own", "req/s"),
                [(name, str(measured.get(name, "not installed"))) for name in (GATEWAY, NGINX, PYREQWEST, FASTAPI)],
            )
        ],
        notes=[
            f"GET {PATH} with a citizen's session; {generator_name()}, {CONNECTIONS} connections, {effort.rounds} "
            f"rounds of {effort.seconds:g} s, the proxies in turn. Behind each of them {upstream_name()}, on the other "
            "core together with the load generator.",
            f"Here {cost}.",
        ],
        reasons=dict.fromkeys(figures, cost),
    )


@asynccontextmanager
async def _peers(upstream: str) -> AsyncIterator[Mapping[str, str]]:
    """Where each peer answers, by its name in the table. They share the proxy's core, idle until it is their turn."""
    ports = {name: free_ports(name, 0) for name in (PYREQWEST, FASTAPI, NGINX)}
    with TemporaryDirectory() as name:
        folder = Path(name)
        commands = {PYREQWEST: _pyreqwest(ports[PYREQWEST]), FASTAPI: _fastapi(ports[FASTAPI])}
        if nginx.installed():
            commands[NGINX] = nginx.proxying(folder / "nginx", ports[NGINX], urlsplit(upstream).port or 80)
        urls = {peer: f"http://127.0.0.1:{ports[peer]}" for peer in commands}
        async with AsyncExitStack() as started:
            for number, (peer, command) in enumerate(commands.items()):
                log, ready = folder / f"{number}.log", answers(urls[peer] + PATH)
                environment = {"UPSTREAM": upstream}
                await started.enter_async_context(
                    running(peer, command, log, ready, core=PROXY_CORE, environment=environment)
                )
            yield urls


def _fastapi(port: int) -> list[str]:
    return [sys.executable, "-m", "uvicorn", "--no-access-log", "--port", str(port), "bench.peers.fastapi_httpx:app"]


def _pyreqwest(port: int) -> list[str]:
    granian = [sys.executable, "-m", "granian", "--interface", "asginl", "--no-access-log"]
    return [*granian, "--port", str(port), "bench.peers.granian_pyreqwest:app"]
