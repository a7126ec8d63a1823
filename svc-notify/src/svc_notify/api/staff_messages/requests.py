"""What staff ask by."""

from datetime import date
from typing import Annotated

from fastapi import Query

from shared.fields import Day

AskedDay = Annotated[Day | None, Query(ge=date(2020, 1, 1), le=date(2100, 1, 1))]
DossierId = Annotated[str, Query(pattern=r"^dos_[0-9A-Za-z]{1,40}$")]
