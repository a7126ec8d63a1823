"""A legal code for a dossier: of the office, the day and the next number of both."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from svc_dossier.catalogue.calendars import Calendars
from svc_dossier.domain.dossier_code import CodeForm, dossier_code, form_on
from svc_dossier.domain.procedure import Agency
from svc_dossier.store.code_numbers import CodeNumbers


@dataclass(frozen=True)
class AssignCode:
    numbers: CodeNumbers
    calendars: Calendars
    agencies: Mapping[str, Agency]
    forms: Sequence[CodeForm]

    async def __call__(self, agency_id: str, at: datetime) -> str:
        """A code that was never given before. Raises ``NumbersExhausted``."""
        day = self.calendars.current.day_of(at)
        number = await self.numbers.next(agency_id, day)
        return dossier_code(self.agencies[agency_id].identifier, day, number, form_on(day, self.forms))
