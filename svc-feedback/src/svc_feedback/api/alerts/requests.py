"""Up to when alerts were read."""

from pydantic import Field

from shared.web import Moment, StrictModel


class ReadIn(StrictModel):
    until: Moment = Field(description="Thời điểm của cảnh báo mới nhất đã đọc, như given_at")
