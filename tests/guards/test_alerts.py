"""Every alert asks for metrics that exist, and tells whoever it wakes what to do."""

import re

import pytest
import yaml

from tests.guards.sources import ROOT

RULES = [
    pytest.param(rule, id=rule["alert"])
    for file in sorted((ROOT / "deploy" / "alerts").glob("*.yaml"))
    for group in yaml.load(file.read_text(), yaml.CSafeLoader)["groups"]
    for rule in group["rules"]
]
METRIC = re.compile(
    r"\b((?:notify|consumer|outbox|http|gateway|dossier|content|feedback|payment|file|log|clock|database|dead|mongodb|kafka|periodic)_[a-z_]+?)"
    r"(?:_count|_bucket)?\b"
)
OF_PROMETHEUS = re.compile(r"\b(?:up|kubelet_volume_stats_capacity_bytes)\b")
MEASURING = (
    *ROOT.glob("*/src/*/**/*.py"),
    *ROOT.glob("deploy/mongodb-figures/src/*/*.py"),
)
SHOWN_OF_KAFKA = re.findall(r"name: (kafka_\w+)", (ROOT / "deploy" / "prometheus" / "kafka-jmx.yaml").read_text())
SOURCES = "\n".join([*(file.read_text() for file in MEASURING), *(f'"{name}"' for name in SHOWN_OF_KAFKA)])


@pytest.mark.parametrize("rule", RULES)
def test_it_asks_for_what_the_code_measures(rule: dict[str, str]) -> None:
    asked = METRIC.findall(rule["expr"])
    assert asked or OF_PROMETHEUS.search(rule["expr"])
    families = [(name, name.removesuffix("_total")) for name in asked]  # a collector names its counters without it
    assert [names for names in families if not any(f'"{name}"' in SOURCES for name in names)] == []


@pytest.mark.parametrize("rule", RULES)
def test_it_says_what_is_wrong_and_what_to_do(rule: dict[str, dict[str, str]]) -> None:
    assert rule["labels"]["severity"] in ("page", "ticket")
    assert all(len(rule["annotations"][part]) > 15 for part in ("summary", "description"))


def test_the_labels_that_alerts_name_are_those_of_the_code() -> None:
    text = "".join(file.read_text() for file in (ROOT / "deploy" / "alerts").glob("*.yaml"))
    values = {
        value for values in re.findall(r'(?:outcome|cause|taken)=~?"([^"]+)"', text) for value in values.split("|")
    }
    assert [value for value in sorted(values) if f'"{value}"' not in SOURCES] == []
