"""The forms as a reader and a scanner meet them."""

import asyncio
import re
import unicodedata
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.printing.printable import printable
from shared.printing.printer import Printer, printed
from svc_dossier.papers import TEMPLATES

CODE = "000.00.53.H48-261123-0001"
ISSUED = {"year": 2026, "month": 11, "day": 23, "hour": 9, "minute": 5, "second": 0}
STEP = {"action": "Nộp hồ sơ", "at": "09:05 23/11/2026", "by": "Người nộp hồ sơ", "state": "Mới đăng ký"}
FACTS: dict[str, Any] = {
    "agency": "UBND xã Đặng Thùy Trâm",
    "place": "Đặng Thùy Trâm",
    "officer": "Phạm Thị Cán Bộ",
    "code": CODE,
    "accepted": True,
    "reference": "HS-7K3M-Q9WX-5",
    "day": "ngày 23 tháng 11 năm 2026",
    "issued": ISSUED,
    "at": "09 giờ 05 phút, ngày 23 tháng 11 năm 2026",
    "due": "17 giờ 00 phút, ngày 26 tháng 11 năm 2026",
    "due_before": "17 giờ 00 phút, ngày 25 tháng 11 năm 2026",
    "procedure": "Đăng ký khai sinh",
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
    "02": ["PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ", "Đơn giải trình: Có chữ ký", "Giấy ủy quyền"],
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
    lacking = dict.fromkeys(("due", "due_before", "allowed", "result_by", "reason")) | {
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


async def test_printing_leaves_the_loop_free() -> None:
    async with Printer(TEMPLATES) as printer:
        printing = asyncio.gather(*(printer.pdf("form-06", CODE, FACTS) for _ in range(4)))
        turns = 0
        while not printing.done():
            await asyncio.sleep(0)
            turns += 1
        assert len({*await printing}) == 1
    assert turns > 10
