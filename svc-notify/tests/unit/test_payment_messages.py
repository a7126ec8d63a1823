"""What a citizen is told of money that does not simply pay its bill, from the event to the words."""

from datetime import UTC, datetime
from typing import Any

import pytest

from shared.events import Event
from svc_notify.domain.milestones import SuppressedReason
from svc_notify.domain.templates import Rendered, render
from svc_notify.sources.catalogue import catalogue
from svc_notify.sources.template_files import load_templates

TEMPLATES = load_templates()
AT = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
DATA = {
    "citizen_id": "cit_1",
    "code": "PT0123456789A",
    "title": "Học phí tháng 11/2026",
    "payee_id": "thcs-nghia-lo",
    "payee_name": "Trường THCS Nghĩa Lộ",
    "amount": 600_000,
    "occurred_at": AT.isoformat(),
    "received_at": AT.isoformat(),
    "refunded_at": AT.isoformat(),
}
OF_MONEY: dict[str, dict[str, Any]] = {
    "bill.partly_paid": {"received": 15_000},
    "payment.held": {"expected": 615_000},
    "payment.refund_due": {"reason": "Phiếu thu đã được nộp đủ trước đó."},
    "payment.refunded": {},
}


def event(name: str, **data: Any) -> Event:
    return Event("evt_1", f"vn.quangngai.{name}.v1", "svc-payment", "pay_1", AT, 2, {**DATA, **data}, "", "")


def rendered(name: str) -> Rendered:
    occurred, sources = event(name, **OF_MONEY[name]), catalogue()
    milestone = sources.event_milestones[occurred.type]
    assert not isinstance(milestone, SuppressedReason), milestone
    found = sources.notifications[occurred.type](occurred, milestone)
    assert found
    return render(TEMPLATES.at(milestone, AT), found.values)


def test_a_part_is_told_with_what_has_come_and_what_remains() -> None:
    said = rendered("bill.partly_paid")
    assert "Số tiền vừa nhận (đồng): 15.000. Thời gian: 09:00 25/11/2026." in said.body
    assert "Số tiền còn phải nộp lúc đó (đồng): 600.000." in said.body
    assert "Số tiền vừa nhận (đồng): 15 nghìn." in said.plain_text
    assert "tháng 11 năm 2026" in said.plain_text


def test_who_paid_another_amount_is_asked_not_to_pay_again() -> None:
    said = rendered("payment.held").body
    assert "Số tiền vừa nhận (đồng): 600.000. Số tiền của lần thanh toán (đồng): 615.000." in said
    assert "Ông/Bà chưa cần nộp lại." in said


def test_what_goes_back_is_told_with_its_reason_before_it_has_gone() -> None:
    due, done = rendered("payment.refund_due"), rendered("payment.refunded")
    assert "Lý do: Phiếu thu đã được nộp đủ trước đó.\n" in due.body
    assert "Số tiền sẽ hoàn lại (đồng): 600.000." in due.body
    assert due.title != done.title


@pytest.mark.parametrize("name", OF_MONEY)
def test_of_a_payer_whom_nobody_knows_nobody_is_told(name: str) -> None:
    occurred, sources = event(name, **{**OF_MONEY[name], "citizen_id": None}), catalogue()
    milestone = sources.event_milestones[occurred.type]
    assert sources.notifications[occurred.type](occurred, str(milestone)) is None
