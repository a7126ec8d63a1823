"""What the province's board shows of dossiers, counted in the database every two minutes by one process.

One that loses the lease shows nothing any more: an old figure beside a new one would make either wrong.
"""

from dataclasses import dataclass

from shared.clock import VIETNAM, Clock
from shared.metrics import MeasuredGauge
from shared.months import Month
from svc_dossier.domain.dossier import Channel
from svc_dossier.domain.rating import Level
from svc_dossier.domain.transitions import State
from svc_dossier.store.board_figures import BoardFigures

EVERY = 120.0
LASTS = 3 * EVERY
MONTHS = 12

_by_state = MeasuredGauge("dossier_dossiers", "Dossiers that are in a state", ["state"], lasts=LASTS)
_overdue = MeasuredGauge("dossier_overdue", "Dossiers whose clock runs and whose due date has passed", lasts=LASTS)
_of_year = "Of the dossiers received in this month and the eleven before: "
_received = MeasuredGauge("dossier_received_of_year", _of_year + "how they came", ["channel"], lasts=LASTS)
_mini_app = MeasuredGauge(
    "dossier_received_mini_app_of_year", _of_year + "submitted in the app inside Zalo", lasts=LASTS
)
_judged = MeasuredGauge("dossier_judged_of_year", _of_year + "those that have or will have a due date", lasts=LASTS)
_on_time = MeasuredGauge("dossier_on_time_of_year", _of_year + "finished on time or not yet due", lasts=LASTS)
_ratings = MeasuredGauge("dossier_ratings_of_year", _of_year + "ratings by their citizens", ["level"], lasts=LASTS)


@dataclass(frozen=True)
class MeasureDossiers:
    figures: BoardFigures
    clock: Clock

    async def __call__(self) -> None:
        now = self.clock.now()
        states = await self.figures.by_state()
        for state in State:
            _by_state.labels(state.name.lower()).set(states.get(state, 0))
        _overdue.set(await self.figures.overdue(now))
        this = Month.of(now, VIETNAM)
        year = await self.figures.received(this.plus(1 - MONTHS), this, now)
        for channel in Channel:
            _received.labels(channel.name.lower()).set(year.by_channel.get(channel, 0))
        _mini_app.set(year.total.mini_app)
        _judged.set(year.total.judged)
        _on_time.set(year.total.on_time)
        for level in Level:
            _ratings.labels(level.name.lower()).set(year.ratings.get(level, 0))

    def forget(self) -> None:
        for measured in (_by_state, _overdue, _received, _mini_app, _judged, _on_time, _ratings):
            measured.forget()
