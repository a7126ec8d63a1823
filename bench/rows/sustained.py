"""How many submissions a second the whole system takes with nothing lost, what they cost, and what memory they leave.

Steps of growing rate find the limit; one long run holds a rate; then every acknowledged dossier is looked for in
MongoDB, in Kafka and at Zalo. The three ways to write a submission are measured on the same mongod at the end.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from bench.aftermath import DATABASE, administrator, administrator_url, expect_nothing_lost, published
from bench.citizens import signed_in
from bench.effort import Effort
from bench.figures import Measured, number, percentile, ratio
from bench.load_run import Load, Run
from bench.memory import resident
from bench.processor import busy_cores
from bench.result import Result, Table
from bench.stack import OURS, whole_stack
from bench.submissions import submission_body
from bench.write_paths import CLIENTS, ONE_DOCUMENT, WAYS, writes_per_second
from local_stack.endpoints import Endpoints
from shared.outbox import entry

FIRST_STEP, STEP, LAST_STEP = 100, 50, 1_000
CITIZENS = 1_000
SLOWEST_ANSWER_MS = 1_000
"""A rate is held when none is refused and 99 % are answered within this."""
SECONDS_BEHIND = 2.0
"""The messages keep up when the last one is there so soon after the last submission."""

HEADER = (
    "submissions/s",
    "for s",
    "answer p50 / p99 ms",
    "message p50 / p99 ms",
    "all done after s",
    "refused",
    "cores",
)


async def run(effort: Effort) -> Result:
    async with whole_stack() as stack:
        citizens = await signed_in(stack.endpoints, CITIZENS)
        load = Load(stack, citizens, await submission_body(stack.endpoints.gateway))
        await load.run(FIRST_STEP // 2, effort.seconds)
        steps = await _steps(load, effort.sustained / 6)
        runs = [*steps, *await _long_runs(load, steps, effort.sustained)]
        memory = resident(stack)
        await expect_nothing_lost(stack.endpoints, load.dossiers, load.messages.accepted_at)
        writes = await _writes(stack.endpoints, effort)
    last = runs[-1]
    held = last.rate if _held(last) else 0
    kept_up = max((run.rate for run in runs if _kept_up(run)), default=0)
    busy = busy_cores([last.spent])
    ours = sum(memory[name] for name in OURS)
    return Result(
        figures={"sustained": Measured((held,)), "resident": Measured((ours,))},
        tables=[_runs_table(runs), _memory_table(memory), _writes_table(writes)],
        notes=[
            f"Afterwards all {len(load.dossiers):,} acknowledged dossiers were in MongoDB with their event in Kafka "
            "and nothing left in the outbox, and each had exactly one message at the simulated Zalo.",
            f"A rate counts as held when none is refused and 99 % are answered within {SLOWEST_ANSWER_MS} ms. "
            f"The messages kept up (the last within {SECONDS_BEHIND:g} s of the load) to {kept_up} a second.",
            f"In the last run, in shares of one core: {busy}.",
            *[f"The first refusal of the {run.rate} a second: {run.refused[0]}." for run in runs if run.refused],
            f"Writes: {CLIENTS} clients in one process, majority and journal, same indexes and size of document.",
        ],
        reasons={
            "sustained": f"in the last run the cores were {last.spent.all_cores:.0%} busy; of one core, {busy}",
            "resident": ", ".join(f"{name} {number(memory[name])} MB" for name in OURS),
        },
    )


async def _steps(load: Load, seconds: float) -> list[Run]:
    """Up to the first rate that is not held."""
    runs: list[Run] = []
    for rate in range(FIRST_STEP, LAST_STEP + 1, STEP):
        runs.append(await load.run(rate, seconds))
        if not _held(runs[-1]):
            break
    return runs


async def _long_runs(load: Load, steps: Sequence[Run], seconds: float) -> list[Run]:
    """Run for long at the highest rate that a step held; where it does not hold, at the next lower one."""
    runs: list[Run] = []
    for rate in sorted((run.rate for run in steps if _held(run)), reverse=True):
        runs.append(await load.run(rate, seconds))
        if _held(runs[-1]):
            break
    return runs


def _held(run: Run) -> bool:
    return not run.refused and percentile(run.answered_ms, 0.99) <= SLOWEST_ANSWER_MS


def _kept_up(run: Run) -> bool:
    return _held(run) and run.seconds_behind <= SECONDS_BEHIND


def _runs_table(runs: Sequence[Run]) -> Table:
    return Table(HEADER, [_line(run) for run in runs])


def _line(run: Run) -> tuple[str, ...]:
    return (
        str(run.rate),
        f"{run.seconds:.0f}",
        _p50_p99(run.answered_ms),
        _p50_p99(run.accepted_ms),
        number(run.seconds_behind),
        str(len(run.refused)),
        f"{run.spent.all_cores:.0%}",
    )


def _p50_p99(milliseconds: Sequence[float]) -> str:
    return f"{number(percentile(milliseconds, 0.50))} / {number(percentile(milliseconds, 0.99))}"


def _memory_table(memory: Mapping[str, float]) -> Table:
    ours = {name: memory[name] for name in OURS}
    others = {name: size for name, size in memory.items() if name not in OURS}
    lines = {**ours, "**ours together**": sum(ours.values()), **others}
    return Table(("Resident after the load", "MB"), [(name, number(size)) for name, size in lines.items()])


async def _writes(endpoints: Endpoints, effort: Effort) -> Mapping[str, Measured]:
    async with administrator(endpoints) as mongo:
        pattern: dict[str, Any] = await mongo[DATABASE]["dossiers"].find_one() or {}
    event = await anext(published(endpoints))
    pattern["outbox"] = [entry(event)]
    rates = await writes_per_second(administrator_url(endpoints), pattern, effort.seconds / 2, effort.rounds)
    return {name: Measured(rate) for name, rate in rates.items()}


def _writes_table(writes: Mapping[str, Measured]) -> Table:
    lines = [(name, str(writes[name]), str(ratio(writes[ONE_DOCUMENT], writes[name]))) for name in WAYS]
    return Table(("One submission written as", "writes/s", "ours ×"), lines)
