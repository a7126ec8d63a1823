"""Every alert fires for its fault and is silent for what only resembles it, in Prometheus' own ``promtool``."""

import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from local_stack.services import read_services
from shared.testing import PATIENCE
from tests.guards.sources import ROOT

FILES = sorted((ROOT / "deploy" / "alerts").glob("*.yaml"))
PROMISED = ROOT / "deploy" / "prometheus" / "rules" / "slo.yaml"
"""Written by Sloth from `deploy/prometheus/slo.yaml`."""
RULES: Mapping[str, dict[str, Any]] = {
    rule["alert"]: rule
    for file in FILES
    for group in yaml.load(file.read_text(), yaml.CSafeLoader)["groups"]
    for rule in group["rules"]
}
PROMISES: Mapping[str, dict[str, Any]] = {
    rule["alert"]: rule
    for group in (yaml.load(PROMISED.read_text(), yaml.CSafeLoader)["groups"] if PROMISED.exists() else [])
    for rule in group["rules"]
    if "alert" in rule
}
Case = dict[str, Any]
CASES: Mapping[str, Mapping[str, Case | list[Case]]] = yaml.load(
    Path(__file__).with_name("cases.yaml").read_text(), yaml.CSafeLoader
)
PROMTOOL = shutil.which("promtool")


def test_every_alert_has_its_two_cases() -> None:
    assert CASES.keys() == RULES.keys()
    assert [name for name, cases in CASES.items() if cases.keys() != {"fires", "silent"}] == []


def test_each_service_without_a_process_is_missed() -> None:
    """What Prometheus has no target for, only a list can tell."""
    missed = re.findall(r'absent\(up{job="([\w-]+)",component!="(\w+)"}\)', RULES["ServiceDown"]["expr"])
    services = [service.name for service in read_services() if service.data]
    assert sorted(missed) == sorted((name, other) for name in services for other in ("api", "worker"))


def promtool(*arguments: str) -> subprocess.CompletedProcess[str]:
    if PROMTOOL is None:
        pytest.skip("promtool is not installed (Debian, Ubuntu: apt-get install prometheus)")
    return subprocess.run([PROMTOOL, *arguments], capture_output=True, text=True, timeout=PATIENCE, check=False)


def test_the_rules_are_those_of_prometheus() -> None:
    checked = promtool("check", "rules", *map(str, FILES))
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.parametrize("name", CASES)
def test_it_fires_for_its_fault_and_for_nothing_else(name: str, tmp_path: Path) -> None:
    """The rule alone: promtool evaluates every rule of a file for every minute of a test."""
    (tmp_path / "rule.yaml").write_text(yaml.safe_dump({"groups": [{"name": "one", "rules": [RULES[name]]}]}))
    tests = [
        _promtool_test(name, case, fires=what == "fires")
        for what, cases in CASES[name].items()
        for case in (cases if isinstance(cases, list) else [cases])
    ]
    (tmp_path / "tests.yaml").write_text(
        yaml.safe_dump({"rule_files": ["rule.yaml"], "evaluation_interval": "1m", "tests": tests}, allow_unicode=True)
    )
    ran = promtool("test", "rules", str(tmp_path / "tests.yaml"))
    assert ran.returncode == 0, ran.stdout + ran.stderr


def _promtool_test(name: str, case: Case, *, fires: bool) -> dict[str, Any]:
    labels = dict(case.get("labels", {}))
    rule = RULES[name]
    described = {
        key: re.sub(r"\{\{ \$labels\.(\w+) \}\}", lambda label: labels.get(label[1], ""), text)
        for key, text in rule["annotations"].items()
    }
    alerts = [{"exp_labels": {**labels, **rule["labels"]}, "exp_annotations": described}] if fires else []
    return {
        "name": name,
        "interval": case.get("every", "1m"),
        "input_series": [{"series": series, "values": values} for series, values in case["series"].items()],
        "alert_rule_test": [{"eval_time": case["at"], "alertname": name, "exp_alerts": alerts}],
    }
