"""An upstream system tells the status of a dossier: kept first, then judged, then applied in one write.

The sender gets its answer last. If we die before, it sends again and finds what was done under the same event id; if it
does not, ``jobs/retry_upstream.py`` finishes the work.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from prometheus_client import Counter

from shared.clock import Clock
from shared.errors import Unavailable
from svc_dossier.domain.dossier import Dossier, Party, StepData, TimelineFull, UpstreamStatus
from svc_dossier.domain.dossier_code import NumbersExhausted, read_code
from svc_dossier.domain.submission_reference import read_reference
from svc_dossier.domain.transitions import Action
from svc_dossier.domain.upstream import Judged, Verdict, judge
from svc_dossier.domain.working_days import OutsideCalendar, WorkingCalendar
from svc_dossier.store.dossiers import Dossiers, Stale, Taken
from svc_dossier.store.upstream_statuses import Told, UpstreamStatuses
from svc_dossier.use_cases.accept import NextCode
from svc_dossier.use_cases.desk import event_of

TRIES = 5
FIRST_RETRY = timedelta(seconds=30)
LONGEST_RETRY = timedelta(hours=6)
GIVE_UP = timedelta(days=60)
"""A citizen may enter the national code weeks after filing there."""
AHEAD = timedelta(hours=1)
"""So far the sender's clock may be before ours."""
BEYOND_US = (TimelineFull, OutsideCalendar, NumbersExhausted)
"""What no later try would cure: an officer has to look."""

_heard = Counter("dossier_upstream_statuses_total", "Statuses told by upstream systems", ["system", "verdict"])


class ApplyUpstreamStatus:
    def __init__(
        self,
        dossiers: Dossiers,
        statuses: UpstreamStatuses,
        calendar: Callable[[], WorkingCalendar],
        next_code: NextCode,
        clock: Clock,
    ) -> None:
        self._dossiers = dossiers
        self.statuses = statuses
        self._calendar = calendar
        self._next_code = next_code
        self._clock = clock

    async def __call__(self, told: Told) -> Verdict:
        """Raises a 503 problem when the dossier keeps changing under us."""
        kept = await self.statuses.add(told)
        if kept.verdict not in (None, Verdict.UNKNOWN):
            return kept.verdict
        verdict, dossier_id = await self._judge(kept)
        await self.statuses.judged(kept.id, verdict, dossier_id, self._retry_at(kept, verdict))
        _heard.labels(told.system, verdict).inc()
        return verdict

    async def _judge(self, told: Told) -> tuple[Verdict, str | None]:
        for _ in range(TRIES):
            found = await self._find(told.code)
            if len(found) != 1:  # several citizens claim the code: who is right an officer has to find out
                return Verdict.FLAGGED if found else Verdict.UNKNOWN, None
            [dossier] = found
            if told.said_at > told.received_at + AHEAD:  # it would make all that follows late
                return Verdict.FLAGGED, dossier.id
            judged = judge(dossier, told.status, told.said_at, told.id)
            heard = dossier.upstream is not None and dossier.upstream.event_id == told.id
            if heard or judged.verdict is Verdict.LATE or dossier.done_by(told.id):
                return judged.verdict, dossier.id
            try:
                await self._write(dossier, told, judged)
            except (Stale, Taken):
                continue
            except BEYOND_US:
                return Verdict.FLAGGED, dossier.id
            return judged.verdict, dossier.id
        raise Unavailable(retry_after=1)

    async def _write(self, dossier: Dossier, told: Told, judged: Judged) -> None:
        word = UpstreamStatus(
            told.system, told.status, told.said_at, told.id, flagged=judged.verdict is Verdict.FLAGGED
        )
        if judged.transition is None:
            await self._dossiers.save_upstream(dossier.heard(word))
            return
        # When it happened, not when we heard of it: due date and code follow from that day.
        at = max(dossier.timeline[-1].at, min(told.said_at, self._clock.now()))
        code = None if dossier.code else dossier.national_code
        if judged.transition.action is Action.ACCEPT:
            code = await self._next_code(dossier.agency_id, at)
        after = dossier.take(
            judged.transition,
            at=at,
            by=Party("system", told.system),
            command_id=told.id,
            fingerprint="",
            calendar=self._calendar(),
            # What the portal wrote may name whose dossier it is; that it is this citizen's only they have said.
            data=StepData(text=None if dossier.handed_off else told.note, code=code, upstream=word),
        )
        await self._dossiers.save(after, StepData(), event_of(after, judged.transition), {})

    async def _find(self, text: str) -> Sequence[Dossier]:
        code, reference = read_code(text), read_reference(text)
        if code:
            own = await self._dossiers.by_code(code)
            return [own] if own else await self._dossiers.followed_under(code, 2)
        filed = await self._dossiers.by_reference(reference) if reference else None
        return [filed] if filed else []

    def _retry_at(self, told: Told, verdict: Verdict) -> datetime | None:
        now = self._clock.now()
        if verdict is not Verdict.UNKNOWN or now - told.received_at > GIVE_UP:
            return None
        return now + min(FIRST_RETRY * (1 << min(told.tries, 20)), LONGEST_RETRY)
