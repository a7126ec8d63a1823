"""One step of a dossier, whoever takes it: load, look it up in the table, save against the version that was read."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime

from prometheus_client import Counter

from shared.clock import Clock
from shared.command import Command, Outcome
from shared.errors import DuplicateValue, NotFound
from shared.optimistic import retry_on_conflict
from svc_dossier.catalogue.calendars import Calendars
from svc_dossier.catalogue.wording import Wording
from svc_dossier.domain.dossier import Dossier, Party, StepData, TimelineEntry
from svc_dossier.domain.transitions import OFFICER, Action, Actor, IllegalStep, Transition, step
from svc_dossier.store.dossiers import Dossiers
from svc_dossier.store.scope import Scope
from svc_dossier.use_cases.domain_refusals import explained
from svc_dossier.use_cases.dossier_events import step_event
from svc_dossier.use_cases.gather_papers import file_in_use
from svc_dossier.use_cases.step_refusals import DossierMovedOn, illegal_step

_steps = Counter("dossier_steps_total", "Steps taken by dossiers after they were submitted", ["action"])


@dataclass(frozen=True)
class StepCommand:
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
class StepTaken:
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

    async def __call__(self, action: Action, order: StepCommand, prepare: Prepare) -> Outcome[StepTaken]:
        """Raises ``NotFound``, ``DossierMovedOn``, ``Conflict``, ``Forbidden``, ``Invalid`` or ``Unavailable``."""

        async def attempt(_number: int) -> Outcome[StepTaken]:
            dossier = await self.dossiers.load(order.dossier_id, order.scope)
            if dossier is None:
                raise NotFound("Không tìm thấy hồ sơ này.")
            if entry := order.command.find_in(dossier.timeline):
                return Outcome(StepTaken(dossier, entry), replayed=True)
            if order.seen is not None and dossier.changed_since(order.seen, order.by):
                raise DossierMovedOn(self.wording, dossier, order.seen, order.by)
            after = await self._take(dossier, self._transition(dossier, action, order), order, prepare)
            _steps.labels(action).inc()
            return Outcome(StepTaken(after, after.timeline[-1]))

        with explained():
            return await retry_on_conflict(attempt)

    def _transition(self, dossier: Dossier, action: Action, order: StepCommand) -> Transition:
        try:
            return step(dossier.context, action, dossier.actors(order.roles(dossier.agency_id)))
        except IllegalStep as refusal:
            raise illegal_step(self.wording, refusal) from None

    async def _take(self, dossier: Dossier, transition: Transition, order: StepCommand, prepare: Prepare) -> Dossier:
        now = self.clock.now()
        data = await prepare(dossier, now)
        after = dossier.take(
            transition,
            at=now,
            by=replace(order.by, role=_role(transition, dossier.actors(order.roles(dossier.agency_id)))),
            command_id=order.command.id,
            fingerprint=order.command.fingerprint,
            calendar=self.calendars.current,
            data=data,
        )
        try:
            await self.dossiers.save(after, data, step_event(after, transition), order.scope)
        except DuplicateValue as duplicate:
            if duplicate.field == "file_ids":
                raise file_in_use("result_files" if data.results else "documents") from None
            raise  # the code is in use (a counter was restored from a backup): the next number
        return after


def _role(transition: Transition, acting: frozenset[Actor]) -> str:
    """Of an officer's roles, the one that this step is for; the counter's where both would do."""
    return next((actor.value for actor in sorted(transition.by & acting & OFFICER)), "")
