"""The lock files hold all that the packages ask for, and the tests run on what the services run on."""

import re
import tomllib
from pathlib import Path

from local_stack.repository import ROOT

PACKAGES = sorted([*ROOT.glob("*/pyproject.toml"), *ROOT.glob("deploy/*/pyproject.toml")])


def pins(path: Path) -> set[str]:
    return set(re.findall(r"^[\w.-]+==\S+", path.read_text(), re.MULTILINE))


def test_every_dependency_of_every_package_is_locked() -> None:
    projects = [tomllib.loads(path.read_text())["project"] for path in PACKAGES]
    ours = {project["name"] for project in projects}
    wanted = {re.split(r"[\[<>=~! ]", name)[0] for project in projects for name in project["dependencies"]}
    locked = {pin.partition("==")[0] for pin in pins(ROOT / "requirements-dev.lock")}
    assert wanted - ours - locked == set()


def test_the_run_time_is_the_same_in_both() -> None:
    assert pins(ROOT / "requirements.lock") - pins(ROOT / "requirements-dev.lock") == set()


def test_every_pin_has_its_hashes() -> None:
    for name in ("requirements.lock", "requirements-dev.lock", "requirements-checkov.lock"):
        blocks = re.split(r"^(?=[\w.-]+==)", (ROOT / name).read_text(), flags=re.MULTILINE)
        assert [block for block in blocks if block.strip() and "--hash=sha256:" not in block] == []
