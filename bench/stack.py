"""The whole system for a measurement: real processes, real databases, with the limits out of the way."""

import os
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from bench.children import ROOT
from local_stack.services import Service, read_services
from local_stack.stack import Stack

OURS = ("gateway", "svc-dossier", "svc-notify")
"""The parts whose work and memory are ours to answer for."""

# All load comes from one address, and Zalo's limit on the app is not what is to be measured.
_LIMITS = {
    "GATEWAY_LIMIT_SHARE": "1000000",
    "NOTIFY_SEND_RATE_PER_MINUTE": "1000000",
    "ZALO_SIMULATOR_MESSAGES_KEPT": "1000000",
}


@asynccontextmanager
async def whole_stack(
    environment: Mapping[str, str] | None = None, services: Sequence[Service] | None = None
) -> AsyncIterator[Stack]:
    """Start a stack on free ports, in a folder of its own on the repository's disk, and remove it afterwards.

    ``services``: all, where not said; with none there is MongoDB and Kafka only.
    """
    local = ROOT / ".local"
    local.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="bench-", dir=local) as folder:
        started = _services() if services is None else list(services)
        async with Stack(Path(folder), services=started, environment={**_LIMITS, **(environment or {})}) as stack:
            yield stack


def _services() -> list[Service]:
    """The services as they are deployed, but for the simulator, which stands for the outside and shares the cores: it
    only answers, and neither writes its state to disk nor sends webhooks.
    """
    return [
        replace(
            service, environment={name: value for name, value in service.environment.items() if name not in _NOT_NOW}
        )
        for service in read_services()
    ]


_NOT_NOW = {"STATE_FILE", "OA_WEBHOOK_URL", "MINI_WEBHOOK_URL"}


def pin(stack: Stack, cores: Mapping[str, int], others: int) -> None:
    """Hold the parts named in ``cores`` to those cores, and all ``others`` to one."""
    for name, part in stack.parts.items():
        for thread in Path(f"/proc/{part.child.pid}/task").iterdir():
            os.sched_setaffinity(int(thread.name), {cores.get(name, others)})
