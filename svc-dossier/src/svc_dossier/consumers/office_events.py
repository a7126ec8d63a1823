"""``guide.events.v1``: where an office is, its phone and hours, as editors of svc-content keep them."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from shared.events import Event, InvalidEvent
from shared.reference.agencies import Contact
from svc_dossier.domain.incoming import AGENCY_CHANGED
from svc_dossier.store.office_contacts import OfficeContacts

GROUP = "svc-dossier.offices"
TOPICS = ("guide.events.v1",)

Text = Annotated[str, Field(max_length=200)]


class _Changed(BaseModel):
    """The members of ``AgencyChanged``; others are ignored, so that events may grow."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    agency_id: Annotated[str, Field(min_length=1, max_length=60)]
    address: Text
    hours: Text
    office_phone: Text | None
    latitude: Annotated[float, Field(ge=-90, le=90)] | None
    longitude: Annotated[float, Field(ge=-180, le=180)] | None

    def contact(self) -> Contact:
        return Contact(self.address, self.hours, self.office_phone, self.latitude, self.longitude)


def office_events(contacts: OfficeContacts) -> Callable[[Event], Awaitable[None]]:
    """Raises ``InvalidEvent`` for what can never be an office; other events of the topic are none of ours.

    An office that is hidden among the guides goes on receiving dossiers: where it is stays known.
    """

    async def handle(event: Event) -> None:
        if event.type != AGENCY_CHANGED:
            return
        try:
            changed = _Changed.model_validate(event.data)
        except ValidationError as error:
            fields = ", ".join(sorted({str(found["loc"][0]) for found in error.errors() if found["loc"]}))
            raise InvalidEvent(f"{event.type}: {fields}") from error
        await contacts.keep(changed.agency_id, event.version, changed.contact())

    return handle
