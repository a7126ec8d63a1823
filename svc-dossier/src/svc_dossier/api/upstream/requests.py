"""What an upstream system sends."""

from datetime import datetime

from pydantic import Field

from shared.web import Moment, StrictModel
from svc_dossier.api.fields import DossierCode, UpstreamNote
from svc_dossier.domain.transitions import State
from svc_dossier.store.upstream_statuses import ReceivedStatus

MOST = 100


class Status(StrictModel):
    """``event_id`` là mã riêng của hệ thống gửi; gửi lại cùng mã thì không có tác dụng lần hai."""

    event_id: str = Field(pattern=r"^[A-Za-z0-9._:-]{1,100}$")
    code: DossierCode = Field(description="Mã hồ sơ hoặc mã nộp")
    status: int = Field(ge=1, le=10)
    said_at: Moment = Field(description="Thời điểm theo hệ thống gửi")
    note: UpstreamNote = None

    def received(self, system: str, at: datetime) -> ReceivedStatus:
        return ReceivedStatus(
            id=f"{system}/{self.event_id}",
            system=system,
            code=self.code,
            status=State(self.status),
            said_at=self.said_at,
            received_at=at,
            note=self.note,
        )


class Push(StrictModel):
    items: list[Status] = Field(min_length=1, max_length=MOST)
