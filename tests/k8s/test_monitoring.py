"""Whatever a rule or a board asks for has a source in the cluster: else an alert fires for ever, or never."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from tests.guards.sources import ROOT
from tests.k8s.overlays import NAMESPACE, OVERLAYS, Manifest, manifests_of, of_kind, text_of_prometheus

QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
ASIDE = re.compile(r"\{[^}]*\}|\[[^]]*\]|\b(?:by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)")
"""What selects, how far back, and by which labels: no names of metrics."""
NAME = re.compile(r"(?<![\w:$])[a-zA-Z_:][\w:]*(?!\s*\(|[\w:])")
WORDS = {"and", "or", "unless", "offset", "bool", "group_left", "group_right", "Inf", "NaN"}
PARTS = re.compile(r"_(?:bucket|count|sum|total)$")
JOB = re.compile(r'job(?:=|!=|=~|!~)"([^"$]+)"')
OF_OTHERS = re.compile(r"up|process_\w+|kubelet_volume_stats_\w+|slo:.+")
"""What comes from Prometheus, its client library, the nodes' kubelets (README.md), and the rules themselves."""


@pytest.fixture(params=OVERLAYS)
def overlay(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def asked(overlay: str) -> Iterator[str]:
    """The expressions of the rules in the cluster and of Grafana's boards."""
    for each in of_kind(overlay, "PrometheusRule"):
        yield from (rule["expr"] for group in each["spec"]["groups"] for rule in group["rules"])
    for path in (ROOT / "deploy" / "grafana" / "boards").glob("*.json"):
        yield from expressions(json.loads(path.read_text()))


def expressions(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        yield from (value for name, value in part.items() if name == "expr")
        part = list(part.values())
    if isinstance(part, list):
        for each in part:
            yield from expressions(each)


def metrics_of(expression: str) -> set[str]:
    return {*NAME.findall(ASIDE.sub(" ", QUOTED.sub(" ", expression)))} - WORDS


def jobs(overlay: str) -> dict[str, list[Manifest]]:
    """The pod templates that a PodMonitor finds, each with the port that it names, by the name that its series get."""
    found: dict[str, list[Manifest]] = {}
    for monitor in of_kind(overlay, "PodMonitor"):
        spec = monitor["spec"]
        [endpoint] = spec["podMetricsEndpoints"]
        named = [each["replacement"] for each in endpoint.get("relabelings", ()) if each["targetLabel"] == "job"]
        for template in (*templates(overlay), *kafka_pods(overlay)):
            labels = template["metadata"]["labels"]
            ports = {port["name"] for container in template["spec"]["containers"] for port in container["ports"]}
            if selects(spec["selector"], labels) and endpoint["port"] in ports:
                found.setdefault(named[0] if named else labels[spec["jobLabel"]], []).append(template)
    return found


def templates(overlay: str) -> list[Manifest]:
    return [each["spec"]["template"] for each in of_kind(overlay, "Deployment")]


def kafka_pods(overlay: str) -> Iterator[Manifest]:
    """A broker's pod as Strimzi makes it, as far as Prometheus finds it: the labels, and the port of the JMX agent."""
    for kafka in of_kind(overlay, "Kafka"):
        labels = {"strimzi.io/cluster": kafka["metadata"]["name"], "strimzi.io/component-type": "kafka"}
        ports = [{"name": "tcp-prometheus"}] if "metricsConfig" in kafka["spec"]["kafka"] else []
        yield {"metadata": {"labels": labels}, "spec": {"containers": [{"ports": ports}]}}


def selects(selector: Manifest, labels: dict[str, str]) -> bool:
    return selector.get("matchLabels", {}).items() <= labels.items() and all(
        labels.get(each["key"]) in each["values"] for each in selector.get("matchExpressions", ())
    )


def shown(overlay: str, job: str) -> str:
    """Where names of metrics of ``job`` stand, each in quotes."""
    if job == "kafka":
        return shown_by_kafka(overlay)
    folder = ROOT / ("deploy/mongodb-figures" if job == "mongodb" else job)
    return "\n".join(path.read_text() for path in sorted((folder / "src").rglob("*.py")))


def shown_by_kafka(overlay: str) -> str:
    """What the JMX agent's rules show, of the configuration that the brokers get."""
    [kafka] = of_kind(overlay, "Kafka")
    metrics = kafka["spec"]["kafka"]["metricsConfig"]
    assert metrics["type"] == "jmxPrometheusExporter"
    reference = metrics["valueFrom"]["configMapKeyRef"]
    [config] = [each for each in of_kind(overlay, "ConfigMap") if each["metadata"]["name"] == reference["name"]]
    rules = yaml.load(config["data"][reference["key"]], yaml.CSafeLoader)["rules"]
    return "".join(f'"{rule["name"]}"' for rule in rules)


def test_the_provinces_prometheus_knows_no_other_province(overlay: str) -> None:
    """Rules and boards say nothing of a namespace: of two, one that is well would hide one that is down."""
    [prometheus] = manifests_of(text_of_prometheus())
    spec, place = prometheus["spec"], prometheus["metadata"]["namespace"]
    ours = {"matchLabels": {"kubernetes.io/metadata.name": NAMESPACE}}
    assert {NAMESPACE} == {each["metadata"]["namespace"] for each in of_kind(overlay, "PodMonitor", "PrometheusRule")}
    assert (spec["podMonitorNamespaceSelector"], spec["podMonitorSelector"]) == (ours, {})
    assert (spec["ruleNamespaceSelector"], spec["ruleSelector"]) == (ours, {})
    assert "serviceMonitorNamespaceSelector" not in spec, "those of its own namespace: the kubelets'"
    assert spec["enforcedNamespaceLabel"] == "namespace", "by which Alertmanager keeps provinces apart"
    [binding] = [each for each in of_kind(overlay, "RoleBinding") if each["metadata"]["name"] == "prometheus"]
    assert binding["subjects"] == [{"kind": "ServiceAccount", "name": spec["serviceAccountName"], "namespace": place}]
    [policy] = [each for each in of_kind(overlay, "NetworkPolicy") if each["metadata"]["name"] == "mongodb-figures"]
    [rule] = policy["spec"]["ingress"]
    assert rule["from"] == [{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": place}}}]
    runbook = (ROOT / "docs" / "runbooks" / "README.md").read_text(encoding="utf-8")
    assert f"kubectl -n {place} exec prometheus-{prometheus['metadata']['name']}-0 -c prometheus" in runbook


def test_prometheus_keeps_what_the_rules_ask_for() -> None:
    """A month's budget that is summed over what is left of the month looks better than it is."""
    [prometheus] = manifests_of(text_of_prometheus())
    compose = yaml.load((ROOT / "docker-compose.yml").read_text(), yaml.CSafeLoader)["services"]["prometheus"]
    [in_compose] = [each for each in compose["command"] if each.startswith("--storage.tsdb.retention.time=")]
    rules = (ROOT / "deploy" / "prometheus" / "rules" / "slo.yaml").read_text(encoding="utf-8")
    longest = max(int(days) for days in re.findall(r"\[(\d+)d]", rules))
    assert longest == 30
    for kept in (prometheus["spec"]["retention"], in_compose.rpartition("=")[2]):
        assert int(kept.removesuffix("d")) >= longest + 5


def test_alertmanager_keeps_provinces_apart(overlay: str) -> None:
    [prometheus] = manifests_of(text_of_prometheus())
    config = yaml.load((ROOT / "deploy" / "alertmanager" / "alertmanager.yml").read_text(), yaml.CSafeLoader)
    label = prometheus["spec"]["enforcedNamespaceLabel"]
    assert label in config["route"]["group_by"]
    assert [rule for rule in config["inhibit_rules"] if label not in rule["equal"]] == []


def test_every_job_that_is_asked_for_is_watched(overlay: str) -> None:
    names = {name for expression in asked(overlay) for names in JOB.findall(expression) for name in names.split("|")}
    assert names >= {"kafka", "mongodb"}
    assert names - jobs(overlay).keys() == set()


def test_every_process_of_ours_is_watched_under_one_name(overlay: str) -> None:
    watched = [template["metadata"]["labels"] for found in jobs(overlay).values() for template in found]
    expected = [each["metadata"]["labels"] for each in (*templates(overlay), *kafka_pods(overlay))]
    assert sorted(map(repr, watched)) == sorted(map(repr, expected))


def test_every_metric_that_is_asked_for_is_shown_by_something_that_is_watched(overlay: str) -> None:
    names = "\n".join(shown(overlay, job) for job in ("shared", *jobs(overlay)))
    missing = {
        name
        for expression in asked(overlay)
        for name in metrics_of(expression)
        if not OF_OTHERS.fullmatch(name) and not any(f'"{one}"' in names for one in (name, PARTS.sub("", name)))
    }
    assert missing == set()


def test_names_of_metrics_are_found_in_an_expression() -> None:
    asking = 'sum by (job) (rate(a_total{x="b_c"}[5m])) / max(d) > 1e3 and on () hour() < 5 or e offset 1h'
    assert metrics_of(asking) == {"a_total", "d", "e"}


def test_the_rules_are_those_of_the_files(overlay: str) -> None:
    in_cluster = {
        rule.get("alert", rule.get("record"))
        for each in of_kind(overlay, "PrometheusRule")
        for group in each["spec"]["groups"]
        for rule in group["rules"]
    }
    folders = (ROOT / "deploy" / "alerts", ROOT / "deploy" / "prometheus" / "rules")
    files = [yaml.load(path.read_text(), yaml.CSafeLoader) for folder in folders for path in folder.glob("*.yaml")]
    assert in_cluster == {
        rule.get("alert", rule.get("record")) for file in files for group in file["groups"] for rule in group["rules"]
    }
