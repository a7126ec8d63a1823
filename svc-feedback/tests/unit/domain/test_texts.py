"""What a citizen's words may hold and what they tell."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svc_feedback.catalogue.text_checks import load_text_checks
from svc_feedback.domain.texts import TextFault, compared, emergencies_in, fault_of, other_channel_of, words_of

CHECKS = load_text_checks()


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("Ổ gà lớn trước số 12 Phan Đình Phùng", None),
        ("Nước ngập > 30 cm, < 1 m", None),
        ("Rất cảm ơn 👨‍👩‍👧 ❤️", None),
        ("Đường & vỉa hè", None),
        ("Xem <b>ngay</b>", TextFault.MARKUP),
        ("<script>alert(1)</script>", TextFault.MARKUP),
        ("&lt;img&gt;", TextFault.MARKUP),
        ("Cống <img src=x onerror=alert(1)", TextFault.MARKUP),  # a browser closes it by itself
        ("Cống <svg/onload=alert(1) vỡ", TextFault.MARKUP),
        ("Mặt đường a<b, hẹp dần", None),
        ("Đèn\u200b hỏng", TextFault.INVISIBLE),
        ("Đèn \u202egnỏh", TextFault.INVISIBLE),
        ("\ue000 hỏng", TextFault.INVISIBLE),
        ("\u3164\u3164\u3164", TextFault.INVISIBLE),
        (" . - \u200d", TextFault.EMPTY),
    ],
)
def test_what_people_can_read(text: str, fault: TextFault | None) -> None:
    assert fault_of(text) is fault


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Cháy nhà ở chợ, có người mắc kẹt", ["114"]),
        ("Có tai nạn giao thông, người bị thương nặng bất tỉnh", ["115"]),
        ("Đang cháy, có người bất tỉnh, đánh nhau", ["113", "114", "115"]),
        ("chay nha o cho", ["114"]),  # typed without accents
        ("Xe chạy nhanh qua trường học", []),  # chạy is not cháy
        ("Bóng đèn cháy từ tuần trước", []),
        ("Vòi cấp nước công cộng bị hỏng", []),
    ],
)
def test_an_emergency_is_told_by_its_words(text: str, numbers: list[str]) -> None:
    assert [number.number for number in emergencies_in(text, CHECKS.emergencies)] == numbers


@pytest.mark.parametrize(
    ("text", "channel"),
    [
        ("Đơn tố cáo ông A", "denunciation-not-here"),
        ("Tôi khiếu nại quyết định thu hồi đất số 5", "complaint-not-here"),
        ("toi to cao can bo", "denunciation-not-here"),
        ("Đèn hỏng, đã khiếu nại nhiều lần không ai sửa", None),
        ("Cán bộ một cửa nói năng thiếu lịch sự", None),
    ],
)
def test_what_says_that_it_is_a_complaint_goes_elsewhere(text: str, channel: str | None) -> None:
    found = other_channel_of("Phản ánh", text, CHECKS.other_channels)
    assert (found.code if found else None) == channel


def test_words_are_found_without_accents() -> None:
    assert words_of("Ổ gà trên đường Đinh Tiên Hoàng, đường hỏng") == [
        "ga",
        "tren",
        "duong",
        "dinh",
        "tien",
        "hoang",
        "hong",
    ]


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Nước ở đường Lý Thường Kiệt bị bẩn.", "ly thuong kiet ban"),
        ("Đăng kí kết hôn", "dang ky"),
        ("Rác ở Ia H’Drai", "ia hdrai"),
        ("Làng Ƀahnar", "bahnar"),
        ("Thủ tục 1.001193", "1.001193"),
    ],
)
def test_a_word_is_found_however_it_is_spelt(written: str, typed: str) -> None:
    """As by every other search of the province: ``shared.text`` folds for all."""
    assert {*words_of(typed)} <= {*words_of(written)}


@given(st.text(max_size=200))
def test_any_text_is_judged(text: str) -> None:
    fault_of(text)
    emergencies_in(text, CHECKS.emergencies)
    assert compared(compared(text)) == compared(text)
