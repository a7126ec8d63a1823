"""``python -m bench``: all rows; with names, those. Written to ``bench/results.md``; with ``--quick`` only printed."""

import argparse
import asyncio
import sys
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from bench.effort import FULL, QUICK, Effort
from bench.errors import BenchError
from bench.figures import number
from bench.kept import Kept, read_kept, write_kept
from bench.machine import processor
from bench.pace import pace
from bench.report import report, section
from bench.result import Result
from bench.rows import (
    added_latency,
    app,
    broadcast,
    burst,
    gateway_rate,
    lighthouse,
    many_dossiers,
    many_reports,
    payments,
    public_pages,
    search,
    slow_phones,
    submit_to_message,
    sustained,
    uploads,
)
from local_stack.errors import StackError

RESULTS = Path(__file__).with_name("results.md")
KEPT = Path(__file__).with_name("results.json")


@dataclass(frozen=True)
class Row:
    title: str
    run: Callable[[Effort], Awaitable[Result]]


ROWS: Mapping[str, Row] = {
    "gateway": Row("Gateway: requests a second on one core", gateway_rate.run),
    "latency": Row("Gateway: time added to an answer", added_latency.run),
    "message": Row("From the submission to the message", submit_to_message.run),
    "million": Row("Lists with one million dossiers", many_dossiers.run),
    "reports": Row("Map, near duplicates and lists with one million reports", many_reports.run),
    "burst": Row("A burst of events becomes messages", burst.run),
    "broadcast": Row("One citizen's matter beside a broadcast", broadcast.run),
    "uploads": Row("Photographs uploaded together", uploads.run),
    "phones": Row("Pictures from slow phones", slow_phones.run),
    "pages": Row("Public pages", public_pages.run),
    "search": Row("Search of 100,000 documents", search.run),
    "app": Row("The mini app on a weak phone", app.run),
    "lighthouse": Row("Every screen of the mini app under Lighthouse", lighthouse.run),
    "payments": Row("Callbacks, files of dues and settlement files", payments.run),
    "sustained": Row("Sustained submissions, memory, ways to write", sustained.run),
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("rows", nargs="*", metavar="row", help=f"{', '.join(ROWS)}; all when none is named")
    parser.add_argument("--quick", action="store_true", help="short rounds: shows that it works, proves nothing")
    asked = parser.parse_args()
    if unknown := set(asked.rows) - set(ROWS):
        parser.error(f"no such row: {', '.join(sorted(unknown))}")
    try:
        asyncio.run(_run(asked.rows or list(ROWS), quick=asked.quick))
    except (BenchError, StackError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


async def _run(names: list[str], *, quick: bool) -> None:
    for name in names:
        print(f"… {ROWS[name].title}", file=sys.stderr, flush=True)
        before = (
            f"Just before, a byte went to another process and back in {number(pace())} µs: compare at the same pace."
        )
        result = await ROWS[name].run(QUICK if quick else FULL)
        result = replace(result, notes=[*result.notes, before])
        print(section(name, ROWS[name].title, result), flush=True)
        if not quick:
            _keep(name, result)


def _keep(name: str, result: Result) -> None:
    """Keep the row at once: the next one may take half an hour, and be broken off."""
    kept = read_kept(KEPT) | {name: Kept(time.strftime("%Y-%m-%d"), result, processor())}
    write_kept(KEPT, {name: kept[name] for name in ROWS if name in kept})
    RESULTS.write_text(report({name: (ROWS[name].title, kept[name]) for name in ROWS if name in kept}))


if __name__ == "__main__":
    sys.exit(main())
