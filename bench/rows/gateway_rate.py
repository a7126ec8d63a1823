"""How many authenticated requests one core of the gateway passes on, beside HAProxy, a bare nginx and two more."""

import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from bench.children import running
from bench.door import OTHER_CORE, PATH, PROXY_CORE, open_door, upstream_name
from bench.effort import Effort
from bench.figures import Measured, number, ratio
from bench.load.closed_loop import CONNECTIONS, closed_loop, generator_name
from bench.peers import haproxy, nginx
from bench.processor import Stopwatch
from bench.result import Result, Table
from local_stack.ports import free_ports
from local_stack.readiness import answers

GATEWAY, NGINX = "gateway: session, limits, metrics, log", "nginx as a bare proxy"
HAPROXY = "HAProxy: jwt_verify RS256, a stick table's limit"
PYREQWEST, FASTAPI = "Granian + pyreqwest, bare", "FastAPI + httpx, bare"


async def run(effort: Effort) -> Result:
    rates: dict[str, list[float]] = {}
    busy: list[float] = []
    async with open_door() as door, _peers(door.upstream) as peers:
        for _ in range(effort.rounds):
            proxies = {GATEWAY: _Proxy(door.gateway, door.authorization), **peers}
            for name, proxy in proxies.items():
                watch = Stopwatch(door.stack)
                authorization = proxy.authorization or door.authorization
                rate = await closed_loop(proxy.url + PATH, authorization, effort.seconds, OTHER_CORE)
                rates.setdefault(name, []).append(rate)
                if name == GATEWAY:
                    busy.append(watch.stop().busy("gateway"))
    measured = {name: Measured(tuple(rate)) for name, rate in rates.items()}
    figures = {"gateway_rate": measured[GATEWAY], "gateway_to_fastapi": ratio(measured[GATEWAY], measured[FASTAPI])}
    if NGINX in measured:
        figures["gateway_to_nginx"] = ratio(measured[GATEWAY], measured[NGINX])
    if HAPROXY in measured:
        figures["gateway_to_haproxy"] = ratio(measured[GATEWAY], measured[HAPROXY])
    work = Measured(tuple(share / rate * 1e6 for share, rate in zip(busy, rates[GATEWAY], strict=True)))
    cost = f"a request costs the gateway {work} µs of its core, which was at least {number(100 * min(busy))} % busy"
    return Result(
        figures=figures,
        tables=[
            Table(
                ("Proxy, on a core of its own", "req/s"),
                [
                    (name, str(measured.get(name, "not installed")))
                    for name in (GATEWAY, HAPROXY, NGINX, PYREQWEST, FASTAPI)
                ],
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


@dataclass(frozen=True)
class _Proxy:
    """``authorization`` is empty where the gateway's own token does."""

    url: str
    authorization: str = ""


@asynccontextmanager
async def _peers(upstream: str) -> AsyncIterator[Mapping[str, _Proxy]]:
    """Where each peer answers, by its name in the table. They share the proxy's core, idle until it is their turn."""
    ports = {name: free_ports(name, 0) for name in (PYREQWEST, FASTAPI, NGINX, HAPROXY)}
    with TemporaryDirectory() as name:
        folder = Path(name)
        authorizations = dict.fromkeys(ports, "")
        behind = urlsplit(upstream).port or 80
        commands = {PYREQWEST: _pyreqwest(ports[PYREQWEST]), FASTAPI: _fastapi(ports[FASTAPI])}
        if nginx.installed():
            commands[NGINX] = nginx.proxying(folder / "nginx", ports[NGINX], behind)
        if haproxy.installed():
            commands[HAPROXY], authorizations[HAPROXY] = haproxy.proxying(folder / "haproxy", ports[HAPROXY], behind)
        proxies = {peer: _Proxy(f"http://127.0.0.1:{ports[peer]}", authorizations[peer]) for peer in commands}
        async with AsyncExitStack() as started:
            for number, (peer, command) in enumerate(commands.items()):
                log, ready = (
                    folder / f"{number}.log",
                    answers(proxies[peer].url + (haproxy.READY if peer == HAPROXY else PATH)),
                )
                environment = {"UPSTREAM": upstream}
                await started.enter_async_context(
                    running(peer, command, log, ready, core=PROXY_CORE, environment=environment)
                )
            yield proxies


def _fastapi(port: int) -> list[str]:
    return [sys.executable, "-m", "uvicorn", "--no-access-log", "--port", str(port), "bench.peers.fastapi_httpx:app"]


def _pyreqwest(port: int) -> list[str]:
    granian = [sys.executable, "-m", "granian", "--interface", "asginl", "--no-access-log"]
    return [*granian, "--port", str(port), "bench.peers.granian_pyreqwest:app"]
