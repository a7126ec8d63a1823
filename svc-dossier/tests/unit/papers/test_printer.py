"""The forms as a reader and a scanner meet them."""

import asyncio
import re
import unicodedata
from io import BytesIO
from itertools import pairwise
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from shared.printing.fonts import CHARACTERS
from shared.printing.printable import printable
from shared.printing.printer import Printer, printed
from svc_dossier.papers import TEMPLATES

CODE = "000.00.53.H48-261123-0001"
PATH = 2
"""``FPDF_PAGEOBJ_PATH``: a thing drawn, in PDFium."""
ISSUED = {"year": 2026, "month": 11, "day": 23, "hour": 9, "minute": 5, "second": 0}
STEP = {"action": "Nộp hồ sơ", "at": "09:05 23/11/2026", "by": "Người nộp hồ sơ", "state": "Mới đăng ký"}
FACTS: dict[str, Any] = {
    "agency": "UBND xã Đặng Thùy Trâm",
    "place": "Đặng Thùy Trâm",
    "officer": {"name": "Phạm Thị Cán Bộ", "title": "Cán bộ Một cửa"},
    "code": CODE,
    "accepted": True,
    "reference": "HS-7K3M-Q9WX-5",
    "day": "ngày 23 tháng 11 năm 2026",
    "issued": ISSUED,
    "at": "09 giờ 05 phút, ngày 23 tháng 11 năm 2026",
    "due": "17 giờ 00 phút, ngày 26 tháng 11 năm 2026",
    "undated": "cơ quan báo cho Ông/Bà khi có kết quả",
    "due_before": "17 giờ 00 phút, ngày 25 tháng 11 năm 2026",
    "procedure": "Đăng ký khai sinh",
    "answer_by": "17 giờ 00 phút, ngày 10 tháng 12 năm 2026",
    "procedure_code": "1.001193",
    "allowed": "1 ngày làm việc",
    "applicant": "Nguyễn Thị Mẫu",
    "phone": "090*****01",
    "result_by": "Tại bộ phận một cửa",
    "reason": "Cần xác nhận của tổ dân phố",
    "papers": ["Tờ khai", "Giấy chứng sinh (1 tệp điện tử)"],
    "asked": [{"name": "Đơn giải trình", "note": "Có chữ ký"}, {"name": "Giấy ủy quyền", "note": None}],
    "steps": [{**STEP, "due": None, "text": None}] * 200,
}

STATED = {
    "01": ["GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ", FACTS["due"], "Giấy chứng sinh", "090*****01"],
    "02": ["PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ", "Đơn giải trình: Có chữ ký", "Giấy ủy quyền", FACTS["answer_by"]],
    "03": ["PHIẾU TỪ CHỐI TIẾP NHẬN GIẢI QUYẾT HỒ SƠ", FACTS["reason"]],
    "04": ["VĂN BẢN XIN LỖI VÀ ĐỀ NGHỊ GIA HẠN THỜI GIAN GIẢI QUYẾT", FACTS["due_before"], FACTS["due"]],
    "05": ["THÔNG BÁO DỪNG GIẢI QUYẾT HỒ SƠ", FACTS["reason"]],
    "06": ["PHIẾU KIỂM SOÁT QUÁ TRÌNH GIẢI QUYẾT HỒ SƠ", "Nộp hồ sơ", "200"],
}


def _printed(form: str, code: str, facts: dict[str, Any]) -> bytes:
    return printed(TEMPLATES, f"form-{form}", code, facts)


def words(pdf: bytes) -> str:
    pages = pypdfium2.PdfDocument(pdf)  # type: ignore[no-untyped-call]
    text = " ".join(page.get_textpage().get_text_bounded() for page in pages)
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text))


@pytest.mark.slow
@pytest.mark.parametrize("form", sorted(STATED))
def test_a_form_states_its_facts_in_a_lasting_readable_pdf_with_a_code_to_scan(form: str) -> None:
    pdf = _printed(form, CODE, FACTS)
    shown = words(pdf)
    for stated in (*STATED[form], "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "UBND XÃ ĐẶNG THÙY TRÂM", f"Mẫu số {form}"):
        assert stated in shown, stated
    assert b"<pdfaid:part>2</pdfaid:part>" in pdf
    assert b"<pdfaid:conformance>A</pdfaid:conformance>" in pdf
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf
    [page, *_] = pypdfium2.PdfDocument(pdf)  # type: ignore[no-untyped-call]
    assert [found.text for found in zxingcpp.read_barcodes(page.render(scale=2).to_pil())] == [CODE]


def test_the_same_facts_give_the_same_bytes() -> None:
    assert _printed("01", CODE, FACTS) == _printed("01", CODE, FACTS)
    assert _printed("01", CODE, FACTS) != _printed("01", CODE, {**FACTS, "due": None})


@pytest.mark.parametrize("form", sorted(STATED))
def test_a_form_does_without_the_facts_that_a_dossier_may_lack(form: str) -> None:
    lacking = dict.fromkeys(("due", "due_before", "answer_by", "allowed", "result_by", "reason")) | {
        "accepted": False, "papers": [], "asked": []
    }  # fmt: skip
    assert "None" not in (shown := words(_printed(form, CODE, {**FACTS, **lacking})))
    assert f"Mã nộp: {CODE}" in shown


@pytest.mark.parametrize(
    "text",
    ["😀 中文 \u202e", "#read(\"/etc/passwd\") $x$ \\ *đậm* [", "hai\ndòng", "x" * 999, "Y Krơ\u0306ng Ăđrơng"],
)  # fmt: skip
def test_no_text_stops_the_printer_or_is_taken_for_commands(text: str) -> None:
    shown = words(_printed("03", CODE, {**FACTS, "reason": text, "applicant": text[:50]}))
    if text.startswith("#read"):
        assert text in shown


@settings(max_examples=settings().max_examples * 2 // 5, deadline=None)
@given(st.text(st.characters(codec="utf-8"), max_size=120))
def test_any_text_can_be_printed(text: str) -> None:
    assert _printed("03", CODE, {**FACTS, "reason": text}).startswith(b"%PDF")


def test_vietnamese_is_printed_as_it_is() -> None:
    letters = "aàảãáạăằẳẵắặâầẩẫấậeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵđ"
    lines = " ".join(letters[n : n + 10] for n in range(0, len(letters), 10))
    assert printable(lines + lines.upper()) == lines + lines.upper()
    assert lines in words(_printed("03", CODE, {**FACTS, "reason": lines}))


def test_empty_lines_take_no_room() -> None:
    assert printable(" a\n \n\n b\nc ") == "a\nb\nc"


@pytest.mark.slow
async def test_printing_leaves_the_loop_free() -> None:
    async with Printer(TEMPLATES) as printer:
        printing = asyncio.gather(*(printer.pdf("form-06", CODE, FACTS) for _ in range(4)))
        turns = 0
        while not printing.done():
            await asyncio.sleep(0)
            turns += 1
        assert len({*await printing}) == 1
    assert turns > 10


@pytest.mark.slow
@pytest.mark.parametrize("form", sorted(STATED))
def test_every_character_that_an_officer_may_write_is_printed(form: str) -> None:
    text = " ".join(sorted(CHARACTERS))
    step = {**STEP, "due": None, "text": text}
    facts = {**FACTS, "reason": text, "asked": [{"name": text, "note": None}], "steps": [step]}
    assert _printed(form, CODE, facts).startswith(b"%PDF")


@pytest.mark.slow
@pytest.mark.parametrize("where", ["applicant", "officer", "papers"])
def test_every_character_that_a_citizen_may_write_is_printed(where: str) -> None:
    text = " ".join(sorted(CHARACTERS))
    written = {"papers": [text], "officer": {"name": text, "title": ""}}
    assert _printed("01", CODE, {**FACTS, where: written.get(where, text)}).startswith(b"%PDF")


@pytest.mark.parametrize("form", sorted(STATED))
def test_a_form_has_the_head_that_the_decree_wants(form: str) -> None:
    shown = words(_printed(form, CODE, {**FACTS, "agency": "Ủy ban nhân dân xã Đặng Thùy Trâm"}))
    assert "Độc lập - Tự do - Hạnh phúc" in shown
    assert "Đặng Thùy Trâm, ngày 23 tháng 11 năm 2026" in shown
    assert "ỦY BAN NHÂN DÂN XÃ ĐẶNG THÙY TRÂM" in shown
    assert "UBND" not in shown
    assert ("BỘ PHẬN TIẾP NHẬN VÀ TRẢ KẾT QUẢ" in shown) == (form not in ("04", "05"))
    # The head of the office signs by hand: nobody else's name stands there.
    assert ("THỦ TRƯỞNG CƠ QUAN" in shown) == (form in ("04", "05"))
    of_the_one_stop = form in ("01", "02", "03")
    assert ("Phạm Thị Cán Bộ" in shown) == of_the_one_stop
    assert ("Cán bộ Một cửa" in shown) == of_the_one_stop


def font_of(pdf: bytes, text: str) -> str:
    """The font of the line that begins with ``text``."""
    found: list[str] = []

    def note(part: str, _matrix: Any, _place: Any, font: Any, _size: Any) -> None:
        if unicodedata.normalize("NFC", part).strip().startswith(text):
            found.append(str(font["/BaseFont"]).partition("+")[2])

    PdfReader(BytesIO(pdf)).pages[0].extract_text(visitor_text=note)
    return found[0]


@pytest.mark.slow
@pytest.mark.parametrize("form", sorted(STATED))
def test_the_right_lines_of_the_head_are_bold_and_all_are_in_a_face_like_times(form: str) -> None:
    pdf = _printed(form, CODE, {**FACTS, "agency": "Ủy ban nhân dân xã Đặng Thùy Trâm"})
    for line in ("CỘNG HÒA XÃ HỘI", "Độc lập", STATED[form][0][:12]):
        assert font_of(pdf, line) == "LiberationSerif-Bold"
    assert font_of(pdf, "ỦY BAN NHÂN DÂN") == ("LiberationSerif-Bold" if form in ("04", "05") else "LiberationSerif")
    assert font_of(pdf, "Số:") == "LiberationSerif"
    assert font_of(pdf, "Đặng Thùy Trâm, ngày") == "LiberationSerif-Italic"


@pytest.mark.slow
@pytest.mark.parametrize("form", ["01", "02", "03", "04", "05"])
def test_no_signature_stands_alone_on_a_page(form: str) -> None:
    """Two lines of the text at least stand above it, wherever the text ends."""
    turned = 0
    for count in range(1, 24):
        facts = {
            **FACTS,
            "reason": ("KHÔNG ĐỦ ĐIỀU KIỆN GIẢI QUYẾT. " * 60)[: 70 * count],
            "papers": [f"Giấy tờ số {n}" for n in range(count)],
            "asked": [{"name": f"Giấy tờ số {n}", "note": None} for n in range(count)],
        }
        *_, last = pypdfium2.PdfDocument(_printed(form, CODE, facts))  # type: ignore[no-untyped-call]
        lines = [line.strip() for line in last.get_textpage().get_text_bounded().split("\n") if line.strip()]
        signed = next(n for n, line in enumerate(lines) if line.startswith(("NGƯỜI", "THỦ TRƯỞNG")))
        if lines[0].isdigit():
            turned += 1
            assert signed >= 3, lines
    assert turned


def test_a_receipt_without_a_date_says_why() -> None:
    assert FACTS["undated"] in words(_printed("01", CODE, {**FACTS, "due": None}))


def test_the_dates_of_a_pdf_have_their_zone() -> None:
    pdf = _printed("01", CODE, FACTS)
    assert re.findall(rb"/(?:Creation|Mod)Date ?\(([^)]*)\)", pdf) == [b"D:20261123090500Z"] * 2
    assert b"2026-11-23T09:05:00Z" in pdf


@pytest.mark.parametrize("letter", ["W", "m", "Ữ", "_"])
def test_nothing_runs_over_its_cell(letter: str) -> None:
    """Long words in form 06: no letter of a column stands in the next or beyond the table."""
    step = {"at": "09:05 23/11/2026", "due": "17:00 26/11/2026"} | dict.fromkeys(
        ("action", "by", "state", "text"), letter * 60
    )
    [page] = pypdfium2.PdfDocument(_printed("06", CODE, {**FACTS, "steps": [step]}))  # type: ignore[no-untyped-call]
    text = page.get_textpage()
    letters = [text.get_charbox(n) for n in range(text.count_chars()) if text.get_text_range(n, 1) == letter]
    lines = sorted({round(left) for left, bottom, right, top in bounds(page) if right - left < 2 < top - bottom})
    inside = [any(a <= box[0] and box[2] <= b for a, b in pairwise(lines)) for box in letters if box[1] < 290]
    assert len(lines) == 8
    assert len(inside) >= 4 * 60 and all(inside)


def bounds(page: Any) -> list[tuple[float, float, float, float]]:
    """The bounds of everything drawn that is no text."""
    return [shape.get_bounds() for shape in page.get_objects() if shape.type == PATH]


def test_a_word_longer_than_a_line_stays_on_the_page() -> None:
    long = {**FACTS, "reason": "W" * 300, "applicant": "W" * 100}
    [page] = pypdfium2.PdfDocument(_printed("03", CODE, long))  # type: ignore[no-untyped-call]
    text, margin = page.get_textpage(), 15 / 25.4 * 72
    assert max(text.get_charbox(n)[2] for n in range(text.count_chars())) <= page.get_width() - margin + 4
