"""What the gateway adds to an answer's time at a steady load: through it and past it, in turn."""

from dataclasses import dataclass

from bench.door import OTHER_CORE, PATH, open_door, upstream_name
from bench.effort import Effort
from bench.errors import BenchError
from bench.figures import Measured, percentile
from bench.load.constant_rate import Call, constant_rate
from bench.result import Result, Table

RATE = 500
SHARES = {"p50": 0.50, "p99": 0.99}
DIRECT, THROUGH = "straight to the service", "through the gateway"


@dataclass(frozen=True)
class SameCall:
    authorization: str

    def __call__(self, number: int) -> Call:
        return Call("GET", PATH, {"authorization": self.authorization})


async def run(effort: Effort) -> Result:
    times: dict[str, dict[str, list[float]]] = {name: {share: [] for share in SHARES} for name in (DIRECT, THROUGH)}
    async with open_door() as door:
        call = SameCall(door.authorization)
        urls = {DIRECT: door.upstream, THROUGH: door.gateway}
        for url in urls.values():
            await constant_rate(url, call, rate=RATE, seconds=1, core=OTHER_CORE)
        for _ in range(effort.rounds):
            for name, url in urls.items():
                milliseconds = await _milliseconds(url, call, effort.seconds * 2)
                for label, share in SHARES.items():
                    times[name][label].append(percentile(milliseconds, share))
    added = {
        label: Measured(tuple(b - a for a, b in zip(times[DIRECT][label], times[THROUGH][label], strict=True)))
        for label in SHARES
    }
    lines = [(name, *(str(Measured(tuple(times[name][label]))) for label in SHARES)) for name in (DIRECT, THROUGH)]
    return Result(
        figures={f"added_{label}": measured for label, measured in added.items()},
        tables=[Table(("GET", "p50 ms", "p99 ms"), [*lines, ("added", *map(str, added.values()))])],
        notes=[
            f"{RATE} requests a second leave when they are due, whatever became of the ones before, and are timed from "
            f"when they were due; {effort.rounds} rounds of {effort.seconds * 2:g} s each way, in turn. The service is "
            f"{upstream_name()}.",
        ],
    )


async def _milliseconds(url: str, call: SameCall, seconds: float) -> list[float]:
    answers = await constant_rate(url, call, rate=RATE, seconds=seconds, core=OTHER_CORE)
    if wrong := [answer for answer in answers if answer.status != 200]:
        raise BenchError(f"{len(wrong)} of {len(answers)} answers were not 200, the first: {wrong[0].status}")
    return [answer.milliseconds for answer in answers]
