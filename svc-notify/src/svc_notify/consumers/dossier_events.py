"""``dossier.events.v1``: what happened to a dossier, as far as a citizen is told of it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, TypeVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from shared.events import Event, InvalidEvent
from svc_notify.domain.milestones import Milestone
from svc_notify.domain.templates import Value
from svc_notify.use_cases.plan_message import Happening, PlanMessage

Text = Annotated[str, Field(min_length=1, max_length=2_000)]
AgencyId = Annotated[str, Field(min_length=1, max_length=60)]
CitizenId = Annotated[str, Field(pattern=r"^cit_[0-9A-Za-z]{1,40}$")]
Data = TypeVar("Data", bound=BaseModel)


class DossierData(BaseModel):
    """The members of ``data`` that are used; others are ignored, so that events may grow."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    citizen_id: CitizenId | None
    """``None``: filed on paper, by somebody without an account."""
    procedure_name: Text
    agency_id: AgencyId | None = None
    agency_name: Text
    submission_reference: Text
    code: Text | None = None
    occurred_at: AwareDatetime
    due_at: AwareDatetime | None = None
    reason: Annotated[str, Field(max_length=10_000)] | None = None
    documents: Annotated[tuple[Text, ...], Field(max_length=100)] | None = None
    amount: Annotated[int, Field(ge=0, le=10**12)] | None = None

    def sources(self) -> Mapping[str, Value]:
        """What the templates may say of it."""
        return {
            "dossier_code": self.code or self.submission_reference,
            "procedure_name": self.procedure_name,
            "agency_name": self.agency_name,
            "occurred_at": self.occurred_at,
            "due_at": self.due_at,
            "reason": self.reason,
            "documents": self.documents,
            "amount": self.amount,
        }


async def tell_citizen(event: Event, milestone: Milestone, plan: PlanMessage) -> None:
    data = read(event, DossierData)
    if data.citizen_id is None:
        return  # the office tells them as they filed: on paper
    await plan(
        Happening(
            event_id=event.id,
            at=utc_millis(event.time),
            citizen_id=data.citizen_id,
            dossier_id=event.subject,
            milestone=milestone,
            sources=data.sources(),
            agency_id=data.agency_id,
        )
    )


def read(event: Event, members: type[Data]) -> Data:
    """Raises ``InvalidEvent``."""
    try:
        return members.model_validate(event.data)
    except ValidationError as error:
        fields = ", ".join(sorted({str(found["loc"][0]) for found in error.errors() if found["loc"]}))
        raise InvalidEvent(f"{event.type}: {fields}") from error


def utc_millis(moment: datetime) -> datetime:
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
