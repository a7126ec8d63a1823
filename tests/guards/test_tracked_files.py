"""What must never be in the repository: paths of one machine, addresses in lock files, secrets, real people."""

import re
from pathlib import Path

from tests.guards.sources import ROOT, texts


def lines_like(pattern: str, *suffixes: str) -> list[str]:
    wanted = re.compile(pattern)
    return [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}"
        for path, text in texts().items()
        if path != Path(__file__) and (not suffixes or path.name.endswith(suffixes))
        for number, line in enumerate(text.splitlines(), 1)
        if wanted.search(line)
    ]


def test_no_path_of_one_machine() -> None:
    assert lines_like(r"(^|[^A-Za-z0-9_.])/(home|Users|root|work|farm)/[a-z]") == []


def test_lock_files_carry_versions_and_hashes_and_no_addresses() -> None:
    assert lines_like(r"https?://|--(extra-)?index-url|--find-links", ".lock") == []
    pins = [line for path, text in texts().items() if path.suffix == ".lock" for line in text.splitlines()]
    assert any("--hash=sha256:" in line for line in pins)


def test_no_private_key_and_no_token() -> None:
    assert lines_like(r"-----BEGIN [A-Z ]*PRIVATE KEY-----|\beyJ[\w-]{20,}\.[\w-]{20,}\.|ghp_[A-Za-z0-9]{20,}") == []


def test_vietnamese_text_is_composed_everywhere() -> None:
    """Decomposed letters look alike and compare differently."""
    combining = re.compile("[\u0300\u0301\u0303\u0309\u0323\u0302\u0306\u031b]")
    decomposed = [str(path.relative_to(ROOT)) for path, text in texts().items() if combining.search(text)]
    assert decomposed == []
