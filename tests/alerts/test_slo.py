"""What was promised to citizens: rules as Sloth writes them, that fire when a budget burns and not before."""

import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from shared.testing import PATIENCE
from tests.alerts.test_alerts import PROMISED, PROMISES, promtool
from tests.guards.sources import ROOT

SPECIFIED = ROOT / "deploy" / "prometheus" / "slo.yaml"


def test_every_promise_has_its_rules() -> None:
    promised = {slo["alerting"]["name"] for slo in yaml.load(SPECIFIED.read_text(), yaml.CSafeLoader)["slos"]}
    assert PROMISES.keys() == promised


def test_prometheus_takes_them() -> None:
    checked = promtool("check", "rules", str(PROMISED))
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_they_are_what_sloth_writes(tmp_path: Path) -> None:
    sloth = shutil.which("sloth")
    if sloth is None:
        pytest.skip("Sloth is not installed (go install github.com/slok/sloth/cmd/sloth@v0.16.0)")
    written = tmp_path / "slo.yaml"
    command = [sloth, "generate", "--default-slo-period=30d", "-i", str(SPECIFIED), "-o", str(written)]
    subprocess.run(command, check=True, capture_output=True, timeout=PATIENCE)
    assert _groups(written) == _groups(PROMISED), "make slo"


def _groups(path: Path) -> object:
    return yaml.load(path.read_text(), yaml.CSafeLoader)["groups"]


GOOD = 'gateway_request_seconds_count{job="gateway",status="200"}'
BAD = 'gateway_request_seconds_count{job="gateway",status="500"}'
FAST = 'notify_event_to_accepted_seconds_bucket{lane="direct",le="10.0"}'
ALL = 'notify_event_to_accepted_seconds_count{lane="direct"}'


@pytest.mark.parametrize(
    ("name", "series", "severities"),
    [
        ("CitizensAnsweredBudgetBurns", {GOOD: "0+970x500", BAD: "0+30x500"}, {"page", "ticket"}),
        ("CitizensAnsweredBudgetBurns", {GOOD: "0+9995x500", BAD: "0+5x500"}, set()),
        ("CitizensToldInTimeBudgetBurns", {FAST: "0+50x500", ALL: "0+100x500"}, {"ticket"}),
        ("CitizensToldInTimeBudgetBurns", {FAST: "0+999x500", ALL: "0+1000x500"}, set()),
    ],
)
def test_it_fires_at_a_rate_that_uses_the_budget_up(
    name: str, series: dict[str, str], severities: set[str], tmp_path: Path
) -> None:
    """``promtool`` compares whole alerts, so it is asked for the severities alone."""
    asked = f'count by (severity) (ALERTS{{alertname="{name}",alertstate="firing"}})'
    test = {
        "name": name,
        "interval": "1m",
        "input_series": [{"series": one, "values": values} for one, values in series.items()],
        "promql_expr_test": [
            {
                "expr": f"{asked} > bool 0",
                "eval_time": "7h",
                "exp_samples": [
                    {"labels": f'{{severity="{severity}"}}', "value": 1} for severity in sorted(severities)
                ],
            }
        ],
    }
    (tmp_path / "slo.yaml").write_text(PROMISED.read_text())
    (tmp_path / "tests.yaml").write_text(yaml.safe_dump({"rule_files": ["slo.yaml"], "tests": [test]}))
    ran = promtool("test", "rules", str(tmp_path / "tests.yaml"))
    assert ran.returncode == 0, ran.stdout + ran.stderr
