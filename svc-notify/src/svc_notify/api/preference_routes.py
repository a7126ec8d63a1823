"""What a citizen wants to be told, and how. A choice left out stays as it is; the inbox cannot be switched off."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field, StringConstraints, field_validator
from starlette.responses import Response

from shared.etag import RequiredIfMatch, etag
from shared.identity import Citizen
from shared.web import StrictModel, api_router
from svc_notify.domain.preferences import COMMUNES_AT_MOST, Preferences, Purpose, Way
from svc_notify.store.preferences import CitizenPreferences
from svc_notify.use_cases.change_preferences import ChangePreferences

Commune = Annotated[str, StringConstraints(pattern=r"^\d{5}$")]
INBOX = "inbox"


class Choice(StrictModel):
    purpose: Annotated[Purpose, Field(strict=False)]
    way: Annotated[Way, Field(strict=False)]
    on: bool


class WantedPreferences(StrictModel):
    choices: Annotated[list[Choice], Field(max_length=len(Purpose) * len(Way))]
    communes: Annotated[list[Commune], Field(max_length=COMMUNES_AT_MOST)]

    @field_validator("choices")
    @classmethod
    def _once_each(cls, choices: list[Choice]) -> list[Choice]:
        if len({(choice.purpose, choice.way) for choice in choices}) != len(choices):
            raise ValueError("Mỗi lựa chọn chỉ được nêu một lần.")
        return choices


class ShownWay(BaseModel):
    way: str
    label: str
    on: bool
    changeable: bool


class ShownPurpose(BaseModel):
    purpose: Purpose
    label: str
    ways: list[ShownWay]


class ShownPreferences(BaseModel):
    """``consent_revoked``: nothing is pushed until the citizen signs in to the app again, whatever the choices."""

    purposes: list[ShownPurpose]
    communes: list[str]
    consent_revoked: bool


def preference_routes(preferences: CitizenPreferences, change: ChangePreferences) -> APIRouter:
    router = api_router(prefix="/v1/me/notification-preferences", tags=["Hộp thư"])

    @router.get("", summary="Tôi muốn được báo việc gì, bằng cách nào")
    async def read(citizen: Citizen, response: Response) -> ShownPreferences:
        return _shown(await preferences.get(citizen.id), response)

    @router.put("", summary="Chọn việc và cách được báo, và các xã, phường cần theo dõi")
    async def write(
        citizen: Citizen, seen: RequiredIfMatch, body: WantedPreferences, response: Response
    ) -> ShownPreferences:
        choices = {(choice.purpose, choice.way): choice.on for choice in body.choices}
        return _shown(await change(citizen.id, seen, choices, body.communes), response)

    return router


def _shown(preferences: Preferences, response: Response) -> ShownPreferences:
    response.headers["ETag"] = etag(preferences.version)
    inbox = ShownWay(way=INBOX, label="Hộp thư trong ứng dụng", on=True, changeable=False)
    return ShownPreferences(
        purposes=[
            ShownPurpose(
                purpose=purpose,
                label=purpose.label,
                ways=[
                    inbox,
                    *(
                        ShownWay(way=way, label=way.label, on=preferences.wants(purpose, way), changeable=True)
                        for way in Way
                    ),
                ],
            )
            for purpose in Purpose
        ],
        communes=list(preferences.communes),
        consent_revoked=preferences.consent_revoked,
    )
