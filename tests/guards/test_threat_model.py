"""Every test that ``docs/security/threat-model.md`` names exists."""

import re

import pytest

from tests.guards.sources import ROOT

DOCUMENT = (ROOT / "docs" / "security" / "threat-model.md").read_text()
CITED = sorted(set(re.findall(r"`([\w./-]+/test_\w+\.py)`(?: `(test_\w+)`)?", DOCUMENT)))


def test_each_threat_names_a_test() -> None:
    rows = [
        line for line in DOCUMENT.splitlines() if line.startswith("| ") and not line.startswith(("| Threat", "| Risk"))
    ]
    assert len(rows) > 30
    assert not [row[:60] for row in rows if not re.search(r"/test_\w+\.py", row.rsplit("|", 2)[1])]


@pytest.mark.parametrize(("path", "name"), CITED, ids=lambda part: part or "whole")
def test_a_test_that_is_named_exists(path: str, name: str) -> None:
    file = ROOT / path
    assert file.is_file()
    assert not name or re.search(rf"^(async )?def {name}\(", file.read_text(), re.MULTILINE)
