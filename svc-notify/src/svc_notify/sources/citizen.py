"""``citizen.events.v1``: who a citizen is on Zalo, or that it was erased. They change what is known here and make no
message. The contact travels encrypted; only its reader has the key.
"""

from typing import Annotated

import orjson
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from shared.crypto import FieldCipher, UndecipherableField
from shared.events import Event, EventMoment, InvalidEvent
from svc_notify.domain.erasure import ErasureProof
from svc_notify.domain.link import Link
from svc_notify.sources.source import CitizenId, EventSource, read, utc_millis

CONTACT_EVENTS = frozenset({"vn.quangngai.citizen.registered.v1", "vn.quangngai.citizen.contact_changed.v1"})
ERASED = "vn.quangngai.citizen.erased.v1"
CONTEXT = "citizen-contact"

ZaloId = Annotated[str, Field(min_length=1, max_length=64)]
Phone = Annotated[str, Field(pattern=r"^\+84[0-9]{8,10}$")]


class CitizenData(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    citizen_id: CitizenId
    contact: Annotated[str, Field(min_length=1, max_length=4_000)]


class Contact(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    zalo_user_id: ZaloId
    oa_user_id: ZaloId | None = None
    is_follower: bool = False
    phone: Phone | None = None
    phone_at: EventMoment | None = None


class ErasedData(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    erasure_id: Annotated[str, Field(pattern=r"^ers_[0-9A-Za-z]{1,40}$")]
    citizen_id: CitizenId | None
    revoked_at: EventMoment
    erased_at: EventMoment


def contact_link(event: Event, cipher: FieldCipher) -> Link:
    """The contact that ``event`` tells. Raises ``InvalidEvent``."""
    try:
        data = CitizenData.model_validate(event.data)
        contact = Contact.model_validate(orjson.loads(cipher.decrypt(data.contact, CONTEXT)))
    except (ValidationError, orjson.JSONDecodeError) as error:
        # Without the cause: its text may quote the contact.
        raise InvalidEvent(f"{event.type}: data of another shape ({type(error).__name__})") from None
    except UndecipherableField as error:
        raise InvalidEvent(f"{event.type}: contact not for our keys: {error}") from error
    return Link(
        data.citizen_id,
        contact.zalo_user_id,
        contact.oa_user_id,
        contact.is_follower,
        phone=contact.phone.removeprefix("+") if contact.phone else None,
        phone_at=contact.phone_at,
    )


def erasure_proof(event: Event) -> ErasureProof:
    """What ``event`` proves. Raises ``InvalidEvent``."""
    data = read(event, ErasedData)
    return ErasureProof(
        erasure_id=data.erasure_id,
        citizen_id=data.citizen_id,
        version=event.version,
        revoked_at=utc_millis(data.revoked_at),
        erased_at=utc_millis(data.erased_at),
    )


SOURCE = EventSource(topic="citizen.events.v1", reactions=CONTACT_EVENTS | {ERASED})
