"""``make boards-check``: every query of the boards on a real Prometheus that watches a stack while the demo plays, and
every board drawn in a real Chromium with what Prometheus answered.

Each query must parse and give a series, unless the board says that it is empty on a quiet day. Each panel must show
what its queries gave, fit its place and say nothing that Grafana does not know; a board of faults shows that each is
noticed. It also says how long a scrape takes and how many series each process has. Grafana itself is not there: boards
are drawn with the parts of it that are published.
"""

import asyncio
import json
import sys
import tempfile
from pathlib import Path

import httpx

from grafana_boards.board import written
from grafana_boards.every import BOARDS
from tests.boards.answers import answered, ask
from tests.boards.drawing import PICTURES, draw, drawing
from tests.boards.faulty import faulty, unnoticed
from tests.boards.watched import watched_demo

SCRAPE_MOST_SECONDS = 0.020
SERIES_MOST = 5_000
SHOWN_SECONDS = 300
"""How much of the past is drawn: all that was watched, where a board opens on hours or a month."""


async def check(http: httpx.AsyncClient) -> list[str]:
    """What is wrong."""
    wrong = []
    for board in BOARDS:
        asked = [(panel.title, query) for panel in board.panels() for query in panel.queries]
        seen = 0
        for title, query in asked:
            try:
                rows = await ask(http, query.expr)
            except ValueError as error:
                wrong.append(f"{board.name}: {title}: {error}")
                continue
            seen += bool(rows)
            if not rows and not query.quiet:
                wrong.append(f"{board.name}: {title}: no series: {query.expr}")
        _say(f"{board.name:<16} {seen} of {len(asked)} queries give series")
    for metric, longest in await ask(http, "max_over_time(scrape_duration_seconds[5m])"):
        of = f'{{job="{metric["job"]}"}}[5m]'
        middle = (await ask(http, f"quantile_over_time(0.5, scrape_duration_seconds{of})"))[0][1]
        series = (await ask(http, f"max_over_time(scrape_samples_scraped{of})"))[0][1]
        times = f"scrape p50 {middle * 1000:6.1f}, longest {longest * 1000:6.1f} ms"
        _say(f"{metric['job']:<16} {times}, {series:.0f} series")
        if series > SERIES_MOST:
            wrong.append(f"{metric['job']}: {series:.0f} series")
        # The median, for in the longest others have had the processors. The agent of Kafka is not ours.
        if middle > SCRAPE_MOST_SECONDS and metric["job"] != "kafka":
            wrong.append(f"{metric['job']}: half of the scrapes take {middle * 1000:.1f} ms and more")
    firing = await ask(http, 'ALERTS{alertstate="firing"}')
    _say(f"alerts that fire: {', '.join(sorted({metric['alertname'] for metric, _ in firing})) or 'none'}")
    return wrong


async def boards_check(folder: Path) -> int:
    async with watched_demo(folder) as http:
        wrong = await check(http)
        asked = [(board.name, json.loads(written(board))) for board in BOARDS]
        answers = [await answered(http, board, SHOWN_SECONDS) for _, board in asked]
    # Drawn once the stack has gone, which would else take the processors.
    async with drawing() as context:
        wrong += unnoticed(await draw(context, "faulty", *faulty()))
        for (name, board), of_board in zip(asked, answers, strict=True):
            wrong += [f"{name}, drawn: {fault}" for fault in await draw(context, name, board, of_board)]
    _say(f"drawn: {PICTURES}")
    for line in wrong:
        _say(f"WRONG {line}")
    return 1 if wrong else 0


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="boards-") as temporary:
        raise SystemExit(asyncio.run(boards_check(Path(temporary))))
