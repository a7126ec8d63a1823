"""A citation of a contract or of a law in the code leads to a section in ``docs/contracts``."""

import re
from types import ModuleType

import pytest

from tests.guards.sources import ROOT

CONTRACTS = ROOT / "docs" / "contracts"


def sections(document: str) -> set[str]:
    """What can be cited: the numbers of the headings or, of the traps, of the list; of the laws, their numbers."""
    name, _, part = document.partition("#")
    text = (CONTRACTS / name).read_text(encoding="utf-8")
    if part:
        return set(re.findall(r"^(\d+)\. ", text.partition("\n## 15. Traps\n")[2], re.MULTILINE))
    if name == "law.md":
        titles = re.findall(r"^## (.+)$", text, re.MULTILINE)
        return {title if title.startswith("Bộ luật") else title.split()[-1] for title in titles}
    return set(re.findall(r"^##+ (\d+(?:\.\d+)?)\.? ", text, re.MULTILINE))


def test_every_citation_leads_to_a_section(generate: ModuleType) -> None:
    cited = generate.citations()
    assert len(cited) > 25, "the patterns find what the code cites"
    nowhere = {where: files for where, files in cited.items() if where[1] not in sections(where[0])}
    assert nowhere == {}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Source: contract sections 4.1 and 5.", ["4.1", "5"]),
        ("(contract 4.2, 4.3, 5.4)", ["4.2", "4.3", "5.4"]),
        ("Source: contract sections 7.3 to 7.6.", ["7.3", "7.4", "7.5", "7.6"]),
        ("test vectors of docs/contracts/zalo.md, section 14", ["14"]),
        ("contract 11.3, the old endpoints", ["11.3"]),
        ("no contract with it; 4.2 s", []),
    ],
)
def test_the_ways_to_cite_a_section(generate: ModuleType, text: str, found: list[str]) -> None:
    matches = generate.CITATIONS["zalo.md"].finditer(text)
    assert [section for match in matches for section in generate._sections(match[1])] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("(Nghị định 61/2018/NĐ-CP, Điều 26; Thông tư 01/2018/TT-VPCP)", ["61/2018/NĐ-CP", "01/2018/TT-VPCP"]),
        ("metric 2.1 of QĐ 766/QĐ-TTg.", ["766/QĐ-TTg"]),
        ("Nghị quyết 202/2025/QH15 and 1677/NQ-UBTVQH15", ["202/2025/QH15", "1677/NQ-UBTVQH15"]),
        ("(Bộ luật Dân sự 2015, Điều 147-148)", ["Bộ luật Dân sự 2015"]),
        ("on 1/7/2025 at 2/9", []),
    ],
)
def test_the_ways_to_cite_a_law(generate: ModuleType, text: str, found: list[str]) -> None:
    assert [match[1] for match in generate.CITATIONS["law.md"].finditer(text)] == found
