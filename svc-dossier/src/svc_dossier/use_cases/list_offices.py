"""The offices at which one may book an appointment."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from shared.clock import Clock
from svc_dossier.catalogue.calendars import Calendars
from svc_dossier.catalogue.catalogue import Catalogue
from svc_dossier.domain.procedure import Agency


@dataclass(frozen=True)
class ListOffices:
    agencies: Mapping[str, Agency]
    catalogue: Catalogue
    calendars: Calendars
    clock: Clock

    def __call__(self, procedure_code: str | None) -> Collection[Agency]:
        """All, or those that receive a procedure: none for one that is not in force. Raises ``Invalid``."""
        self.catalogue.check_known(procedure_code)
        if procedure_code is None:
            return self.agencies.values()
        today = self.calendars.current.day_of(self.clock.now())
        published = self.catalogue.in_force(procedure_code, today)
        return published.procedure.agencies.values() if published else ()
