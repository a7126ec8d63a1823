from typing import Annotated

from pydantic import Field

from gateway.api.fields import Opaque
from gateway.domain.citizen import TextSize
from shared.fields import Line, OfPerson, Readable
from shared.web import StrictModel

Name = Annotated[str, Field(min_length=2, max_length=100), Line, Readable, OfPerson]


class ZaloCode(StrictModel):
    """The mini app's access token, and the one-time code of ``getPhoneNumber`` or ``getLocation``."""

    access_token: Opaque
    code: Opaque


class ProfileChange(StrictModel):
    """Fields left out stay as they are; ``null`` clears one."""

    declared_name: Name | None = None
    year_of_birth: int | None = None
    text_size: TextSize = "normal"
