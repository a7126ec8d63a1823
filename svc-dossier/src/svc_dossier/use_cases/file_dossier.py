"""A dossier comes to be: one write, and the same answer however often the request comes."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.command import Command
from shared.errors import ServiceError, Unavailable
from shared.ids import derived_id
from svc_dossier.catalogue.form_schema import Path
from svc_dossier.domain.applicant import Applicant
from svc_dossier.domain.dossier import Channel, Dossier, Party, StepData, filed
from svc_dossier.domain.procedure import Agency, Procedure
from svc_dossier.domain.submission_reference import submission_reference
from svc_dossier.domain.transitions import Transition
from svc_dossier.store.dossiers import Scope, Taken
from svc_dossier.use_cases.desk import Desk, event_of
from svc_dossier.use_cases.gather_papers import file_taken

TRIES = 5


@dataclass(frozen=True)
class Filing:
    """All that a dossier begins with, without fault.

    ``applicant`` is ``None`` for a hand-off: what was filed, and by whom, stands at the national portal.
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


@dataclass(frozen=True)
class Filed:
    """``dossier`` as it is now; ``replayed`` when an earlier request filed it."""

    dossier: Dossier
    replayed: bool


@dataclass(frozen=True)
class Filer:
    """Who files, for which citizen, and where the result of an earlier try is looked for."""

    by: Party
    citizen_id: str | None
    scope: Scope


async def file_dossier(
    desk: Desk, filer: Filer, command: Command, prepare: Callable[[datetime], Awaitable[Filing]]
) -> Filed:
    """``prepare`` finds what is filed, and anew after a clash; it raises ``Problem`` for all that is wrong in it."""
    dossier_id = derived_id("dos", command.id)
    now = desk.clock.now()
    for attempt in range(TRIES):
        try:
            filing = await prepare(now)
        except ServiceError:
            # What was right when it was first sent may be wrong by now: a file expired, a new version of the procedure.
            if first := await _first(desk, dossier_id, filer.scope, command):
                return first
            raise
        dossier = filed(
            filing.transition,
            filing.procedure,
            filing.agency,
            dossier_id=dossier_id,
            submission_reference=submission_reference(dossier_id, attempt),
            citizen_id=filer.citizen_id,
            by=filer.by,
            command_id=command.id,
            fingerprint=command.fingerprint,
            form=filing.form,
            at=now,
            calendar=desk.calendar,
            data=filing.data,
            channel=filing.channel,
            source_app=filing.source_app,
        )
        sealed = desk.seal.seal(filing.form, filing.personal, dossier_id)
        try:
            person = desk.seal.person(filing.applicant)
            await desk.dossiers.insert(dossier, sealed, person, event_of(dossier, filing.transition))
        except Taken as taken:
            if first := await _first(desk, dossier_id, filer.scope, command):
                return first
            if taken.field == "papers.files.id":
                raise file_taken() from None
            # The reference or the code is somebody else's, or our own twin is written but not yet to be read.
            await asyncio.sleep(0.02 * attempt)
        else:
            return Filed(dossier, replayed=False)
    raise Unavailable(retry_after=1)


async def _first(desk: Desk, dossier_id: str, scope: Scope, command: Command) -> Filed | None:
    """What the same command has filed before."""
    dossier = await desk.dossiers.load(dossier_id, scope)
    if dossier is None:
        return None
    command.expect_same(dossier.timeline[0].fingerprint)
    return Filed(dossier, replayed=True)
