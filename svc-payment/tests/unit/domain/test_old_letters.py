"""What is TCVN3, and what only looks odd."""

import pytest

from svc_payment.domain.old_letters import in_tcvn3, name_in_tcvn3
from svc_payment.sheets.rows import read_rows

NAMES = ("NguyÔn V¨n An", "TrÇn ThÞ Hµ", "Lª Hoµng Ph¹m", "§Æng V¨n Dòng", "Bïi ThÞ Ph­îng")
"""Nguyễn Văn An, Trần Thị Hà, Lê Hoàng Phạm, Đặng Văn Dũng, Bùi Thị Phượng, as Latin-1 shows their bytes."""


@pytest.mark.parametrize("name", NAMES)
def test_a_name_in_tcvn3_is_known_in_a_workbook_and_in_a_file_of_text(name: str) -> None:
    assert name_in_tcvn3(name)
    [(_, [read])] = read_rows(name.encode("latin-1") + b"\n")
    assert name_in_tcvn3(read)


@pytest.mark.parametrize(
    "name", ["Nguyễn Văn An", "ĐẶNG THỊ HÀ", "Zoë François-Müller", "H'Hen Niê", "O'Brien", "Lê Ân"]
)
def test_a_name_of_somebody_is_none(name: str) -> None:
    assert not name_in_tcvn3(name)


@pytest.mark.parametrize("text", ["Học phí", "Sân 5 m²", "Tiền ăn (1½ tháng)", "Âm nhạc", "HọcÂm nhạc", "30 °C"])
def test_a_text_of_unicode_is_none(text: str) -> None:
    assert not in_tcvn3(text)
