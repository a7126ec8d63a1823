"""What a newcomer and a forge meet first: licence, checks before a commit, the workflow, the documents at the root."""

import importlib.util
import re
import tomllib
from pathlib import Path
from types import ModuleType

import pytest
import yaml

from tests.guards.sources import ROOT

PROJECTS = sorted([*ROOT.glob("*/pyproject.toml"), *ROOT.glob("deploy/*/pyproject.toml")])


@pytest.fixture(scope="module")
def commit_message() -> ModuleType:
    spec = importlib.util.spec_from_file_location("commit_message", ROOT / ".ci" / "commit_message.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("path", PROJECTS, ids=lambda path: path.parent.name)
def test_every_package_says_under_which_licence_it_is(path: Path) -> None:
    assert tomllib.loads(path.read_text())["project"]["license"] == "Apache-2.0"


def test_the_licence_is_there_whole() -> None:
    text = (ROOT / "LICENSE").read_text()
    assert "Version 2.0, January 2004" in text
    assert "END OF TERMS AND CONDITIONS" in text


def test_checks_before_a_commit_run_what_is_in_the_environment_and_download_nothing() -> None:
    repositories = yaml.load((ROOT / ".pre-commit-config.yaml").read_text(), yaml.CSafeLoader)["repos"]
    assert [repository["repo"] for repository in repositories] == ["local"]
    hooks = [hook for repository in repositories for hook in repository["hooks"]]
    assert hooks
    assert all(hook["language"] == "system" and hook["entry"].startswith(".venv/bin/python ") for hook in hooks)
    scripts = [word for hook in hooks for word in hook["entry"].split() if word.endswith(".py")]
    assert all((ROOT / script).exists() for script in scripts)


def test_the_workflow_runs_the_one_script_that_says_what_is_checked() -> None:
    workflow = yaml.load((ROOT / ".github" / "workflows" / "ci.yml").read_text(), yaml.CSafeLoader)
    commands = [step["run"] for job in workflow["jobs"].values() for step in job["steps"] if "run" in step]
    assert commands == [".ci/run"]
    assert "exec make check" in (ROOT / ".ci" / "run").read_text()


@pytest.mark.parametrize(
    "message",
    [
        "Postpone a due date at most once\n",
        "Postpone a due date at most once\n\nThe decree allows one new appointment.\n# a comment of git\n",
        "Merge branch 'x' into a branch with a name so long that no subject of seventy-two characters could hold it",
    ],
)
def test_a_message_in_form(commit_message: ModuleType, message: str) -> None:
    assert commit_message.faults(message) == []


@pytest.mark.parametrize(
    ("message", "fault"),
    [
        ("", "empty"),
        ("# only comments\n", "empty"),
        ("P" * 73, "73 characters"),
        ("Postpone a due date.", "full stop"),
        ("postpone a due date", "small letter"),
        ("Postpone a due date\nbecause", "not empty"),
    ],
)
def test_a_message_out_of_form(commit_message: ModuleType, message: str, fault: str) -> None:
    [found] = commit_message.faults(message)
    assert fault in found


@pytest.mark.parametrize(
    "name", ["README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", "docs/architecture.md"]
)
def test_targets_that_documents_name_exist(name: str) -> None:
    targets = set(re.findall(r"^([a-z0-9-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"`make ([a-z0-9-]+)", (ROOT / name).read_text()))
    assert named <= targets
