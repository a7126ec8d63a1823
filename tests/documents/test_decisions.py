"""The decision records have one form, are numbered without a gap, and stand in their index."""

import re
from pathlib import Path

import pytest

from tests.guards.sources import ROOT

FOLDER = ROOT / "docs" / "adr"
PAGES = sorted(FOLDER.glob("[0-9]*.md"))
PARTS = ["Context", "Decision", "Consequences", "How we would know we were wrong"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_decision_has_its_parts_on_one_page(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert text.startswith(f"# {page.stem[:4]}. ")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == PARTS
    assert len(text.splitlines()) < 60


def test_every_decision_is_numbered_and_listed_with_its_title() -> None:
    assert [page.stem[:4] for page in PAGES] == [f"{number:04d}" for number in range(1, len(PAGES) + 1)]
    titles = {page.name: page.read_text(encoding="utf-8").splitlines()[0].partition(". ")[2] for page in PAGES}
    listed = re.findall(r"\| \[\d{4}\]\((\S+)\) \| (.+?) \|", (FOLDER / "README.md").read_text(encoding="utf-8"))
    assert dict(listed) == titles
