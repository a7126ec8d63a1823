"""``appointment.events.v1``: what became of a visit that a citizen booked, and the reminder on the day before."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from shared.events import Event
from svc_notify.consumers.dossier_events import AgencyId, CitizenId, Text, read, utc_millis
from svc_notify.domain.milestones import Milestone
from svc_notify.domain.templates import Value
from svc_notify.use_cases.plan_message import Happening, PlanMessage


class AppointmentData(BaseModel):
    """The members of ``data`` that are used; others are ignored, so that events may grow."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    citizen_id: CitizenId
    office_id: AgencyId | None = None
    office_name: Text
    procedure_name: Text
    starts_at: AwareDatetime
    number: Annotated[int, Field(ge=1, le=100_000)]
    reason: Annotated[str, Field(max_length=10_000)] | None = None

    def sources(self) -> Mapping[str, Value]:
        """What the templates may say of it."""
        return {
            "office_name": self.office_name,
            "procedure_name": self.procedure_name,
            "starts_at": self.starts_at,
            "queue_number": str(self.number),
            "reason": self.reason,
        }


async def tell_citizen(event: Event, milestone: Milestone, plan: PlanMessage) -> None:
    data = read(event, AppointmentData)
    await plan(
        Happening(
            event_id=event.id,
            at=utc_millis(event.time),
            citizen_id=data.citizen_id,
            dossier_id=event.subject,
            milestone=milestone,
            sources=data.sources(),
            agency_id=data.office_id,
        )
    )
