"""``make boards-check``: every query of the boards on a real Prometheus that watches a stack while the demo plays.

Each query must parse and give a series, unless the board says that it is empty on a quiet day. It also says how long a
scrape takes and how many series each process has. Prometheus is the system's (Debian, Ubuntu: apt-get install
prometheus); Grafana itself is not there: what it reads is checked, not what it draws.
"""

import asyncio
import os
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import httpx
import yaml

from grafana_boards.every import BOARDS
from local_stack.child import Child
from local_stack.endpoints import Endpoints
from local_stack.kafka import answers_kafka, kafka
from local_stack.kafka_jars import agent_jar, kafka_jars
from local_stack.ports import free_ports
from local_stack.readiness import Check, answers
from local_stack.replica_set import ensure_monitor, with_user
from local_stack.stack import Stack
from shared.ids import random_id
from shared.testing import PATIENCE, eventually
from tests.guards.sources import ROOT
from tests.journeys.administrator import administrator
from tests.journeys.demo import tell
from tests.journeys.people import at

SCRAPE_MOST_SECONDS = 0.020
SERIES_MOST = 5_000
COUNTED_AFTER = 125
"""Seconds: users are counted each minute, and figures of dossiers every two; both at the start too."""


@asynccontextmanager
async def running(child: Child, ready: Check) -> AsyncIterator[None]:
    await child.start()
    try:
        await eventually(ready)
        yield
    finally:
        await child.stop(20)


@asynccontextmanager
async def watched_kafka(folder: Path) -> AsyncIterator[tuple[str, str]]:
    """A broker with the JMX agent: its address, and where its figures are."""
    port, controller, figures = (free_ports(name, 0) for name in ("kafka", "kafka-controller", "kafka-figures"))
    agent = f"-javaagent:{agent_jar()}={figures}:{ROOT / 'deploy' / 'prometheus' / 'kafka-jmx.yaml'}"
    child = await kafka(kafka_jars(), folder / "kafka", port, controller, folder / "kafka.log", [agent])
    async with running(child, answers_kafka(f"127.0.0.1:{port}")):
        yield f"127.0.0.1:{port}", f"127.0.0.1:{figures}"


@asynccontextmanager
async def mongodb_figures(folder: Path, administrator_url_file: str) -> AsyncIterator[str]:
    """Start the exporter as in the containers: its user may read no data."""
    administrator, secret = Path(administrator_url_file).read_text().strip(), random_id("pw")
    await ensure_monitor(administrator, "mongodb_figures", secret)
    port = free_ports("mongodb-figures", 0)
    url = with_user(administrator, "mongodb_figures", secret, "admin")
    own = {"MONGODB_FIGURES_URL": url, "MONGODB_FIGURES_PORT": str(port)}
    child = Child("mongodb-figures", [sys.executable, "-m", "mongodb_figures"], own, folder / "mongodb-figures.log")
    async with running(child, answers(f"http://127.0.0.1:{port}/metrics")):
        yield f"127.0.0.1:{port}"


@asynccontextmanager
async def prometheus(folder: Path, targets: Mapping[str, str]) -> AsyncIterator[httpx.AsyncClient]:
    """One that scrapes ``targets`` by their jobs, with all our rules."""
    settings = {
        "global": {"scrape_interval": "5s", "scrape_timeout": "5s", "evaluation_interval": "15s"},
        "rule_files": [
            str(ROOT / "deploy" / "alerts" / "*.yaml"),
            str(ROOT / "deploy" / "prometheus" / "rules" / "*.yaml"),
        ],
        "scrape_configs": [
            {"job_name": job, "static_configs": [{"targets": [target]}]} for job, target in targets.items()
        ],
    }
    (folder / "prometheus.yml").write_text(yaml.safe_dump(settings))
    port, program = free_ports("prometheus", 0), shutil.which("prometheus")
    assert program, "Prometheus is not installed (Debian, Ubuntu: apt-get install prometheus)"
    options = [f"--config.file={folder / 'prometheus.yml'}", f"--storage.tsdb.path={folder / 'prometheus'}"]
    child = Child(
        "prometheus", [program, *options, f"--web.listen-address=127.0.0.1:{port}"], {}, folder / "prometheus.log"
    )
    async with (
        running(child, answers(f"http://127.0.0.1:{port}/-/ready")),
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=PATIENCE) as http,
    ):
        yield http


async def ask(http: httpx.AsyncClient, expr: str) -> list[tuple[Mapping[str, str], float]]:
    """Raises ``ValueError`` for what Prometheus does not understand."""
    answer = (await http.post("/api/v1/query", data={"query": expr})).json()
    if answer["status"] != "success":
        raise ValueError(answer["error"])
    return [(row["metric"], float(row["value"][1])) for row in answer["data"]["result"]]


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
    async with watched_kafka(folder) as (kafka_address, kafka_figures):
        os.environ["KAFKA_BOOTSTRAP_SERVERS"] = kafka_address
        async with (
            Stack(folder / "stack") as stack,
            mongodb_figures(folder, stack.endpoints.mongo_url_file) as of_mongodb,
        ):
            targets = {**_targets(stack.endpoints), "mongodb": of_mongodb, "kafka": kafka_figures}
            async with prometheus(folder, targets) as http, at(stack.endpoints) as world:
                await eventually(partial(_scraped, http), want=lambda jobs: jobs == targets.keys())
                await tell(world, await administrator(world, stack.run))
                await asyncio.sleep(COUNTED_AFTER)
                wrong = await check(http)
    for line in wrong:
        _say(f"WRONG {line}")
    return 1 if wrong else 0


async def _scraped(http: httpx.AsyncClient) -> set[str]:
    """The jobs that were seen before the demo: what had counted already at the first look has not grown since."""
    return {metric["job"] for metric, up in await ask(http, "up") if up}


def _targets(endpoints: Endpoints) -> dict[str, str]:
    return {job: url.removeprefix("http://") for job, url in endpoints.operations.items()}


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="boards-") as temporary:
        raise SystemExit(asyncio.run(boards_check(Path(temporary))))
