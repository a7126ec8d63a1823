"""Checkov's rules on both overlays and the Dockerfile: ``make k8s-check``, which installs it beside our environment."""

import json
import os
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from tests.guards.sources import ROOT
from tests.k8s.overlays import OVERLAYS, text_of

CHECKOV = ROOT / ".venv-checkov" / "bin" / "checkov"

EXCEPTIONS = {
    "CKV_K8S_11": "no limits of processors: they double the slowest answers (docs/sizing.md)",
    "CKV_K8S_15": "IfNotPresent: a release has a tag of its own, and a node starts pods while the registry is away",
    "CKV_K8S_43": "no digest: the images here are no province's; `kustomize edit set image` takes one",
}

pytestmark = pytest.mark.skipif(not os.environ.get("K8S_CHECK"), reason="`make k8s-check` runs Checkov")


def failed(*words: str) -> set[str]:
    """The rules that something breaks, of all that Checkov carries; it asks nobody for more."""
    command = [str(CHECKOV), "--skip-download", "--compact", "--output", "json", *words]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    assert ended.returncode in (0, 1), ended.stderr[-2000:]
    said = json.loads(ended.stdout)
    reports: Iterable[dict[str, Any]] = said if isinstance(said, list) else [said]
    assert sum(report["summary"]["passed"] for report in reports) > 0
    assert sum(report["summary"]["parsing_errors"] for report in reports) == 0
    return {check["check_id"] for report in reports for check in report["results"]["failed_checks"]}


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_the_manifests_break_no_rule_but_those_with_a_reason(overlay: str, tmp_path: Path) -> None:
    (tmp_path / "all.yaml").write_text(text_of(overlay))
    assert failed("--framework", "kubernetes", "--directory", str(tmp_path)) == EXCEPTIONS.keys()


def test_the_images_break_no_rule() -> None:
    assert failed("--framework", "dockerfile", "--file", str(ROOT / "deploy" / "Dockerfile")) == set()
