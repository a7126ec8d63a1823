from typing import Annotated

from pydantic import Field

from gateway.api.fields import Opaque
from gateway.domain.citizen import TextSize
from shared.fields import Line, OfPerson
from shared.web import StrictModel

Name = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f<>]+$"), Line, OfPerson]


class ZaloCode(StrictModel):
    """The mini app's access token, and the one-time code of ``getPhoneNumber`` or ``getLocation``."""

    access_token: Opaque
    code: Opaque


class ProfileChange(StrictModel):
    """Fields left out stay as they are; ``null`` clears one."""

    declared_name: Name | None = None
    year_of_birth: int | None = None
    text_size: TextSize = "normal"
