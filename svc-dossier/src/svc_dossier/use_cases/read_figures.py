"""Figures of what was received in some months: a row for everything there is to show, also where it is nothing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from shared.clock import Clock
from shared.months import Month
from svc_dossier.catalogue.calendars import Calendars
from svc_dossier.catalogue.catalogue import Catalogue
from svc_dossier.domain.figures import By, Figures
from svc_dossier.domain.procedure import Agency
from svc_dossier.store.figures import StoredFigures


@dataclass(frozen=True)
class FigureQuery:
    """Those of the months ``period``; ``agencies`` is ``None`` for all of them."""

    by: By
    period: list[Month]
    agencies: frozenset[str] | None
    procedure_code: str | None


@dataclass(frozen=True)
class FiguresOf:
    """``key`` is a month, an office's id or a procedure's code; empty for the total."""

    key: str
    label: str
    figures: Figures


@dataclass(frozen=True)
class FigureTable:
    at: datetime
    rows: list[FiguresOf]


@dataclass(frozen=True)
class ReadFigures:
    figures: StoredFigures
    agencies: Mapping[str, Agency]
    catalogue: Catalogue
    calendars: Calendars
    clock: Clock

    async def __call__(self, query: FigureQuery) -> FigureTable:
        now, zone = self.clock.now(), self.calendars.current.zone
        first, beyond = query.period[0], query.period[-1].plus(1)
        since, until = (month.begins(zone) for month in (first, beyond))
        found = await self.figures.of(query.by, since, until, now, query.agencies, query.procedure_code)
        rows = [FiguresOf(key, label, found.get(key, Figures())) for key, label in self._labels(query, found, now)]
        return FigureTable(now, rows)

    def _labels(self, query: FigureQuery, found: Mapping[str, Figures], now: datetime) -> Iterator[tuple[str, str]]:
        if query.by is By.TOTAL:
            yield "", "Tổng cộng"
        elif query.by is By.MONTH:
            yield from ((str(month), f"Tháng {month.number}/{month.year}") for month in query.period)
        elif query.by is By.PROCEDURE:
            today = self.calendars.current.day_of(now)
            for code in sorted(found):
                published = self.catalogue.in_force(code, today)
                yield code, published.procedure.name if published else code
        else:
            offices = self.agencies if query.agencies is None else sorted(query.agencies)
            yield from ((office, self.agencies[office].name) for office in offices)
