"""``python -m bench``: all rows; with names, those. Written to ``bench/results.md``; with ``--quick`` only printed."""

import argparse
import asyncio
import sys
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.effort import FULL, QUICK, Effort
from bench.errors import BenchError
from bench.kept import Kept, read_kept, write_kept
from bench.report import report, section
from bench.result import Result
from bench.rows import (
    added_latency,
    broadcast,
    burst,
    gateway_rate,
    many_dossiers,
    many_reports,
    payments,
    public_pages,
    search,
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
    "pages": Row("Public pages", public_pages.run),
    "search": Row("Search of 100,000 documents", search.run),
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
    effort = QUICK if asked.quick else FULL
    try:
        results = asyncio.run(_run(asked.rows or list(ROWS), effort))
    except (BenchError, StackError) as error:
        print(error, file=sys.stderr)
        return 1
    if not asked.quick:
        today = time.strftime("%Y-%m-%d")
        kept = read_kept(KEPT) | {name: Kept(today, result) for name, result in results.items()}
        write_kept(KEPT, {name: kept[name] for name in ROWS if name in kept})
        RESULTS.write_text(report({name: (ROWS[name].title, kept[name]) for name in ROWS if name in kept}))
    return 0


async def _run(names: list[str], effort: Effort) -> dict[str, Result]:
    results: dict[str, Result] = {}
    for name in names:
        print(f"… {ROWS[name].title}", file=sys.stderr, flush=True)
        results[name] = await ROWS[name].run(effort)
        print(section(name, ROWS[name].title, results[name]), flush=True)
    return results


if __name__ == "__main__":
    sys.exit(main())
