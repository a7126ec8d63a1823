"""A link from one document of the repository to another leads somewhere."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.guards.sources import ROOT

LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
LISTED = subprocess.run(["git", "ls-files", "-z", "*.md"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
DOCUMENTS = [ROOT / name for name in LISTED.split("\0") if name]


def anchors(path: Path) -> set[str]:
    """The anchor of each heading, as public forges make them: lower case, no punctuation, hyphens for spaces."""
    titles = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_within_the_repository_lead_somewhere(document: Path) -> None:
    dead = []
    for link in LINK.findall(document.read_text(encoding="utf-8")):
        target, _, anchor = link.partition("#")
        if "://" in link or target.startswith("mailto:"):
            continue
        path = (document.parent / target).resolve() if target else document
        if not path.exists() or (anchor and anchor not in anchors(path)):
            dead.append(link)
    assert dead == []
