"""Who uses the cores: the processor time of each part of a stack over a stretch of work."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

import psutil

from local_stack.stack import Stack

OTHERS = "everything else, the load generator among it"


@dataclass(frozen=True)
class Spent:
    """Seconds of processor time by part, during ``elapsed`` seconds."""

    seconds: dict[str, float]
    elapsed: float

    @property
    def all_cores(self) -> float:
        """Share of all cores that was busy."""
        return sum(self.seconds.values()) / self.elapsed / (psutil.cpu_count() or 1)

    def busy(self, name: str) -> float:
        """Share of one core that ``name`` kept busy."""
        return self.seconds[name] / self.elapsed


def busy_cores(spans: Sequence[Spent]) -> str:
    """``mongod 41 %, svc-dossier 22 %``: shares of one core, the largest first."""
    elapsed = sum(span.elapsed for span in spans)
    total = {name: sum(span.seconds[name] for span in spans) / elapsed for name in spans[0].seconds}
    return ", ".join(f"{name} {share:.0%}" for name, share in sorted(total.items(), key=lambda item: -item[1]))


class Stopwatch:
    """Runs from its making."""

    def __init__(self, stack: Stack) -> None:
        self._processes = {name: psutil.Process(part.child.pid) for name, part in stack.parts.items()}
        self._begun = time.monotonic()
        self._before, self._machine_before = self._read(), _machine_busy()

    def stop(self) -> Spent:
        seconds = {name: now - self._before[name] for name, now in self._read().items()}
        others = _machine_busy() - self._machine_before - sum(seconds.values())
        return Spent({**seconds, OTHERS: max(0.0, others)}, time.monotonic() - self._begun)

    def _read(self) -> dict[str, float]:
        times = {name: process.cpu_times() for name, process in self._processes.items()}
        return {name: spent.user + spent.system for name, spent in times.items()}


def _machine_busy() -> float:
    times = psutil.cpu_times()
    return float(times.user + times.nice + times.system + times.irq + times.softirq)
