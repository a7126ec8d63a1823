"""What a citizen chooses. A choice left out stays as it is; the inbox cannot be switched off."""

from typing import Annotated

from pydantic import Field, field_validator

from shared.reference.commune_code import CommuneCode
from shared.web import StrictModel
from svc_notify.domain.preferences import COMMUNES_AT_MOST, Choices, ContactMethod, Purpose


class Choice(StrictModel):
    purpose: Annotated[Purpose, Field(strict=False)]
    way: Annotated[ContactMethod, Field(strict=False)]
    on: bool


class WantedPreferences(StrictModel):
    choices: Annotated[list[Choice], Field(max_length=len(Purpose) * len(ContactMethod))]
    communes: Annotated[list[CommuneCode], Field(max_length=COMMUNES_AT_MOST)]

    @field_validator("choices")
    @classmethod
    def _once_each(cls, choices: list[Choice]) -> list[Choice]:
        if len({(choice.purpose, choice.way) for choice in choices}) != len(choices):
            raise ValueError("Mỗi lựa chọn chỉ được nêu một lần.")
        return choices

    def by_method(self) -> Choices:
        return {(choice.purpose, choice.way): choice.on for choice in self.choices}
