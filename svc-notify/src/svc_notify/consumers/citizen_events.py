"""``citizen.events.v1``: who a citizen is on Zalo. The contact travels encrypted; only its reader has the key."""

from typing import Annotated

import orjson
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from shared.crypto import FieldCipher, UndecipherableField
from shared.events import Event, InvalidEvent
from svc_notify.domain.link import Link
from svc_notify.use_cases.learn_contact import LearnContact

TYPES = frozenset({"vn.quangngai.citizen.registered.v1", "vn.quangngai.citizen.contact_changed.v1"})
CONTEXT = "citizen-contact"

ZaloId = Annotated[str, Field(min_length=1, max_length=64)]


class CitizenData(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    citizen_id: Annotated[str, Field(pattern=r"^cit_[0-9A-Za-z]{1,40}$")]
    contact: Annotated[str, Field(min_length=1, max_length=4_000)]


class Contact(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    zalo_user_id: ZaloId
    oa_user_id: ZaloId | None = None
    is_follower: bool = False


async def learn(event: Event, cipher: FieldCipher, learn_contact: LearnContact) -> None:
    data, contact = _read(event, cipher)
    link = Link(data.citizen_id, contact.zalo_user_id, contact.oa_user_id, contact.is_follower)
    await learn_contact(link, event.version, event.time)


def _read(event: Event, cipher: FieldCipher) -> tuple[CitizenData, Contact]:
    try:
        data = CitizenData.model_validate(event.data)
        return data, Contact.model_validate(orjson.loads(cipher.decrypt(data.contact, CONTEXT)))
    except (ValidationError, orjson.JSONDecodeError) as error:
        # Without the cause: its text may quote the contact.
        raise InvalidEvent(f"{event.type}: data of another shape ({type(error).__name__})") from None
    except UndecipherableField as error:
        raise InvalidEvent(f"{event.type}: contact not for our keys: {error}") from error
