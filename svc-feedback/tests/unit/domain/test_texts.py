"""What a citizen's words may hold and what they tell."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svc_feedback.catalogue.text_checks import load_text_checks
from svc_feedback.domain.texts import TextFault, emergencies_in, fault_of, other_channel_of, words_of

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
        ("\ue000 hỏng", TextFault.PRIVATE),
        ("Rung lắc \U0001fae8", None),  # an emoji younger than Python's Unicode
        ("Làng Ê\u0306 Đê", None),
        (" . - \u200d", TextFault.EMPTY),
    ],
)
def test_what_people_can_read(text: str, fault: TextFault | None) -> None:
    assert fault_of(text) is fault


POLICE, FIRE, DOCTOR = "113", "114", "115"


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Cháy nhà ở chợ, có người mắc kẹt", [FIRE]),
        ("Nhà hàng xóm đang bị cháy lớn", [FIRE]),
        ("Nhà đang cháy, có người mắc kẹt bên trong", [FIRE]),
        ("Có cháy ở chung cư tầng ba", [FIRE]),
        ("ĐÁM CHÁY ở kho hàng", [FIRE]),
        ("Cháy lớn ở chợ", [FIRE]),
        ("Hoả hoạn ở chợ", [FIRE]),  # the tone mark stands on either letter
        ("Hỏa hoạn ở chợ", [FIRE]),
        ("Nổ bình gas", [FIRE]),
        ("Trạm biến áp nổ lớn, khói nhiều", [FIRE]),
        ("Có người bị nước cuốn trôi", [FIRE]),
        ("Có người chết đuối", [FIRE]),
        ("Có em nhỏ bị nước lũ cuốn trôi", [FIRE]),
        ("Nhà sắp sập xuống", []),  # its category is an emergency
        ("Có người bị xe tông, máu chảy rất nhiều", [DOCTOR]),
        ("Tai nạn ở ngã tư có người bị thương", [DOCTOR]),
        ("Có tai nạn, người bị thương nằm giữa đường", [DOCTOR]),
        ("Có tai nạn giao thông, người bị thương nặng bất tỉnh", [DOCTOR]),
        ("Có người ngất xỉu", [DOCTOR]),
        ("Có người cầm dao đe dọa", [POLICE]),
        ("Thanh niên cầm dao chém nhau", [POLICE]),
        ("Có người muốn tự tử trên cầu", [POLICE, FIRE, DOCTOR]),
        ("CÓ TRỘM ĐANG VÀO NHÀ HÀNG XÓM", [POLICE]),
        ("Đang cháy, có người bất tỉnh, đánh nhau", [POLICE, FIRE, DOCTOR]),
        ("chay nha o cho", [FIRE]),  # typed without accents
        ("nha dang chay", [FIRE]),
        ("co nguoi bi dien giat", [DOCTOR]),
        ("CO NGUOI BI XE TONG", [DOCTOR]),
    ],
)
def test_an_emergency_is_told_by_its_words(text: str, numbers: list[str]) -> None:
    assert [number.number for number in emergencies_in([text], CHECKS.emergencies)] == numbers


@pytest.mark.parametrize(
    "text",
    [
        "Cháy bóng đèn trước nhà",
        "Bóng đèn cháy từ tuần trước",
        "Đèn đường bị cháy đã ba hôm",
        "Xe chạy nhanh qua trường học",  # chạy is not cháy
        "xe chay nhanh qua truong hoc",
        "thanh nien chay xe ep ga dem khuya",
        "Vòi cấp nước công cộng bị hỏng",
        "Trụ nước cứu hỏa bị xe đè gãy",
        "Xe cấp cứu không vào được hẻm vì ô tô đậu",
        "Ổ gà dễ gây tai nạn giao thông",
        "Khúc cua thường xuyên xảy ra tai nạn",
        "o ga de gay tai nan giao thong",
        "Dây điện hở, nguy cơ điện giật cao",
        "Hố sâu không rào, trẻ em dễ đuối nước",
        "Đề nghị tập huấn phòng cháy, chữa cháy cho dân",
        "Đốt rác có nguy cơ cháy rừng",
        "Rác mắc kẹt ở miệng cống",
        "Cá chết dưới sông",
        "ca chet duoi song",
        "nuoc chay tu tu ra duong",  # từ từ is not tự tử
        "cay to cao sap nga",
        "Đất bị nước cuốn trôi xuống ruộng",
        "Kè bị lũ cuốn từ năm ngoái",
        "Khu này hay có trộm, xin lắp camera",
        "Giá cước taxi quá cao",
        "cam dao duong khi chua co giay phep",  # cấm đào is not cầm dao
    ],
)
def test_what_is_feared_or_sounds_alike_calls_nobody(text: str) -> None:
    assert emergencies_in([text], CHECKS.emergencies) == []


def test_each_text_is_judged_for_itself() -> None:
    texts = ("Xin giúp đỡ", "co nguoi bi dien giat")
    assert [number.number for number in emergencies_in(texts, CHECKS.emergencies)] == [DOCTOR]


DENUNCIATION, COMPLAINT = "denunciation-not-here", "complaint-not-here"


@pytest.mark.parametrize(
    ("text", "channel"),
    [
        ("Đơn tố cáo ông A", DENUNCIATION),
        ("Tố cáo", DENUNCIATION),
        ("Nội dung tố cáo: chủ tịch phường nhận tiền của dân làng", DENUNCIATION),
        ("Tố cáo chủ tịch phường", DENUNCIATION),
        ("Tôi muốn tố cáo giám đốc công ty X", DENUNCIATION),
        ("toi to cao can bo", DENUNCIATION),
        ("Tôi khiếu nại quyết định thu hồi đất số 5", COMPLAINT),
        ("Khiếu nại việc thu hồi đất", COMPLAINT),
        ("Đề nghị giải quyết khiếu nại của tôi", COMPLAINT),
        ("khieu nai viec thu hoi dat", COMPLAINT),
        ("Đèn hỏng, đã khiếu nại nhiều lần không ai sửa", None),
        ("Người dân khiếu nại mãi mà cống vẫn tắc", None),
        ("Đã tố cáo nhiều lần mà xe vẫn đổ trộm rác", None),
        ("Cây to cao trước cổng trường sắp đổ", None),
        ("cay to cao truoc cong truong sap do", None),
        ("Cán bộ một cửa nói năng thiếu lịch sự", None),
    ],
)
def test_what_says_that_it_is_a_complaint_goes_elsewhere(text: str, channel: str | None) -> None:
    found = other_channel_of(["Phản ánh", text], CHECKS.other_channels)
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
    """Words are folded by ``shared.text``, as in every other search of the province."""
    assert {*words_of(typed)} <= {*words_of(written)}


@given(st.text(max_size=200))
def test_any_text_is_judged(text: str) -> None:
    fault_of(text)
    emergencies_in([text], CHECKS.emergencies)
    other_channel_of([text], CHECKS.other_channels)
