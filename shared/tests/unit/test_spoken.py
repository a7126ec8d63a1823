"""What a phone reads aloud."""

from datetime import UTC, datetime

import pytest

from shared.spoken import spoken_amount, spoken_code, spoken_moment, spoken_text


def test_a_moment_is_said_in_vietnamese_time() -> None:
    assert spoken_moment(datetime(2026, 11, 23, 17, 5, tzinfo=UTC)) == "0 giờ 5 phút, ngày 24 tháng 11 năm 2026"
    assert spoken_moment(datetime(2026, 11, 24, 10, 0, tzinfo=UTC)) == "17 giờ, ngày 24 tháng 11 năm 2026"


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("H48.01-261123-0001", "H 4 8 chấm 0 1, gạch ngang, 2 6 1 1 2 3, gạch ngang, 0 0 0 1"),
        ("000.00.53.H48-220921-0099",
         "0 0 0 chấm 0 0 chấm 5 3 chấm H 4 8, gạch ngang, 2 2 0 9 2 1, gạch ngang, 0 0 9 9"),
        ("HS-7K3M", "H S, gạch ngang, 7 K 3 M"),
    ],
)  # fmt: skip
def test_a_code_is_said_sign_by_sign(code: str, said: str) -> None:
    assert spoken_code(code) == said


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Hẹn ngày 05/12/2026 lúc 8h30.", "Hẹn ngày 5 tháng 12 năm 2026 lúc 8 giờ 30 phút"),
        ("Theo Quyết định 766/QĐ-TTg", "Theo Quyết định 766/QĐ-TTg"),
        ("Từ 1/7/2025;\n họp 14:00", "Từ ngày 1 tháng 7 năm 2025; họp 14 giờ"),
        ("Thu hộ hồ sơ HS-B5SA-YKK7.", "Thu hộ hồ sơ H S, gạch ngang, B 5 S A, gạch ngang, Y K K 7"),
        ("Phòng COVID-19, đường ĐT-623B", "Phòng COVID-19, đường ĐT-623B"),
        ("Điện thoại 0255-382-1234", "Điện thoại 0255-382-1234"),
        ("Học phí tháng 09/2026", "Học phí tháng 9 năm 2026"),
        ("Cắt nước từ ngày 30/11 đến ngày 05-12", "Cắt nước từ ngày 30 tháng 11 đến ngày 5 tháng 12"),
        ("Nhà số 30/11, còn 3/4 thửa đất", "Nhà số 30/11, còn 3/4 thửa đất"),
        ("Nghỉ từ 01/12-05/12/2026", "Nghỉ từ ngày 1 tháng 12 đến ngày 5 tháng 12 năm 2026"),
        ("Nghỉ từ ngày 1/12 – 5/12/2026", "Nghỉ từ ngày 1 tháng 12 đến ngày 5 tháng 12 năm 2026"),
        ("Bản đồ tỷ lệ 1:50, nhận lúc 7:30", "Bản đồ tỷ lệ 1:50, nhận lúc 7 giờ 30 phút"),
        ("Công văn 12/SXD-QLN", "Công văn 12/SXD-QLN"),
        ("(PA-FY3U-RTC6E-D)", "(P A, gạch ngang, F Y 3 U, gạch ngang, R T C 6 E, gạch ngang, D)"),
        ("Số 45/13/2026 không phải ngày", "Số 45/13/2026 không phải ngày"),
    ],
)
def test_codes_dates_and_times_in_a_text_are_said_in_words(written: str, said: str) -> None:
    assert spoken_text(written) == said


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        (0, "0 đồng"),
        (8_000, "8 nghìn đồng"),
        (20_500, "20 nghìn 500 đồng"),
        (1_250_000, "1 triệu 250 nghìn đồng"),
        (1_000_000_000, "1 tỷ đồng"),
    ],
)
def test_an_amount_is_said_in_thousands(amount: int, said: str) -> None:
    assert spoken_amount(amount) == said
