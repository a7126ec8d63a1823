"""Who is told of an alert, and what wakes nobody beside another alert, in an Alertmanager that runs."""

import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

import httpx
import pytest
import yaml

from local_stack.ports import free_ports
from shared.testing import PATIENCE, eventually
from tests.alerts.test_alerts import PROMISES, RULES
from tests.alerts.test_runbooks import wait_for
from tests.guards.sources import ROOT

CONFIG = ROOT / "deploy" / "alertmanager" / "alertmanager.yml"
NAMES = re.compile(r"\b[A-Z]\w+\b")

Labels = dict[str, str]


def amtool(*arguments: str) -> subprocess.CompletedProcess[str]:
    program = shutil.which("amtool")
    if program is None:
        pytest.skip("amtool is not installed (Debian, Ubuntu: apt-get install prometheus-alertmanager)")
    return subprocess.run([program, *arguments], capture_output=True, text=True, timeout=PATIENCE, check=False)


def test_alertmanager_takes_it() -> None:
    checked = amtool("check-config", str(CONFIG))
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.parametrize("severity", ["page", "ticket"])
def test_an_alert_goes_to_whom_its_severity_names(severity: str) -> None:
    tested = amtool("config", "routes", "test", f"--config.file={CONFIG}", f"severity={severity}", "alertname=Any")
    assert (tested.returncode, tested.stdout.split()) == (0, [severity])


def test_every_alert_that_it_names_is_one() -> None:
    rules = yaml.load(CONFIG.read_text(), yaml.CSafeLoader)["inhibit_rules"]
    named = {name for rule in rules for name in NAMES.findall(repr(rule))}
    assert "KafkaDown" in named
    assert named - RULES.keys() - PROMISES.keys() == set()


@pytest.fixture
def alertmanager(tmp_path: Path) -> Iterator[str]:
    program = shutil.which("prometheus-alertmanager") or shutil.which("alertmanager")
    if program is None:
        pytest.skip("Alertmanager is not installed (Debian, Ubuntu: apt-get install prometheus-alertmanager)")
    url = f"http://127.0.0.1:{free_ports('alertmanager', 0)}"
    process = subprocess.Popen(
        [
            program,
            f"--config.file={CONFIG}",
            f"--storage.path={tmp_path / 'data'}",
            f"--web.listen-address={url.removeprefix('http://')}",
            "--cluster.listen-address=",
        ],
        stderr=(tmp_path / "log").open("w"),
    )
    try:
        wait_for(f"{url}/-/ready", tmp_path / "log")
        yield url
    finally:
        process.terminate()
        process.wait(PATIENCE)


@pytest.mark.process
@pytest.mark.parametrize(
    ("cause", "held_back", "notified"),
    [
        pytest.param(
            {"alertname": "KafkaDown"},
            [
                {"alertname": "ConsumerDisconnected", "group": "svc-notify.planner"},
                {"alertname": "ConsumerDisconnected", "group": "gateway.erasure"},
                {"alertname": "EventsNotPublished", "collection": "dossiers"},
            ],
            [{"alertname": "CitizensSeeErrors"}, {"alertname": "KafkaDiskFailed"}, {"alertname": "RequestsFail"}],
            id="Kafka",
        ),
        pytest.param(
            {"alertname": "MongoDBWithoutPrimary"},
            [{"alertname": "RequestsFail", "job": "gateway"}, {"alertname": "RelayWithoutLeader"}],
            [{"alertname": "CitizensSeeErrors"}, {"alertname": "MongoDBDiskNearlyFull"}, {"alertname": "KafkaDown"}],
            id="MongoDB",
        ),
        pytest.param(  # it may be only the figures that are away
            {"alertname": "MongoDBNotMeasured"},
            [],
            [
                {"alertname": "RequestsFail", "job": "gateway"},
                {"alertname": "EventsNotPublished", "collection": "dossiers"},
                {"alertname": "MessagesStuck"},
                {"alertname": "RelayWithoutLeader"},
            ],
            id="MongoDB's figures",
        ),
        pytest.param(
            {"alertname": "ServiceDown", "job": "svc-payment"},
            [
                {"alertname": "ServiceCutOff", "job": "svc-payment", "upstream": "svc-payment"},
                {"alertname": "ProcessDown", "job": "svc-payment", "instance": "a"},
            ],
            [
                {"alertname": "ServiceCutOff", "job": "svc-dossier", "upstream": "svc-dossier"},
                {"alertname": "CitizensSeeErrors"},
                {"alertname": "RequestsFail", "job": "svc-payment"},  # whoever answers with errors runs
            ],
            id="service",
        ),
        pytest.param(
            {"alertname": "KafkaDown", "namespace": "one-province"},
            [{"alertname": "EventsNotPublished", "namespace": "one-province"}],
            [{"alertname": "EventsNotPublished", "namespace": "another"}],
            id="one province of several",
        ),
    ],
)
async def test_what_follows_from_another_alert_wakes_nobody(
    alertmanager: str, cause: Labels, held_back: list[Labels], notified: list[Labels]
) -> None:
    async with httpx.AsyncClient(base_url=f"{alertmanager}/api/v2", timeout=PATIENCE) as http:

        async def shown(**which: str) -> list[Labels]:
            found: list[dict[str, Labels]] = (await http.get("/alerts", params=which)).json()
            return in_order(alert["labels"] for alert in found)

        sent = await http.post("/alerts", json=[{"labels": labels} for labels in (cause, *held_back, *notified)])
        assert sent.is_success, sent.text
        await eventually(lambda: shown(active="false"), want=lambda seen: seen == in_order(held_back))
        assert await shown(inhibited="false") == in_order((cause, *notified))


def in_order(alerts: Iterable[Labels]) -> list[Labels]:
    return sorted(alerts, key=lambda labels: sorted(labels.items()))
