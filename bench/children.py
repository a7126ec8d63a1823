"""Programs started for a measurement and stopped after it."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from local_stack.child import Child
from local_stack.readiness import Check, until_ready

ROOT = Path(__file__).resolve().parent.parent
_START_PATIENCE = 60.0
_STOP_PATIENCE = 20.0


@asynccontextmanager
async def running(
    name: str,
    command: Sequence[str],
    log: Path,
    ready: Check,
    *,
    core: int | None = None,
    environment: Mapping[str, str] | None = None,
) -> AsyncIterator[Child]:
    """``command`` from when it is ``ready`` to the end of the context; on ``core`` alone unless ``None``."""
    pinned = command if core is None else ["taskset", "-c", str(core), *command]
    child = Child(name, pinned, {"PYTHONPATH": str(ROOT), **(environment or {})}, log)
    async with started(child, ready):
        yield child


@asynccontextmanager
async def started(child: Child, ready: Check) -> AsyncIterator[None]:
    await child.start()
    try:
        await until_ready(child, ready, _START_PATIENCE)
        yield
    finally:
        await child.stop(_STOP_PATIENCE)
