"""``citizen.events.v1``: who was erased is forgotten here too."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from shared.consumer import Handler
from shared.events import Event, InvalidEvent
from svc_content.domain.incoming import CITIZEN_ERASED
from svc_content.use_cases.forget_citizen import ForgetCitizen

GROUP = "svc-content.erasure"
TOPICS = ("citizen.events.v1",)


class _Erased(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    citizen_id: Annotated[str, Field(pattern=r"^cit_[0-9A-Za-z]{1,40}$")] | None


def citizen_events(forget: ForgetCitizen) -> Handler:
    """Raises ``InvalidEvent``."""

    async def handle(event: Event) -> None:
        if event.type != CITIZEN_ERASED:
            return
        try:
            erased = _Erased.model_validate(event.data)
        except ValidationError as error:
            raise InvalidEvent(f"{event.type}: citizen_id") from error
        if erased.citizen_id is not None:
            await forget(erased.citizen_id)

    return handle
