"""One step of a dossier, whoever takes it: load, look it up in the table, save against the version that was read."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from shared.clock import Clock
from shared.command import Command, Outcome
from shared.errors import DuplicateValue, NotFound
from shared.metrics import counter
from shared.optimistic import retry_on_conflict
from shared.refusals import about, explained
from shared.state_table import IllegalStep
from svc_dossier.catalogue.calendars import Calendars
from svc_dossier.catalogue.wording import Wording
from svc_dossier.domain.dossier import Dossier, Party, StepData, TimelineEntry
from svc_dossier.domain.transitions import OFFICER, TABLE, Action, Actor, Transition
from svc_dossier.store.dossiers import Dossiers
from svc_dossier.store.scope import Scope
from svc_dossier.use_cases.dossier_events import step_event
from svc_dossier.use_cases.gather_papers import file_in_use
from svc_dossier.use_cases.refusals import REFUSALS, DossierChanged, illegal_dossier_step

_steps = counter("dossier_steps_total", "Steps taken by dossiers after they were submitted", action=Action)


@dataclass(frozen=True)
class DossierStepCommand:
    """Who wants a step of which dossier. ``roles`` says in what roles they act on a dossier of an agency.

    ``seen`` is the version they were looking at, ``None`` when they did not say.
    """

    dossier_id: str
    by: Party
    scope: Scope
    roles: Callable[[str], frozenset[Actor]]
    command: Command
    seen: int | None


@dataclass(frozen=True)
class DossierStepTaken:
    """``entry`` holds the facts right after the step, whatever has happened to the ``dossier`` since."""

    dossier: Dossier
    entry: TimelineEntry


Prepare = Callable[[Dossier, datetime], Awaitable[StepData]]
"""Finds what the step carries once it is known to be legal."""


@dataclass(frozen=True)
class TakeStep:
    dossiers: Dossiers
    calendars: Calendars
    wording: Wording
    clock: Clock

    async def __call__(
        self, action: Action, request: DossierStepCommand, prepare: Prepare
    ) -> Outcome[DossierStepTaken]:
        """Raises ``NotFound``, ``DossierChanged``, ``Conflict``, ``Forbidden``, ``Invalid`` or ``Unavailable``."""

        async def attempt(_number: int) -> Outcome[DossierStepTaken]:
            dossier = await self.dossiers.load(request.dossier_id, request.scope)
            if dossier is None:
                raise NotFound("Không tìm thấy hồ sơ này.")
            if entry := request.command.find_in(dossier.timeline):
                return Outcome(DossierStepTaken(dossier, entry), replayed=True)
            with about(dossier), explained(REFUSALS):
                if request.seen is not None and dossier.changed_since(request.seen, request.by):
                    raise DossierChanged(self.wording, dossier, request.seen, request.by)
                after = await self._take(dossier, self._transition(dossier, action, request), request, prepare)
            _steps.labels(action).inc()
            return Outcome(DossierStepTaken(after, after.timeline[-1]))

        return await retry_on_conflict(attempt)

    def _transition(self, dossier: Dossier, action: Action, request: DossierStepCommand) -> Transition:
        with explained({IllegalStep: partial(illegal_dossier_step, self.wording)}):
            return TABLE.step(dossier.context, action, dossier.actors(request.roles(dossier.agency_id)))

    async def _take(
        self, dossier: Dossier, transition: Transition, request: DossierStepCommand, prepare: Prepare
    ) -> Dossier:
        now = self.clock.now()
        data = await prepare(dossier, now)
        after = dossier.take(
            transition,
            at=now,
            by=replace(request.by, role=_role(transition, dossier.actors(request.roles(dossier.agency_id)))),
            command_id=request.command.id,
            fingerprint=request.command.fingerprint,
            calendar=self.calendars.current,
            data=data,
        )
        try:
            await self.dossiers.save(after, data, step_event(after, transition), request.scope)
        except DuplicateValue as duplicate:
            if duplicate.field == "file_ids":
                raise file_in_use(duplicate.value, data.handed_in, data.results) from None
            raise  # the code is in use (a counter was restored from a backup): the next number
        return after


def _role(transition: Transition, acting: frozenset[Actor]) -> str:
    """The one of an officer's roles that this step is for; the counter's where both would do."""
    return next((actor.value for actor in sorted(transition.by & acting & OFFICER)), "")
