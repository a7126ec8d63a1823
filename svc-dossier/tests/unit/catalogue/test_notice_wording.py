"""Every notice in words that can be heard."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from svc_dossier.catalogue.notice_wording import NoticeWording
from svc_dossier.domain.deadlines import ClockPolicy
from svc_dossier.domain.dossier import Dossier, File, Party, TimelineEntry
from svc_dossier.domain.notices import NOTICES, notices
from svc_dossier.domain.payment import FeeItem, PaymentRequest
from svc_dossier.domain.procedure import SubmissionMode
from svc_dossier.domain.transitions import Action, State

AT = datetime(2026, 11, 23, 2, 5, tzinfo=UTC)
DUE = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
ENTRY = TimelineEntry(
    Action.ACCEPT, State.ACCEPTED, 2, AT, Party("staff", "stf_1"), "cmd_1", "f",
    text="Mang theo CCCD trước 05/12/2026.", documents=("Đơn giải trình", "Giấy của UBND xã"),
    code="H48.01-261123-0001", due_at=DUE,
)  # fmt: skip
DOSSIER = Dossier(
    "dos_1", 2, "cit_1", "HS-7K3M-Q9WX-5", "1.001193", 1, "Đăng ký khai sinh", "21025", "UBND phường Cẩm Thành",
    None, ClockPolicy.RESTART, State.ACCEPTED, AT, AT, (ENTRY,),
)  # fmt: skip


@pytest.fixture(scope="module")
def wording() -> NoticeWording:
    return NoticeWording.load()


def test_an_acceptance_is_told(wording: NoticeWording) -> None:
    assert wording.plain_text(DOSSIER, ENTRY) == (
        "Ủy ban nhân dân phường Cẩm Thành đã tiếp nhận hồ sơ Đăng ký khai sinh của Ông/Bà lúc "
        "9 giờ 5 phút, ngày 23 tháng 11 năm 2026. "
        "Mã hồ sơ là: H 4 8 chấm 0 1, gạch ngang, 2 6 1 1 2 3, gạch ngang, 0 0 0 1. "
        "Hẹn trả kết quả chậm nhất lúc 17 giờ, ngày 24 tháng 11 năm 2026. "
        "Ghi chú của cơ quan: Mang theo căn cước công dân trước ngày 5 tháng 12 năm 2026."
    )


def test_what_is_not_known_is_not_said(wording: NoticeWording) -> None:
    said = wording.plain_text(DOSSIER, replace(ENTRY, text=None, due_at=None))
    assert "Hẹn trả" not in said and "Ghi chú" not in said
    assert "thời gian giải quyết của thủ tục này chưa được công bố" in said


def test_who_has_no_account_is_sent_to_the_counter_and_never_to_the_app(wording: NoticeWording) -> None:
    asked = PaymentRequest("prq_1", (FeeItem("Lệ phí", 8000),), 8000, State.ACCEPTED, AT)
    counter = replace(
        DOSSIER, citizen_id=None, payments=(asked,), results=(File("fil_1", "ket-qua.pdf", "application/pdf", 9),)
    )
    paid_at_counter = "nộp tiền mặt tại bộ phận một cửa của Ủy ban nhân dân phường Cẩm Thành"
    notice = replace(ENTRY, action=Action.REQUEST_PAYMENT)
    assert paid_at_counter in wording.plain_text(counter, notice)
    assert "chọn Nộp tiền" in wording.plain_text(replace(counter, citizen_id="cit_1"), notice)
    for action in NOTICES:
        if action is not Action.HAND_OFF:  # which is filed from an account
            assert "ứng dụng" not in wording.plain_text(counter, replace(ENTRY, action=action)), action
    returned = wording.plain_text(counter, replace(ENTRY, action=Action.RETURN_RESULT))
    assert "nhận tại bộ phận một cửa" in returned and "hài lòng" not in returned


def test_a_result_to_download_is_told_as_soon_as_it_is_ready(wording: NoticeWording) -> None:
    given = replace(DOSSIER, results=(File("fil_1", "ket-qua.pdf", "application/pdf", 9),))
    returned = replace(ENTRY, action=Action.RETURN_RESULT)
    assert "Có 1 tệp kết quả để Ông/Bà tải" in wording.plain_text(given, returned)
    assert "tải" not in wording.plain_text(DOSSIER, returned)
    completed = replace(ENTRY, action=Action.COMPLETE)
    assert "Có 1 tệp kết quả để Ông/Bà tải ngay" in wording.plain_text(given, completed)
    assert "tải" not in wording.plain_text(DOSSIER, completed)


def test_papers_asked_for_are_counted_out(wording: NoticeWording) -> None:
    said = wording.plain_text(DOSSIER, replace(ENTRY, action=Action.REQUEST_SUPPLEMENT))
    assert "1, Đơn giải trình; 2, Giấy của Ủy ban nhân dân xã." in said
    noted = replace(ENTRY, action=Action.REQUEST_SUPPLEMENT, notes=(None, "bản có dấu của UBND"))
    said = wording.plain_text(DOSSIER, noted)
    assert "1, Đơn giải trình; 2, Giấy của Ủy ban nhân dân xã, bản có dấu của Ủy ban nhân dân." in said


def test_a_payment_is_asked_for_item_by_item(wording: NoticeWording) -> None:
    items = (FeeItem("Lệ phí hộ tịch", 8_000), FeeItem("Phí BHYT", 1_250_000))
    request = PaymentRequest("pay_1", items, 1_258_000, State.ACCEPTED, AT, pay_by=DUE)
    said = wording.plain_text(replace(DOSSIER, payments=(request,)), replace(ENTRY, action=Action.REQUEST_PAYMENT))
    assert "nộp 1 triệu 258 nghìn đồng cho hồ sơ Đăng ký khai sinh." in said
    assert "Lệ phí hộ tịch, 8 nghìn đồng; Phí bảo hiểm y tế, 1 triệu 250 nghìn đồng." in said
    assert "Hạn nộp là 17 giờ, ngày 24 tháng 11 năm 2026." in said


@pytest.mark.parametrize("action", list(NOTICES))
def test_no_notice_holds_what_cannot_be_heard(wording: NoticeWording, action: Action) -> None:
    said = wording.plain_text(DOSSIER, replace(ENTRY, action=action))
    assert len(said) > 30 and said.endswith(".")
    assert not re.search(r"UBND|\d[./-]\d|[{}_\n]|None|\.\.", said), said


def test_only_steps_that_concern_the_citizen_are_told() -> None:
    steps = (Action.SUBMIT, Action.ACCEPT, Action.TRANSFER, Action.POSTPONE, Action.COMPLETE)
    timeline = tuple(replace(ENTRY, action=action, version=n) for n, action in enumerate(steps, start=1))
    written = [(notice.version, notice.form) for notice in notices(replace(DOSSIER, timeline=timeline))]
    assert written == [(1, None), (2, "01"), (4, "04"), (5, None)]


def test_the_national_portal_issues_its_own_forms() -> None:
    followed = replace(DOSSIER, mode=SubmissionMode.DVCQG_HANDOFF)
    assert [notice.form for notice in notices(followed)] == [None]
