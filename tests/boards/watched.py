"""A stack on which the demo was played twice, and a real Prometheus that watched it from before the demo on.

Prometheus is the system's (Debian, Ubuntu: apt-get install prometheus).
"""

import asyncio
import os
import shutil
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import httpx
import yaml

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
from tests.boards.answers import SCRAPED_EACH, ask
from tests.guards.sources import ROOT
from tests.journeys.administrator import administrator
from tests.journeys.demo import tell
from tests.journeys.people import at

SEEN_AFTER = 3 * SCRAPED_EACH
"""Seconds between two demos: what has its first value in one has a rate from the next on."""
COUNTED_AFTER = 125
"""Seconds: users are counted each minute, and figures of dossiers every two; both at the start too."""


@asynccontextmanager
async def watched_demo(folder: Path) -> AsyncIterator[httpx.AsyncClient]:
    """Prometheus, once all that the demo has left behind is counted."""
    async with watched_kafka(folder) as (kafka_address, kafka_figures):
        os.environ["KAFKA_BOOTSTRAP_SERVERS"] = kafka_address
        async with (
            Stack(folder / "stack") as stack,
            mongodb_figures(folder, stack.endpoints.mongo_url_file) as of_mongodb,
        ):
            targets = {**_targets(stack.endpoints), "mongodb": of_mongodb, "kafka": kafka_figures}
            async with prometheus(folder, targets) as http, at(stack.endpoints) as world:
                await eventually(partial(_scraped, http), want=lambda jobs: jobs == targets.keys())
                boss = await administrator(world, stack.run)
                await tell(world, boss)
                await asyncio.sleep(SEEN_AFTER)
                await tell(world, boss)
                await asyncio.sleep(COUNTED_AFTER)
                yield http


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
        "global": {"scrape_interval": f"{SCRAPED_EACH}s", "scrape_timeout": "5s", "evaluation_interval": "15s"},
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


async def _scraped(http: httpx.AsyncClient) -> set[str]:
    """The jobs that were seen before the demo: what had counted already at the first look has not grown since."""
    return {metric["job"] for metric, up in await ask(http, "up") if up}


def _targets(endpoints: Endpoints) -> dict[str, str]:
    return {job: url.removeprefix("http://") for job, url in endpoints.operations.items()}
