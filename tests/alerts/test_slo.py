"""What was promised to citizens: rules as Sloth writes them, that fire when a budget burns and not before."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from shared.testing import PATIENCE
from tests.alerts.test_alerts import PROMISED, PROMISES, promtool
from tests.guards.sources import ROOT

SPECIFIED = ROOT / "deploy" / "prometheus" / "slo.yaml"


def _specified() -> list[dict[str, Any]]:
    slos: list[dict[str, Any]] = yaml.load(SPECIFIED.read_text(), yaml.CSafeLoader)["slos"]
    return slos


def test_every_promise_has_its_rules() -> None:
    assert PROMISES.keys() == {slo["alerting"]["name"] for slo in _specified()}


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


GOOD = 'gateway_requests_total{job="gateway",status="2xx"}'
BAD = 'gateway_requests_total{job="gateway",status="5xx"}'
READS = 'gateway_request_seconds{part}{{job="gateway",method="GET"{le}}}'
DOSSIERS = 'gateway_request_seconds{part}{{job="gateway",method="POST",route="/v1/dossiers"{le}}}'
ACCEPTED = 'notify_event_to_accepted_seconds{part}{{lane="direct"{le}}}'


def in_time(series: str, le: str, share: float) -> dict[str, str]:
    """A histogram of which ``share`` is not above ``le``, at a thousand a minute."""
    return {
        series.format(part="_bucket", le=f',le="{le}"'): f"0+{1_000 * share:.0f}x500",
        series.format(part="_count", le=""): "0+1000x500",
    }


CASES = {
    "CitizensAnsweredBudgetBurns": {
        "fires": ({GOOD: "0+970x500", BAD: "0+30x500"}, {"page", "ticket"}),
        "silent": ({GOOD: "0+9995x500", BAD: "0+5x500"}, set()),
    },
    "ReadsInTimeBudgetBurns": {
        "fires": (in_time(READS, "0.1", 0.5), {"page", "ticket"}),
        "silent": (in_time(READS, "0.1", 0.999), set()),
    },
    "DossiersSubmittedInTimeBudgetBurns": {
        "fires": (in_time(DOSSIERS, "0.3", 0.5), {"page", "ticket"}),
        "silent": (in_time(DOSSIERS, "0.3", 0.999) | in_time(READS, "0.3", 0.5), set()),
    },
    "CitizensToldInTimeBudgetBurns": {
        "fires": (in_time(ACCEPTED, "10.0", 0.5), {"ticket"}),
        "silent": (in_time(ACCEPTED, "10.0", 0.999), set()),
    },
}
"""A rate at which a promise's budget is used up, one at which it is not, and the severities that fire."""


def test_every_promise_has_its_two_cases() -> None:
    assert CASES.keys() == PROMISES.keys()
    assert [name for name, cases in CASES.items() if cases.keys() != {"fires", "silent"}] == []


@pytest.mark.parametrize(
    ("name", "series", "severities"),
    [pytest.param(name, *case, id=f"{name}-{what}") for name, cases in CASES.items() for what, case in cases.items()],
)
def test_it_fires_at_a_rate_that_uses_the_budget_up(
    name: str, series: dict[str, str], severities: set[str], tmp_path: Path
) -> None:
    _fires(name, series, severities, tmp_path)


ONE_A_MINUTE = "0+1x500"
FEW = {
    "one fails": ({GOOD: ONE_A_MINUTE, BAD: "0x417 1x80"}, set()),
    "one fails every two hours": ({GOOD: ONE_A_MINUTE, BAD: "0x119 1x99 2x99 3x97 4x80"}, set()),
    "all fail for twenty minutes": ({GOOD: "0+1x400 400x80", BAD: "0x400 0+1x80"}, {"page", "ticket"}),
}
"""What fails while there is one request a minute, and the severities that fire."""


@pytest.mark.parametrize(("series", "severities"), FEW.values(), ids=FEW)
def test_one_that_fails_of_few_wakes_nobody(series: dict[str, str], severities: set[str], tmp_path: Path) -> None:
    _fires("CitizensAnsweredBudgetBurns", series, severities, tmp_path)


def _fires(name: str, series: dict[str, str], severities: set[str], folder: Path) -> None:
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
    _holds(test, folder, evaluated="5m")


def _with_a_quiet_hour(values: str) -> str:
    """``values`` for ten minutes, an hour in which nothing comes, and ten minutes more."""
    step = int(values.removeprefix("0+").split("x")[0])
    return f"0+{step}x10 {10 * step}+0x60 {10 * step}+{step}x10"


@pytest.mark.parametrize(("slo", "alert"), [(slo["name"], slo["alerting"]["name"]) for slo in _specified()])
def test_an_hour_without_requests_leaves_the_month_its_budget(slo: str, alert: str, tmp_path: Path) -> None:
    """0 / 0 is NaN, and so is every average with it."""
    series, _ = CASES[alert]["silent"]
    budget = f'slo:period_error_budget_remaining:ratio{{sloth_slo="{slo}"}}'
    test = {
        "name": slo,
        "interval": "1m",
        "input_series": [{"series": one, "values": _with_a_quiet_hour(values)} for one, values in series.items()],
        "promql_expr_test": [
            {
                "expr": f"count({budget} > 0 < 1)",
                "eval_time": "80m",
                "exp_samples": [{"labels": "{}", "value": 1}],
            }
        ],
    }
    _holds(test, tmp_path)


def _holds(test: dict[str, Any], folder: Path, evaluated: str = "1m") -> None:
    """``evaluated``: how often the rules are; of hours, each minute costs five seconds and shows no more."""
    (folder / "slo.yaml").write_text(PROMISED.read_text())
    tests = {"rule_files": ["slo.yaml"], "evaluation_interval": evaluated, "tests": [test]}
    (folder / "tests.yaml").write_text(yaml.safe_dump(tests))
    ran = promtool("test", "rules", str(folder / "tests.yaml"))
    assert ran.returncode == 0, ran.stdout + ran.stderr
