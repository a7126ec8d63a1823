"""The body that says to whom a dossier is given."""

from typing import Annotated

from pydantic import Field

from shared.web import StrictModel
from svc_dossier.api.fields import Text


class NewAssignment(StrictModel):
    """``officer_id``: mã cán bộ của đơn vị, ``me`` là chính mình, ``null`` là thôi giao."""

    officer_id: Annotated[str, Field(pattern=r"^(me|stf_[0-9A-Za-z_]{1,60})$")] | None
    note: Text | None = None
