"""The overlays of ``deploy/k8s`` as ``kubectl kustomize`` builds them."""

import re
import shutil
import subprocess
import textwrap
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from shared.testing import PATIENCE
from tests.guards.sources import ROOT

Manifest = dict[str, Any]
FOLDER = ROOT / "deploy" / "k8s"
OVERLAYS = sorted(path.name for path in (FOLDER / "overlays").iterdir() if path.is_dir())
NAMESPACE = "quangngai-smart"


def kubectl() -> str:
    program = shutil.which("kubectl")
    if program is None:
        pytest.skip("kubectl is not installed: https://kubernetes.io/docs/tasks/tools")
    return program


@cache
def text_of(overlay: str) -> str:
    return _built(FOLDER / "overlays" / overlay)


@cache
def text_of_prometheus() -> str:
    """The province's own, which is in another namespace."""
    return _built(FOLDER / "prometheus")


def text_with(component: str, overlay: str, folder: Path) -> str:
    """The overlay with the one line that turns ``component`` on, in a copy below ``folder``."""
    for name in ("k8s", "prometheus"):
        shutil.copytree(ROOT / "deploy" / name, folder / name)
    changed = folder / "k8s" / "overlays" / overlay
    with (changed / "kustomization.yaml").open("a") as file:
        file.write(f"\ncomponents: [../../components/{component}]\n")
    return _built(changed)


def _built(folder: Path) -> str:
    command = [kubectl(), "kustomize", str(folder)]
    return subprocess.run(command, capture_output=True, check=True, timeout=PATIENCE, text=True).stdout


@cache
def built(overlay: str) -> list[Manifest]:
    return manifests_of(text_of(overlay))


def manifests_of(text: str) -> list[Manifest]:
    return [document for document in yaml.load_all(text, yaml.CSafeLoader) if document]


def of_kind(overlay: str, *kinds: str) -> Iterator[Manifest]:
    yield from (each for each in built(overlay) if each["kind"] in kinds)


def name_of(manifest: Manifest) -> str:
    return f"{manifest['kind']}/{manifest['metadata']['name']}"


def workloads(overlay: str) -> list[Manifest]:
    """What has pods of ours: Deployments and the job."""
    return list(of_kind(overlay, "Deployment", "Job"))


def pod_of(workload: Manifest) -> Manifest:
    pod: Manifest = workload["spec"]["template"]["spec"]
    return pod


def containers_of(workload: Manifest) -> list[Manifest]:
    pod = pod_of(workload)
    return [*pod.get("initContainers", []), *pod["containers"]]


def restore_commands() -> tuple[str, str]:
    """What stops everything before a restore, and what starts it afterwards, as the runbook has it."""
    page = (ROOT / "docs" / "runbooks" / "backup-and-restore.md").read_text(encoding="utf-8")
    blocks = [textwrap.dedent(each) for each in re.findall(r"^ *```\n(.+?)^ *```$", page, re.MULTILINE | re.DOTALL)]
    [stop] = [each for each in blocks if "--replicas=0" in each]
    [start] = [each for each in blocks if '--replicas="$number"' in each]
    return stop, start
