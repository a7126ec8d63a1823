"""A dossier comes to be: one write, and the same answer however often the request comes."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.clock import Clock
from shared.command import Command, Outcome
from shared.errors import Conflict, DuplicateValue, ServiceError
from shared.ids import derived_id
from shared.optimistic import retry_on_conflict
from shared.refusals import explained
from svc_dossier.catalogue.calendars import Calendars
from svc_dossier.catalogue.form_schema import Path
from svc_dossier.domain.applicant import Applicant
from svc_dossier.domain.dossier import Channel, Dossier, Party, StepData, new_dossier
from svc_dossier.domain.procedure import Agency, Procedure
from svc_dossier.domain.submission_reference import submission_reference
from svc_dossier.domain.transitions import Transition
from svc_dossier.store.dossiers import Dossiers
from svc_dossier.store.scope import Scope
from svc_dossier.store.sealed_form import FormSeal
from svc_dossier.use_cases.dossier_events import step_event
from svc_dossier.use_cases.gather_papers import file_in_use
from svc_dossier.use_cases.refusals import REFUSALS


@dataclass(frozen=True)
class NewDossier:
    """All that a dossier begins with, without fault.

    ``applicant`` is ``None`` for a hand-off: what was submitted, and by whom, stands at the national portal.
    ``draft_id``: the draft that it was made of, if there was one.
    """

    transition: Transition
    procedure: Procedure
    agency: Agency
    form: Mapping[str, Any]
    personal: Sequence[Path]
    applicant: Applicant | None
    data: StepData
    channel: Channel = Channel.ONLINE
    source_app: str = "mini_app"
    draft_id: str | None = None


@dataclass(frozen=True)
class Submitter:
    """Who submits, for which citizen, and where the result of an earlier try is looked for."""

    by: Party
    citizen_id: str | None
    scope: Scope


Prepare = Callable[[datetime], Awaitable[NewDossier]]
"""Finds what the dossier begins with, and anew after a clash; raises a ``ServiceError`` for all that is wrong."""


@dataclass(frozen=True)
class CreateDossier:
    dossiers: Dossiers
    seal: FormSeal
    calendars: Calendars
    clock: Clock

    async def __call__(self, submitter: Submitter, command: Command, prepare: Prepare) -> Outcome[Dossier]:
        """Raises what ``prepare`` raises, ``Conflict``, or ``Unavailable`` after too many clashes."""
        dossier_id, now = derived_id("dos", command.id), self.clock.now()

        async def attempt(number: int) -> Outcome[Dossier]:
            try:
                with explained(REFUSALS):
                    new = await prepare(now)
                    dossier = self._new(new, submitter, command, dossier_id, number, now)
            except ServiceError:
                # What was right when it was first sent may be wrong by now: a file expired, the procedure changed.
                if first := await self._first(dossier_id, submitter.scope, command):
                    return first
                raise
            sealed = self.seal.seal(new.form, new.personal, dossier_id)
            applicant = self.seal.findable(new.applicant)
            try:
                await self.dossiers.insert(
                    dossier, sealed, applicant, step_event(dossier, new.transition), new.draft_id
                )
            except DuplicateValue as duplicate:
                if first := await self._first(dossier_id, submitter.scope, command):
                    return first
                if duplicate.field == "draft_id":
                    detail = "Bản nháp này đã được nộp thành hồ sơ. Mời Ông/Bà xem trong danh sách hồ sơ của mình."
                    raise Conflict("draft-submitted", "Bản nháp đã được nộp", detail) from None
                if duplicate.field == "file_ids":
                    raise file_in_use(duplicate.value, new.data.handed_in) from None
                # The reference or the code is somebody else's, or our own twin is written but not yet to be read.
                await asyncio.sleep(0.02 * number)
                raise
            return Outcome(dossier)

        return await retry_on_conflict(attempt)

    def _new(
        self, new: NewDossier, submitter: Submitter, command: Command, dossier_id: str, number: int, now: datetime
    ) -> Dossier:
        return new_dossier(
            new.transition,
            new.procedure,
            new.agency,
            dossier_id=dossier_id,
            submission_reference=submission_reference(dossier_id, number),
            citizen_id=submitter.citizen_id,
            by=submitter.by,
            command_id=command.id,
            fingerprint=command.fingerprint,
            form=new.form,
            at=now,
            calendar=self.calendars.current,
            data=new.data,
            channel=new.channel,
            source_app=new.source_app,
        )

    async def _first(self, dossier_id: str, scope: Scope, command: Command) -> Outcome[Dossier] | None:
        """What the same command has created before."""
        dossier = await self.dossiers.load(dossier_id, scope)
        if dossier is None:
            return None
        command.expect_same(dossier.timeline[0].fingerprint)
        return Outcome(dossier, replayed=True)
