"""What became of the statuses of upstream systems."""

from typing import Self

from pydantic import BaseModel

from shared.labels import label_of
from shared.web import Timestamp
from svc_dossier.catalogue.labels import STATUS_OUTCOMES
from svc_dossier.catalogue.wording import Wording
from svc_dossier.domain.upstream import StatusOutcome
from svc_dossier.store.upstream_statuses import ReceivedStatus


class PushOutcome(BaseModel):
    event_id: str
    outcome: StatusOutcome


class PushOutcomes(BaseModel):
    items: list[PushOutcome]


class StatusRow(BaseModel):
    event_id: str
    system: str
    code: str
    status: int
    status_label: str
    said_at: Timestamp
    received_at: Timestamp
    outcome: StatusOutcome | None
    outcome_label: str | None
    dossier_id: str | None

    @classmethod
    def of(cls, wording: Wording, received: ReceivedStatus) -> Self:
        return cls(
            event_id=received.id.partition("/")[2],
            system=received.system,
            code=received.code,
            status=int(received.status),
            status_label=wording.labels[received.status],
            said_at=received.said_at,
            received_at=received.received_at,
            outcome=received.outcome,
            outcome_label=label_of(STATUS_OUTCOMES, received.outcome),
            dossier_id=received.dossier_id,
        )


class StatusPage(BaseModel):
    items: list[StatusRow]
    next: str | None
