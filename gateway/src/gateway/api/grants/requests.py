from typing import Annotated

from pydantic import Field

from shared.fields import Readable
from shared.web import StrictModel

Unit = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9.-]{0,63}$")]


class GrantRequest(StrictModel):
    """``role``: a name of ``roles.yaml``; ``unit``: an agency or commune, or ``province`` for the whole of it."""

    staff_id: Annotated[str, Field(max_length=64), Readable]
    role: Annotated[str, Field(max_length=64), Readable]
    unit: Unit
