"""Figures of what was sent in some months: a row for everything there is to show, also where it is nothing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.clock import VIETNAM, Clock
from shared.months import Month
from svc_feedback.domain.figures import By, Figures
from svc_feedback.store.figures import StoredFigures
from svc_feedback.use_cases.rules import Rules


@dataclass(frozen=True)
class FigureQuery:
    """Those of the months ``period``; ``agencies`` is ``None`` for all of them."""

    by: By
    period: list[Month]
    agencies: frozenset[str] | None
    commune: str | None = None


@dataclass(frozen=True)
class FiguresOf:
    """``key`` is a month, an agency's id, or the code of a commune, field or category; empty for the total."""

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
    rules: Rules
    clock: Clock

    async def __call__(self, query: FigureQuery) -> FigureTable:
        now = self.clock.now()
        first, beyond = query.period[0], query.period[-1].plus(1)
        since, until = (datetime(month.year, month.number, 1, tzinfo=VIETNAM) for month in (first, beyond))
        found = await self.figures.of(query.by, since, until, now, query.agencies, query.commune)
        rows = [FiguresOf(key, label, found.get(key, Figures())) for key, label in self._labels(query, found)]
        return FigureTable(now, rows)

    def _labels(self, query: FigureQuery, found: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        catalogue = self.rules.catalogue
        if query.by is By.TOTAL:
            yield "", "Tổng cộng"
        elif query.by is By.MONTH:
            yield from ((str(month), f"Tháng {month.number}/{month.year}") for month in query.period)
        elif query.by is By.FIELD:
            yield from ((field.code, field.name) for field in catalogue.fields.values())
        elif query.by is By.CATEGORY:
            yield from ((each.code, each.name) for each in catalogue.categories.values())
        elif query.by is By.COMMUNE:
            yield from ((code, commune.name) for code, commune in self.rules.communes.all.items())
            yield from [("", "Chưa rõ xã, phường")] if "" in found else []
        else:
            agencies = sorted(found) if query.agencies is None else sorted(query.agencies)
            yield from ((each, self.rules.agencies.get(each, "Chưa phân công")) for each in agencies)
