"""How far a dossier is, and nothing of anybody."""

from typing import Self

from pydantic import BaseModel

from shared.web import Timestamp
from svc_dossier.catalogue.wording import Wording
from svc_dossier.domain.dossier import Dossier


class ProgressStep(BaseModel):
    at: Timestamp
    state: int
    state_label: str


class Progress(BaseModel):
    """Tiến độ theo mã, không có dữ liệu cá nhân."""

    code: str
    state: int
    state_label: str
    what_next: str
    accepted_at: Timestamp | None
    due_at: Timestamp | None
    steps: list[ProgressStep]

    @classmethod
    def of(cls, wording: Wording, dossier: Dossier) -> Self:
        """Code and steps only: not even the procedure, which may tell what somebody would keep to themselves."""
        return cls(
            code=dossier.code or dossier.submission_reference,
            state=int(dossier.state),
            state_label=wording.state_label(dossier.outlook),
            what_next=wording.what_next(dossier.outlook),
            accepted_at=dossier.accepted_at,
            due_at=dossier.due_at,
            steps=[
                ProgressStep(
                    at=entry.at,
                    state=int(entry.state),
                    state_label=wording.label_after(entry, handed_off=dossier.handed_off),
                )
                for entry in dossier.timeline
            ],
        )
