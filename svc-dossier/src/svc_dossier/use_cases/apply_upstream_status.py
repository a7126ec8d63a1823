"""An upstream system sends the status of a dossier: kept first, then decided on, then applied in one write.

The sender gets its answer last. If we die before, it sends again and finds what was done under the same event id; if it
does not, ``retry_upstream_statuses.py`` finishes the work.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from shared.clock import Clock
from shared.metrics import counter
from shared.optimistic import retry_on_conflict
from shared.redaction import without_personal_numbers
from shared.reference.working_calendar import OutsideCalendar
from svc_dossier.catalogue.calendars import Calendars
from svc_dossier.domain.dossier import Dossier, Party, StepData, UpstreamStatus
from svc_dossier.domain.dossier_code import NumbersExhausted, read_code
from svc_dossier.domain.submission_reference import read_reference
from svc_dossier.domain.transitions import Action
from svc_dossier.domain.upstream import StatusDecision, StatusOutcome, decide, is_ahead, retry_at
from svc_dossier.store.dossiers import Dossiers
from svc_dossier.store.scope import Scope
from svc_dossier.store.upstream_statuses import ReceivedStatus, UpstreamStatuses
from svc_dossier.use_cases.assign_code import AssignCode
from svc_dossier.use_cases.dossier_events import step_event

BEYOND_US = (OutsideCalendar, NumbersExhausted)
"""What no later try would cure: an officer has to look."""

_applied = counter("dossier_upstream_statuses_total", "Statuses sent by upstream systems", outcome=StatusOutcome)


@dataclass(frozen=True)
class ApplyUpstreamStatus:
    dossiers: Dossiers
    statuses: UpstreamStatuses
    calendars: Calendars
    assign_code: AssignCode
    clock: Clock

    async def __call__(self, received: ReceivedStatus) -> StatusOutcome:
        """Raises ``Unavailable`` when the dossier keeps changing under us."""
        # What another system writes is not ours to refuse; numbers of people in it are hidden before it is kept.
        note = without_personal_numbers(received.note) if received.note else received.note
        kept = await self.statuses.add(replace(received, note=note))
        if kept.outcome not in (None, StatusOutcome.UNKNOWN):
            return kept.outcome
        outcome, dossier_id = await self._apply(kept)
        again = retry_at(outcome, kept.received_at, kept.tries, self.clock.now())
        await self.statuses.decided(kept.id, outcome, dossier_id, again)
        _applied.labels(outcome).inc()
        return outcome

    async def _apply(self, received: ReceivedStatus) -> tuple[StatusOutcome, str | None]:
        async def attempt(_number: int) -> tuple[StatusOutcome, str | None]:
            found = await self._find(received.code)
            if len(found) != 1:  # several citizens claim the code: who is right an officer has to find out
                return StatusOutcome.FLAGGED if found else StatusOutcome.UNKNOWN, None
            [dossier] = found
            if is_ahead(received.said_at, received.received_at):  # it would make all that follows late
                return StatusOutcome.FLAGGED, dossier.id
            decision = decide(dossier, received.status, received.said_at, received.id)
            kept_before = dossier.upstream is not None and dossier.upstream.event_id == received.id
            if kept_before or decision.outcome is StatusOutcome.LATE or dossier.step_of(received.id):
                return decision.outcome, dossier.id
            try:
                await self._write(dossier, received, decision)
            except BEYOND_US:
                return StatusOutcome.FLAGGED, dossier.id
            return decision.outcome, dossier.id

        return await retry_on_conflict(attempt)

    async def _write(self, dossier: Dossier, received: ReceivedStatus, decision: StatusDecision) -> None:
        flagged = decision.outcome is StatusOutcome.FLAGGED
        status = UpstreamStatus(received.system, received.status, received.said_at, received.id, flagged)
        if decision.transition is None:
            await self.dossiers.save_upstream(dossier.with_upstream_status(status))
            return
        # When it happened, not when it came: due date and code follow from that day.
        at = max(dossier.timeline[-1].at, min(received.said_at, self.clock.now()))
        code = None if dossier.code else dossier.national_code
        if decision.transition.action is Action.ACCEPT:
            code = await self.assign_code(dossier.agency_id, at)
        after = dossier.take(
            decision.transition,
            at=at,
            by=Party("system", received.system),
            command_id=received.id,
            fingerprint="",
            calendar=self.calendars.current,
            # What the portal wrote may name whose dossier it is; that it is this citizen's only they have said.
            data=StepData(text=None if dossier.handed_off else received.note, code=code, upstream=status),
        )
        await self.dossiers.save(after, StepData(), step_event(after, decision.transition), Scope.everything())

    async def _find(self, text: str) -> Sequence[Dossier]:
        code, reference = read_code(text), read_reference(text)
        if code:
            own = await self.dossiers.by_code(code)
            return [own] if own else await self.dossiers.followed_under(code, 2)
        submitted = await self.dossiers.by_reference(reference) if reference else None
        return [submitted] if submitted else []
