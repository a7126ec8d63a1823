"""``notify.events.v1``: somebody withdrew at Zalo the consent given to the app. Who they are travels encrypted."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from gateway.use_cases.erase_citizen import EraseCitizen
from shared.crypto import FieldCipher, UndecipherableField
from shared.events import Event, EventMoment, InvalidEvent

GROUP = "gateway.erasure"
TOPICS = ("notify.events.v1",)
CONSENT_REVOKED = "vn.quangngai.notify.consent_revoked.v1"
CONTEXT = "consent-revoked"
"""Bound into the ciphertext, whose plain text is the person's id in the app."""


class ConsentRevoked(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    erasure_id: Annotated[str, Field(pattern=r"^ers_[0-9A-Za-z]{1,40}$")]
    person: Annotated[str, Field(min_length=1, max_length=1_000)]
    revoked_at: EventMoment


def consent_revoked(erase: EraseCitizen, cipher: FieldCipher) -> Callable[[Event], Awaitable[None]]:
    async def handle(event: Event) -> None:
        if event.type != CONSENT_REVOKED:
            return
        try:
            data = ConsentRevoked.model_validate(event.data)
            zalo_user_id = cipher.decrypt(data.person, CONTEXT)
        except ValidationError as error:
            # Without the cause: its text may quote the event.
            raise InvalidEvent(f"{event.type}: data of another shape ({error.error_count()} faults)") from None
        except UndecipherableField as error:
            raise InvalidEvent(f"{event.type}: person not for our keys: {error}") from error
        await erase(data.erasure_id, zalo_user_id, data.revoked_at)

    return handle
