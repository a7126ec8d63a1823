"""What only a server of Kubernetes can say: ``make k8s-check`` where ``KUBECONFIG`` names one.

It must know the custom resources (``tests/k8s/crds.sh``). Asking it changes nothing but the namespaces. Rolling out and
draining happen only where every node is one that kwok plays.
"""

import json
import os
import re
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml

from shared.testing import PATIENCE
from tests.guards.sources import ROOT
from tests.k8s.overlays import (
    NAMESPACE,
    OVERLAYS,
    Manifest,
    built,
    kubectl,
    manifests_of,
    name_of,
    of_kind,
    restore_commands,
    text_of,
    text_of_prometheus,
    text_with,
)

pytestmark = [
    pytest.mark.skipif(not os.environ.get("K8S_CHECK"), reason="`make k8s-check` asks the server"),
    pytest.mark.skipif(
        not os.environ.get("KUBECONFIG"), reason="KUBECONFIG names no control plane: the offline half only"
    ),
]
APPLY = ("apply", "--server-side", "--force-conflicts", "-f", "-")
ASK = (*APPLY, "--dry-run=server")
OVERLAY = OVERLAYS[0]


def run(*words: str, text: str = "", patience: int = 120) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [kubectl(), *words], input=text, capture_output=True, text=True, timeout=patience, check=False
    )


def done(*words: str, text: str = "", patience: int = 120) -> str:
    outcome = run(*words, text=text, patience=patience)
    assert outcome.returncode == 0, outcome.stderr[-3000:]
    return outcome.stdout


def until(holds: Callable[[], bool]) -> None:
    ends = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < ends, "it did not come to that in time"
        time.sleep(1)


@pytest.fixture(scope="module", autouse=True)
def namespace() -> None:
    [manifest] = of_kind(OVERLAY, "Namespace")
    done(*APPLY, text=yaml.safe_dump(manifest))
    done(*APPLY, text=yaml.safe_dump({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "monitoring"}}))


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_the_server_takes_everything_and_has_nothing_to_complain_of(overlay: str) -> None:
    takes(text_of(overlay))


def test_the_server_takes_the_provinces_prometheus() -> None:
    takes(text_of_prometheus())


def test_the_server_takes_what_sends_spans(tmp_path: Path) -> None:
    takes(text_with("tracing", OVERLAY, tmp_path))


def takes(text: str) -> None:
    outcome = run(*ASK, text=text)
    assert outcome.returncode == 0, outcome.stderr[-3000:]
    assert "would violate PodSecurity" not in outcome.stderr
    assert len(outcome.stdout.splitlines()) == len(manifests_of(text))


KINDS = sorted({each["kind"] for each in built(OVERLAY)}) if os.environ.get("K8S_CHECK") else []


@pytest.mark.parametrize("kind", KINDS)
def test_one_wrong_manifest_of_each_kind_is_refused(kind: str) -> None:
    wrong = json.loads(json.dumps(next(of_kind(OVERLAY, kind))))
    place = wrong.get("spec", wrong)
    place["thisIsNoField"] = "x"
    outcome = run(*ASK, text=yaml.safe_dump(wrong))
    assert outcome.returncode != 0, name_of(wrong)
    assert "thisIsNoField" in outcome.stderr


@pytest.mark.parametrize(
    ("what", "pattern"),
    [
        (lambda pod: pod["securityContext"].pop("runAsNonRoot"), "runAsNonRoot"),
        (lambda pod: pod["securityContext"].pop("seccompProfile"), "seccompProfile"),
        (lambda pod: pod["containers"][0]["securityContext"].pop("capabilities"), "capabilities"),
        (lambda pod: pod.update(hostNetwork=True), "host"),
        (lambda pod: pod["volumes"].append({"name": "host", "hostPath": {"path": "/"}}), "restricted volume types"),
    ],
    ids=["root", "seccomp", "capabilities", "network", "disk"],
)
def test_a_pod_with_more_rights_is_refused(what: Callable[[Manifest], object], pattern: str) -> None:
    template = json.loads(json.dumps(next(of_kind(OVERLAY, "Deployment"))["spec"]["template"]))
    pod = {"apiVersion": "v1", "kind": "Pod", **template}
    pod["metadata"] |= {"name": "wrong", "namespace": NAMESPACE}
    done(*ASK, text=yaml.safe_dump(pod))
    what(pod["spec"])
    outcome = run(*ASK, text=yaml.safe_dump(pod))
    assert outcome.returncode != 0
    assert "violates PodSecurity" in outcome.stderr
    assert re.search(pattern, outcome.stderr)


@pytest.fixture(scope="module")
def rolled_out() -> Iterator[None]:
    nodes = json.loads(done("get", "nodes", "-o", "json"))["items"]
    if not nodes or any(node["metadata"]["annotations"].get("kwok.x-k8s.io/node") != "fake" for node in nodes):
        pytest.skip("some nodes are real: nothing is rolled out there, and none drained")
    disk = {"ephemeral-storage": "100Gi"}  # nodes that are only played may have been given none
    patch = json.dumps({"status": {"capacity": disk, "allocatable": disk}})
    for node in nodes:
        done("patch", "node", node["metadata"]["name"], "--subresource=status", "--type=merge", "-p", patch)
    done(*APPLY, text=text_of(OVERLAY))
    try:
        yield
    finally:
        run("uncordon", "-l", "kubernetes.io/hostname")
        run("delete", "namespace", NAMESPACE, "--wait=false")


def pods(component: str) -> list[Manifest]:
    name, _, part = component.rpartition("-")
    selector = f"app.kubernetes.io/name={name},app.kubernetes.io/component={part}"
    found: list[Manifest] = json.loads(done("get", "pods", "-n", NAMESPACE, "-l", selector, "-o", "json"))["items"]
    return [pod for pod in found if "deletionTimestamp" not in pod["metadata"]]


def ready(component: str) -> list[Manifest]:
    return [
        pod
        for pod in pods(component)
        if any(each["type"] == "Ready" and each["status"] == "True" for each in pod["status"].get("conditions", []))
    ]


@pytest.mark.usefixtures("rolled_out")
def test_everything_rolls_out_on_different_nodes() -> None:
    for deployment in of_kind(OVERLAY, "Deployment"):
        done("rollout", "status", f"deployment/{deployment['metadata']['name']}", "-n", NAMESPACE, "--timeout=60s")
    until(lambda: len(ready("gateway-api")) == 2)  # the autoscaler's least
    assert len({pod["spec"]["nodeName"] for pod in ready("gateway-api")}) == 2


@pytest.mark.usefixtures("rolled_out")
def test_a_drain_waits_as_long_as_a_budget_says() -> None:
    """One of two may go; the second only when the first is back somewhere else."""
    until(lambda: len(ready("gateway-api")) == 2)
    first, second = (pod["spec"]["nodeName"] for pod in ready("gateway-api"))
    done("cordon", *(each["metadata"]["name"] for each in _nodes()))
    evict = (
        "--ignore-daemonsets",
        "--delete-emptydir-data",
        "--force",
        "--pod-selector=app.kubernetes.io/name=gateway",
    )
    done("drain", first, *evict, "--timeout=60s")
    held = run("drain", second, *evict, "--timeout=15s")
    assert held.returncode != 0
    assert "disruption budget" in held.stderr
    until(lambda: len(ready("gateway-api")) == 1)  # somebody answers citizens all the while
    done("uncordon", *(each["metadata"]["name"] for each in _nodes() if each["metadata"]["name"] != second))
    until(lambda: len(ready("gateway-api")) == 2)
    done("drain", second, *evict, "--timeout=60s")
    until(lambda: len(ready("gateway-api")) == 2)


@pytest.mark.usefixtures("rolled_out")
def test_an_api_grows_while_a_node_is_cordoned() -> None:
    """One that has none of its pods yet."""
    until(lambda: len(ready("gateway-api")) == 2)
    taken = {pod["spec"]["nodeName"] for pod in ready("gateway-api")}
    empty = {each["metadata"]["name"] for each in _nodes()} - taken
    done("cordon", *empty)
    try:
        done("scale", "deployment/gateway-api", "-n", NAMESPACE, "--replicas=4")
        until(lambda: len(ready("gateway-api")) == 4)
    finally:
        done("uncordon", *empty)
        done("scale", "deployment/gateway-api", "-n", NAMESPACE, "--replicas=2")


@pytest.mark.usefixtures("rolled_out")
def test_what_a_restore_stops_it_starts() -> None:
    """An autoscaler does nothing for what has been scaled to 0, and few manifests say how many there are."""
    stop, start = restore_commands()
    shell(stop)
    assert {name for name, number in numbers().items() if number} == {"mongodb-figures"}
    shell(start)
    assert set(numbers().values()) == {1, 2}
    assert [name for name, number in numbers().items() if number == 1] == ["mongodb-figures"]
    scaled = json.loads(done("get", "scaledobject", "-n", NAMESPACE, "-o", "json"))["items"]
    assert [each for each in scaled if "paused-replicas" in json.dumps(each["metadata"]["annotations"])] == []


def shell(commands: str) -> None:
    program = ["bash", "-euo", "pipefail", "-c", commands]
    ran = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert ran.returncode == 0, ran.stderr


def numbers() -> dict[str, int]:
    """How many processes each Deployment is to have."""
    found = json.loads(done("get", "deployment", "-n", NAMESPACE, "-o", "json"))["items"]
    return {each["metadata"]["name"]: each["spec"]["replicas"] for each in found}


def _nodes() -> list[Manifest]:
    found: list[Manifest] = json.loads(done("get", "nodes", "-o", "json"))["items"]
    return found
