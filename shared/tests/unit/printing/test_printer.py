"""Papers of any service: from a folder of templates and facts."""

import re
import unicodedata
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from shared.printing.printer import Printer, printed

TEMPLATES = Path(__file__).with_name("templates")


def words(pdf: bytes) -> str:
    text = " ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text))


async def test_a_paper_states_its_facts_and_has_a_code_to_scan() -> None:
    async with Printer(TEMPLATES) as printer:
        pdf = await printer.pdf("receipt", "BL-1", {"text": "Đã thu 10.000 đồng"})
        assert pdf == await printer.pdf("receipt", "BL-1", {"text": "Đã thu 10.000 đồng"})
    assert "Đã thu 10.000 đồng" in words(pdf)
    assert b"<pdfaid:part>2</pdfaid:part>" in pdf
    [page] = pypdfium2.PdfDocument(pdf)  # type: ignore[no-untyped-call]
    assert [found.text for found in zxingcpp.read_barcodes(page.render(scale=2).to_pil())] == ["BL-1"]


def test_a_template_reads_nothing_outside_its_folder(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    inside = tmp_path / "templates"
    inside.mkdir()
    (inside / "bad.typ").write_text('#read("../secret.txt")')
    with pytest.raises(Exception, match="root"):
        printed(inside, "bad", "x", {})


@settings(max_examples=15, deadline=None)
@given(st.text(st.characters(codec="utf-8"), max_size=120))
def test_any_text_can_be_printed(text: str) -> None:
    assert printed(TEMPLATES, "receipt", "x", {"text": text}).startswith(b"%PDF")
