"""One voice: whoever reads a text of ours, at home or in an office, is *Ông/Bà*."""

import re

from tests.guards.sources import ROOT

_FAMILIAR = re.compile(r"\b[Bb]ạn\b|\bquý khách\b", re.IGNORECASE)
_OF_ANOTHER = ("official_template",)
"""The official template shows words of its own."""


def test_every_text_says_ong_ba() -> None:
    files = [*ROOT.glob("svc-*/src/**/*"), *ROOT.glob("gateway/src/**/*"), *ROOT.glob("shared/src/**/*")]
    read = [path for path in files if path.suffix in (".py", ".yaml", ".html", ".typ")]
    assert len(read) > 500
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}"
        for path in read
        if not any(part in path.parts for part in _OF_ANOTHER)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if _FAMILIAR.search(line)
    ]
    assert found == []
