"""Every alert has its section in a runbook, whose first command runs; a runbook has no section without an alert."""

import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from local_stack.ports import free_ports
from shared.testing import PATIENCE
from tests.alerts.test_alerts import PROMISES, RULES
from tests.guards.sources import ROOT

RUNBOOKS = ROOT / "docs" / "runbooks"
WITHOUT_ALERTS = ("README", "operating", "backup-and-restore")
PAGES = [page for page in sorted(RUNBOOKS.glob("*.md")) if page.stem not in WITHOUT_ALERTS]
SECTION = re.compile(r"^## (\w+)\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"^```sh\n(.+?)\n```$", re.MULTILINE | re.DOTALL)
SECTIONS = {
    f"docs/runbooks/{page.name}#{name.lower()}": text
    for page in PAGES
    for name, text in SECTION.findall(page.read_text())
}
ALERTS = {**RULES, **PROMISES}


@pytest.mark.parametrize("name", ALERTS)
def test_an_alert_names_its_section(name: str) -> None:
    address = ALERTS[name]["annotations"]["runbook_url"]
    assert address in SECTIONS
    assert address.endswith(f"#{name.lower()}")


def test_a_section_has_its_alert() -> None:
    assert SECTIONS.keys() == {rule["annotations"]["runbook_url"] for rule in ALERTS.values()}


def test_every_page_is_listed() -> None:
    listed = (RUNBOOKS / "README.md").read_text()
    assert [page.name for page in PAGES if f"({page.name})" not in listed] == []


@pytest.fixture(scope="module")
def prometheus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real one that watches nothing but itself: what a command asks for must be understood, not be there."""
    program = shutil.which("prometheus")
    if program is None or shutil.which("promtool") is None:
        pytest.skip("Prometheus is not installed (Debian, Ubuntu: apt-get install prometheus)")
    folder = tmp_path_factory.mktemp("prometheus")
    (folder / "prometheus.yml").write_text("{}")
    port = free_ports("prometheus", 0)
    options: list[Any] = [f"--config.file={folder / 'prometheus.yml'}", f"--storage.tsdb.path={folder / 'data'}"]
    process = subprocess.Popen(
        [program, *options, f"--web.listen-address=127.0.0.1:{port}"], stderr=(folder / "log").open("w")
    )
    url = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{url}/-/ready", folder / "log")
        yield url
    finally:
        process.terminate()
        process.wait(PATIENCE)


def wait_for(url: str, log: Path) -> None:
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends:
        try:
            with urlopen(url, timeout=10):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(log.read_text()[-2000:])


@pytest.mark.process
@pytest.mark.parametrize("address", SECTIONS)
def test_the_first_command_of_a_section_runs(address: str, prometheus: str) -> None:
    commands = COMMAND.findall(SECTIONS[address])
    assert len(commands) == 1
    ran = subprocess.run(
        ["/bin/sh", "-c", commands[0]],
        env={"PATH": "/usr/local/bin:/usr/bin:/bin", "PROMETHEUS": prometheus},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
