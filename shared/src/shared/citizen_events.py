"""``citizen.events.v1`` of the gateway: who was erased is forgotten by every service that keeps something of theirs."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from shared.consumer import Handler
from shared.events import Event, InvalidEvent

TOPIC = "citizen.events.v1"
ERASED = "vn.quangngai.citizen.erased.v1"


class _Erased(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    citizen_id: Annotated[str, Field(pattern=r"^cit_[0-9A-Za-z]{1,40}$")] | None
    """``None``: whoever revoked their consent was nobody the gateway knew."""


def when_erased(forget: Callable[[str], Awaitable[None]]) -> Handler:
    """``forget`` is given the citizen's id, perhaps more than once. Raises ``InvalidEvent``."""

    async def handle(event: Event) -> None:
        if event.type != ERASED:
            return
        try:
            erased = _Erased.model_validate(event.data)
        except ValidationError as error:
            raise InvalidEvent(f"{event.type}: citizen_id") from error
        if erased.citizen_id is not None:
            await forget(erased.citizen_id)

    return handle
