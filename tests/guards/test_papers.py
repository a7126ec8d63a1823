"""Every paper of every service prints every character that the printer's fonts have, wherever a text stands on it."""

from collections.abc import Mapping
from typing import Any

import pytest

from shared.printing.fonts import CHARACTERS
from shared.printing.printer import printed
from tests.guards.sources import ROOT

SHARED = "layout"
"""No paper, but what several of a service stand on."""
PAPERS = {
    (path.relative_to(ROOT).parts[0], path.stem): path
    for path in sorted(ROOT.glob("*/src/*/papers/templates/*.typ"))
    if path.stem != SHARED
}

TEXT = "Chữ"
"""Stands for any text that somebody typed."""
ISSUED = {"year": 2026, "month": 11, "day": 27}
SHOP = {**dict.fromkeys(("name", "address", "holder", "bank", "account", "code"), TEXT), "issued": ISSUED}
LINK = {**dict.fromkeys(("agency", "head", "title", "text", "screen", "url"), TEXT), "issued": ISSUED}
RECEIPT = {
    **dict.fromkeys(
        ("number", "payee", "head", "title", "dossier", "student", "bill", "amount", "words", "refunded", "left"), TEXT
    ),
    **dict.fromkeys(("remark", "at", "provider", "transaction", "transaction_label", "invoice", "collector"), TEXT),
    "items": [[TEXT, TEXT]],
    "issued": ISSUED,
}
FORM = {
    **dict.fromkeys(("place", "code", "reference", "day", "at", "due", "due_before", "procedure"), TEXT),
    **dict.fromkeys(("answer_by", "procedure_code", "allowed", "applicant", "phone", "result_by", "reason"), TEXT),
    "agency": "Ủy ban nhân dân xã Sơn Tây",
    "accepted": True,
    "undated": False,
    "officer": {"name": TEXT, "title": TEXT},
    "papers": [TEXT],
    "asked": [{"name": TEXT, "note": TEXT}],
    "steps": [dict.fromkeys(("action", "at", "by", "state", "due", "text"), TEXT)],
    "issued": {**ISSUED, "hour": 9, "minute": 5, "second": 0},
}
FACTS: Mapping[tuple[str, str], Mapping[str, Any]] = {
    ("svc-content", "poster"): LINK,
    ("svc-payment", "poster"): SHOP,
    ("svc-payment", "receipt"): RECEIPT,
    **{("svc-dossier", f"form-0{number}"): FORM for number in range(1, 7)},
}
AT_ONCE = 1500
"""Characters in each place of one print."""


def with_text(text: str, facts: Any) -> Any:
    """``facts`` with ``text`` in every place of one."""
    if facts == TEXT:
        return text
    if isinstance(facts, Mapping):
        return {name: with_text(text, part) for name, part in facts.items()}
    return [with_text(text, part) for part in facts] if isinstance(facts, list) else facts


def test_every_paper_is_tried() -> None:
    assert FACTS.keys() == PAPERS.keys()


@pytest.mark.slow
@pytest.mark.parametrize("paper", PAPERS)
def test_every_character_is_printed_wherever_a_text_stands(paper: tuple[str, str]) -> None:
    characters = sorted(CHARACTERS)
    for first in range(0, len(characters), AT_ONCE):
        text = "".join(characters[first : first + AT_ONCE])
        assert printed(PAPERS[paper].parent, paper[1], "x", with_text(text, FACTS[paper])).startswith(b"%PDF")


def test_no_template_has_fonts_or_capitals_of_its_own() -> None:
    """Typst knows capitals that Python and the fonts do not, such as that of ``ƛ``: Python makes those of texts."""
    for path in ROOT.glob("*/src/*/papers/templates/*.typ"):
        text = path.read_text()
        assert not [word for word in ("font:", "fallback:", "upper(facts") if word in text], path
