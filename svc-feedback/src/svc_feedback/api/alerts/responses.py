"""Alerts as the console lists them."""

from datetime import datetime
from typing import Self

from pydantic import BaseModel, Field

from shared.web import Timestamp
from svc_feedback.api.parts import Named, agency_of
from svc_feedback.domain.alerts import Clock, Level
from svc_feedback.store.given_alerts import About, GivenAlert
from svc_feedback.use_cases.rules import Rules


class AlertRow(BaseModel):
    """Cảnh báo mới nhất của một phản ánh hoặc câu hỏi đang mở; việc xong thì cảnh báo tự hết."""

    kind: About = Field(description="report là phản ánh, question là câu hỏi")
    kind_label: str
    id: str
    code: str
    title: str
    agency: Named | None
    clock: Clock = Field(description="receive: tiếp nhận, resolve: xử lý, answer: trả lời")
    clock_label: str
    level: Level
    label: str
    due_at: Timestamp = Field(description="Hạn mà cảnh báo nói đến")
    given_at: Timestamp = Field(description="Lúc cảnh báo được đưa ra")
    unread: bool = Field(description="Cán bộ này chưa đánh dấu đã đọc")
    href: str

    @classmethod
    def of(cls, alert: GivenAlert, read_until: datetime, rules: Rules) -> Self:
        return cls(
            kind=alert.kind,
            kind_label=rules.wording.alert_kinds[alert.kind],
            id=alert.id,
            code=alert.code,
            title=alert.title,
            agency=agency_of(alert.agency_id, rules),
            clock=alert.clock,
            clock_label=rules.wording.alert_clocks[alert.clock],
            level=alert.level,
            label=rules.wording.alerts[alert.level],
            due_at=alert.due_at,
            given_at=alert.given_at,
            unread=alert.given_at > read_until,
            href=f"/v1/staff/{alert.kind}s/{alert.id}",
        )


class AlertPage(BaseModel):
    items: list[AlertRow]
    unread: int = Field(description="Số chưa đọc, tối đa 99")
    next: str | None


class Unread(BaseModel):
    unread: int = Field(description="Số chưa đọc, tối đa 99")
