"""What a citizen is told of their reports and questions, from the event to the words."""

from datetime import UTC, datetime
from typing import Any

import pytest

from shared.events import Event
from svc_notify.domain.milestones import SuppressedReason
from svc_notify.domain.templates import Rendered, render
from svc_notify.sources.feedback import EVENT_MILESTONES, notification
from svc_notify.sources.template_files import load_templates

TEMPLATES = load_templates()
AT = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
DATA = {
    "citizen_id": "cit_1",
    "code": "PA-FY3U-RTC6E-D",
    "field_name": "Lĩnh vực khác",
    "agency_name": "UBND xã Bình Sơn",
}


def rendered(name: str, **data: Any) -> Rendered:
    kind = f"vn.quangngai.feedback.{name}.v1"
    event = Event(
        "evt_1", kind, "svc-feedback", "rep_1", AT, 2, {**DATA, "occurred_at": AT.isoformat(), **data}, "", ""
    )
    milestone = EVENT_MILESTONES[kind]
    assert not isinstance(milestone, SuppressedReason), milestone
    found = notification(event, milestone)
    assert found
    return render(TEMPLATES.at(milestone, AT), found.values)


def test_who_was_promised_a_day_hears_of_the_new_one_and_why() -> None:
    said = rendered("report_extended", resolved_by="2026-12-11T09:00:00Z", reason="Chờ vật tư thay thế").body
    assert "16:00 11/12/2026" in said
    assert "Chờ vật tư thay thế" in said


@pytest.mark.parametrize(
    ("until", "said"),
    [("2026-12-02T02:00:00Z", "09:00 02/12/2026"), (None, "không còn lượt đề nghị")],
)
def test_a_result_says_until_when_it_may_be_reopened_if_it_still_may(until: str | None, said: str) -> None:
    assert f"Hạn đề nghị xử lý lại nếu chưa hài lòng: {said}." in rendered("report_resolved", reopen_until=until).body


def test_what_is_asked_has_its_own_sign_at_the_end_and_a_day() -> None:
    said = rendered("report_information_requested", reason="Ổ gà ở số nhà nào?", answer_until="2026-12-05T02:00:00Z")
    assert "“Ổ gà ở số nhà nào?”.\n" in said.body
    assert "Hạn trả lời: 09:00 05/12/2026." in said.body
    assert "?." not in said.plain_text


def test_a_reason_that_is_a_question_ends_once() -> None:
    assert "?." not in rendered("report_refused", reason="Đã xử lý từ tháng trước, còn gì chưa ổn?").body


def test_a_question_is_acknowledged_and_a_new_answer_is_told_from_the_first() -> None:
    assert "đã nhận câu hỏi mã PA-FY3U-RTC6E-D" in rendered("question_received", answer_by="2026-12-02T02:00:00Z").body
    first, renewed = rendered("question_answered"), rendered("question_answer_renewed")
    assert first.body != renewed.body
    assert "cập nhật" in renewed.title
    assert "không còn đúng" not in renewed.body, "it may be a mere correction"
    assert "lĩnh vực Lĩnh vực" not in first.body + renewed.body


def test_who_was_not_satisfied_twice_reads_that_it_is_noted_and_whom_to_turn_to() -> None:
    thanked, noted = rendered("report_closed").body, rendered("report_closed_dissatisfied").body
    assert "Cảm ơn" in thanked and "Cảm ơn" not in noted
    assert "chưa hài lòng đã được ghi nhận" in noted
    assert "gửi phản ánh mới hoặc liên hệ Ban Tiếp công dân tỉnh" in noted


@pytest.mark.parametrize(
    ("until", "said"), [("2026-12-02T02:00:00Z", "09:00 02/12/2026"), (None, "không nhận đánh giá")]
)
def test_who_was_merged_reads_of_their_own_report_and_until_when_they_may_rate(until: str | None, said: str) -> None:
    body = rendered("report_merged_resolved", rate_until=until).body
    assert "phản ánh mã PA-FY3U-RTC6E-D của Ông/Bà" in body and "xem kết quả trong ứng dụng" in body
    assert f"Hạn đánh giá kết quả: {said}." in body
    assert "phản ánh mã PA-FY3U-RTC6E-D của Ông/Bà" in rendered("report_merged_ended").body


def test_nobody_is_told_that_an_answer_was_found_right() -> None:
    assert EVENT_MILESTONES["vn.quangngai.feedback.question_answer_confirmed.v1"] is SuppressedReason.INTERNAL_STEP


def test_no_moment_is_promised_that_had_passed_when_the_report_came() -> None:
    """It was written without a network, days before."""
    late = rendered("report_received", received_by="2020-01-01T02:00:00Z", resolved_by="2099-01-02T02:00:00Z").body
    assert "Hạn tiếp nhận: sớm nhất. Hạn xử lý: 09:00 02/01/2099." in late


def test_a_report_about_officers_is_acknowledged_in_a_whole_sentence() -> None:
    body = rendered("report_received", category_name=None).body
    assert body.startswith("Chúng tôi đã nhận phản ánh mã PA-FY3U-RTC6E-D của Ông/Bà: nội dung xem trong ứng dụng.")
