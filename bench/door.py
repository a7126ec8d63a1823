"""The real gateway in front of a service that answers at once: what is left to measure is the gateway.

The proxy under test has a core to itself; the service, the load and the rest of the stack share the other one.
"""

import sys
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.children import running
from bench.citizens import signed_in
from bench.peers import nginx
from bench.stack import pin, whole_stack
from local_stack.child import Child
from local_stack.ports import free_ports
from local_stack.readiness import answers
from local_stack.stack import Stack

PROXY_CORE, OTHER_CORE = 0, 1
PATH = "/v1/dossiers"


@dataclass(frozen=True)
class Door:
    """``upstream`` stands in for svc-dossier; ``authorization`` is a citizen's."""

    stack: Stack
    upstream: str
    authorization: str

    @property
    def gateway(self) -> str:
        return self.stack.endpoints.gateway


def upstream_name() -> str:
    return "nginx with a fixed answer" if nginx.installed() else "Granian with a fixed answer"


@asynccontextmanager
async def open_door() -> AsyncIterator[Door]:
    port = free_ports("upstream", 0)
    upstream = f"http://127.0.0.1:{port}"
    with TemporaryDirectory() as name:
        folder = Path(name)
        async with (
            _upstream(folder, port),
            whole_stack({"GATEWAY_UPSTREAM_DOSSIER": upstream}) as stack,
        ):
            (citizen,) = await signed_in(stack.endpoints, 1)
            pin(stack, {"gateway": PROXY_CORE}, OTHER_CORE)
            yield Door(stack, upstream, citizen.authorization)


def _upstream(folder: Path, port: int) -> AbstractAsyncContextManager[Child]:
    if nginx.installed():
        command = nginx.answering(folder / "upstream", port)
    else:
        granian = (sys.executable, "-m", "granian", "--interface", "asgi", "--no-access-log")
        command = [*granian, "--port", str(port), "bench.peers.upstream:app"]
    return running("upstream", command, folder / "upstream.log", answers(f"http://127.0.0.1:{port}/"), core=OTHER_CORE)
