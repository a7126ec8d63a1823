"""Counts users and visits every minute: one process counts, all of them show what was counted."""

import asyncio
from dataclasses import dataclass, field

from gateway.store.people_figures import StoredPeopleFigures
from shared.clock import Clock
from shared.leases import Leases
from shared.metrics import UNTIL_CHANGED, MeasuredGauge
from shared.periodic import PeriodicTask

EVERY = 60.0
LASTS = 5 * EVERY

_users = MeasuredGauge("gateway_users", "Citizens who signed in at least once", lasts=LASTS)
_of_known_age = MeasuredGauge("gateway_users_of_known_age", "Those of them who told their year of birth", lasts=LASTS)
_over_45 = MeasuredGauge("gateway_users_over_45", "Those of known age who turn 46 or more this year", lasts=LASTS)
_active = MeasuredGauge("gateway_users_active", "Citizens who came this month", lasts=LASTS)
_returning = MeasuredGauge("gateway_users_returning", "Those of them who had been here before", lasts=LASTS)
_visits = MeasuredGauge("gateway_visits", "Visits begun this month; 30 minutes without a request end one", lasts=LASTS)
_of_year = MeasuredGauge("gateway_visits_of_year", "Visits of this month and the eleven before", lasts=LASTS)
_a_month = MeasuredGauge(
    "gateway_visits_a_month", "Their average, a month that is not over counting for its days", lasts=LASTS
)
_counted = MeasuredGauge(
    "gateway_figures_counted_timestamp_seconds", "When people and visits were last counted", lasts=UNTIL_CHANGED
)


@dataclass(frozen=True)
class CountPeople:
    figures: StoredPeopleFigures
    leases: Leases
    clock: Clock
    periodic: PeriodicTask = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "periodic", PeriodicTask("count_people", EVERY, self.leases))

    async def run(self, stop: asyncio.Event) -> None:
        await self.periodic.run(self.count, stop)

    async def count(self) -> None:
        """Count, if this process holds the lease; show what was counted, whoever did."""
        if await self.periodic.holds_lease():
            await self.figures.count(self.clock.now())
        if (last := await self.figures.last()) is None:
            return
        _users.set(last.users)
        _of_known_age.set(last.of_known_age)
        _over_45.set(last.over_45)
        _active.set(last.this_month.active)
        _returning.set(last.this_month.returning)
        _visits.set(last.this_month.visits)
        _of_year.set(last.visits)
        if last.visits_a_month is not None:
            _a_month.set(last.visits_a_month)
        _counted.set(last.at.timestamp())
