"""Spans are sent from nowhere until an overlay names the component ``tracing``, and then from every process."""

from pathlib import Path
from urllib.parse import urlsplit

import kubernetes_validate
import pytest

from tests.k8s.overlays import OVERLAYS, Manifest, built, manifests_of, pod_of, text_with
from tests.k8s.test_manifests import KUBERNETES, service_of

PARTS = ("api", "worker")


@pytest.fixture(params=OVERLAYS)
def overlay(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def traced(overlay: str, tmp_path: Path) -> list[Manifest]:
    return manifests_of(text_with("tracing", overlay, tmp_path))


def processes(manifests: list[Manifest]) -> dict[str, Manifest]:
    found = {each["metadata"]["name"]: each for each in manifests if each["kind"] == "Deployment"}
    return {name: each for name, each in found.items() if name.endswith(PARTS)}


def endpoint_of(manifests: list[Manifest], deployment: Manifest) -> str | None:
    """What a process finds in its setting, as the kubelet fills it in."""
    [container] = pod_of(deployment)["containers"]
    name = f"{service_of(deployment).prefix}_OTEL_ENDPOINT"
    [variable] = [each for each in container["env"] if each["name"] == name]
    reference = variable["valueFrom"]["configMapKeyRef"]
    maps = {each["metadata"]["name"]: each["data"] for each in manifests if each["kind"] == "ConfigMap"}
    assert reference["name"] in maps or reference["optional"]
    value: str | None = maps.get(reference["name"], {}).get(reference["key"])
    return value


def new(overlay: str, traced: list[Manifest], kind: str) -> list[Manifest]:
    before = {each["metadata"]["name"] for each in built(overlay) if each["kind"] == kind}
    return [each for each in traced if each["kind"] == kind and each["metadata"]["name"] not in before]


def test_nothing_is_sent_unless_an_overlay_says_so(overlay: str) -> None:
    found = processes(built(overlay))
    assert len(found) >= len(PARTS)
    assert {endpoint_of(built(overlay), each) for each in found.values()} == {None}


def test_every_process_sends_where_the_component_says_and_may_go_there(overlay: str, traced: list[Manifest]) -> None:
    found = processes(traced)
    assert found.keys() == processes(built(overlay)).keys()
    [endpoint] = {endpoint_of(traced, each) for each in found.values()}
    assert endpoint is not None
    address = urlsplit(endpoint)
    [policy] = new(overlay, traced, "NetworkPolicy")
    [rule] = policy["spec"]["egress"]
    namespace = str(address.hostname).partition(".")[2]
    to = {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": namespace}}}
    assert (rule["to"], rule["ports"]) == ([to], [{"port": address.port}])
    assert policy["spec"]["policyTypes"] == ["Egress"]


def test_nobody_else_may_go_to_the_collector(overlay: str, traced: list[Manifest]) -> None:
    [policy] = new(overlay, traced, "NetworkPolicy")
    kubernetes_validate.validate(policy, KUBERNETES, strict=True)
    selector = policy["spec"]["podSelector"]
    [among] = selector["matchExpressions"]
    chosen = {
        each["metadata"]["name"]
        for each in traced
        if each["kind"] in ("Deployment", "Job")
        and (labels := each["spec"]["template"]["metadata"]["labels"]).items() >= selector["matchLabels"].items()
        and labels.get(among["key"]) in among["values"]
    }
    assert chosen == processes(traced).keys()
