"""A broadcast as an officer writes it."""

from typing import Annotated

from fastapi import Path
from pydantic import Field, model_validator

from shared.fields import InWords, Line
from shared.reference.commune_code import CommuneCode
from shared.web import Moment, StrictModel
from svc_notify.domain.broadcast import COMMUNES_AT_MOST, Audience, BroadcastKind, Content, Reach

BroadcastId = Annotated[str, Path(alias="id", pattern=r"^brd_[0-9A-Za-z]{1,40}$")]
_WITHOUT_CONTROLS = r"^[^\x00-\x1f\x7f-\x9f]+$"
Heading = Annotated[str, Field(min_length=3, max_length=100, pattern=_WITHOUT_CONTROLS), Line, InWords]
Text = Annotated[str, Field(min_length=10, max_length=1_000, pattern=_WITHOUT_CONTROLS), Line, InWords]
"""One paragraph: it goes into a parameter of a template, which is one line. Broken lines are put together."""


class AudienceIn(StrictModel):
    """``communes`` names whose news citizens asked for, with ``reach`` ``communes`` only."""

    reach: Annotated[Reach, Field(strict=False)]
    communes: Annotated[list[CommuneCode], Field(max_length=COMMUNES_AT_MOST)] = Field(default_factory=list)

    @model_validator(mode="after")
    def _communes_when_meant(self) -> "AudienceIn":
        if (self.reach is Reach.COMMUNES) != bool(self.communes):
            raise ValueError("Danh sách xã, phường chỉ dùng, và phải có, khi gửi theo xã, phường.")
        return self


class BroadcastIn(StrictModel):
    """``send_from``: không gửi trước giờ này; bỏ trống là gửi ngay khi được duyệt."""

    kind: Annotated[BroadcastKind, Field(strict=False)]
    issuer: Heading
    subject: Heading
    text: Text
    audience: AudienceIn
    rate_per_minute: Annotated[int, Field(ge=1, le=60_000)] = 2_000
    send_from: Moment | None = None

    def content(self) -> Content:
        send_from = self.send_from.replace(microsecond=0) if self.send_from else None
        audience = Audience(self.audience.reach, tuple(sorted(set(self.audience.communes))))
        return Content(self.kind, self.issuer, self.subject, self.text, audience, self.rate_per_minute, send_from)
