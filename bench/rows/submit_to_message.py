"""How long until a citizen who submits has the message in Zalo, at 50 submissions a second."""

from collections.abc import Sequence

from bench.citizens import signed_in
from bench.effort import Effort
from bench.errors import BenchError
from bench.figures import Measured, percentile
from bench.load_run import Load
from bench.processor import busy_cores
from bench.result import Result, Table
from bench.stack import whole_stack
from bench.submissions import submission_body

RATE = 50
WARM_UP_SECONDS = 3
CITIZENS = 500
ROUNDS = 3


async def run(effort: Effort) -> Result:
    seconds = effort.sustained / ROUNDS
    async with whole_stack() as stack:
        citizens = await signed_in(stack.endpoints, CITIZENS)
        load = Load(stack, citizens, await submission_body(stack.endpoints.gateway))
        await load.run(RATE, WARM_UP_SECONDS)
        runs = [await load.run(RATE, seconds) for _ in range(ROUNDS)]
    if refused := [refusal for run in runs for refusal in run.refused]:
        raise BenchError(f"{len(refused)} submissions refused, the first: {refused[0]}")
    answered, accepted = [run.answered_ms for run in runs], [run.accepted_ms for run in runs]
    in_time = sum(ms <= 10_000 for times in accepted for ms in times) / sum(map(len, accepted))
    busy = busy_cores([run.spent for run in runs])
    return Result(
        figures={"message_p50": _of(accepted, 0.50), "message_p99": _of(accepted, 0.99)},
        tables=[
            Table(
                ("From when the submission was due", "p50 ms", "p99 ms", "slowest ms"),
                [_line("… answered with 201", answered), _line("… message accepted by Zalo", accepted)],
            )
        ],
        notes=[
            f"{RATE} submissions a second through the gateway in {ROUNDS} rounds of {seconds:.0f} s; all of it, load "
            "generator and simulated Zalo included, on this machine.",
            f"{100 * in_time:.2f} % of the messages were accepted within 10 s, the share that GOV.UK Notify publishes.",
            f"Of one core: {busy}.",
        ],
        reasons=dict.fromkeys(("message_p50", "message_p99"), f"busy, of one core: {busy}"),
    )


def _line(name: str, rounds: Sequence[Sequence[float]]) -> tuple[str, ...]:
    return name, *(str(_of(rounds, share)) for share in (0.50, 0.99, 1.0))


def _of(rounds: Sequence[Sequence[float]], share: float) -> Measured:
    return Measured(tuple(percentile(times, share) for times in rounds))
