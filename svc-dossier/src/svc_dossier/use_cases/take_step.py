"""One step of a dossier, whoever takes it: load, look it up in the table, save against the version that was read."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from prometheus_client import Counter

from shared.command import Command
from shared.errors import NotFound, Unavailable
from svc_dossier.domain.dossier import Dossier, Party, StepData, TimelineEntry
from svc_dossier.domain.transitions import Action, Actor, Transition, step
from svc_dossier.store.dossiers import Scope, Stale, Taken
from svc_dossier.use_cases.desk import Desk, event_of
from svc_dossier.use_cases.gather_papers import file_taken

TRIES = 5
_FILES = {"papers.files.id": "documents", "results.id": "result_files"}
"""By the unique index, the member of the request that named the file."""

_steps = Counter("dossier_steps_total", "Steps taken by dossiers after they were filed", ["action"])


@dataclass(frozen=True)
class Wish:
    """Who wants which step. ``roles`` tells in what roles they act on a dossier of an agency.

    ``seen`` is the version they were looking at, ``None`` when they did not say.
    """

    dossier_id: str
    action: Action
    by: Party
    scope: Scope
    roles: Callable[[str], frozenset[Actor]]
    command: Command
    seen: int | None


class MovedOn(Exception):
    """Somebody changed the dossier since the caller looked: ``dossier`` as it is, and the version they had ``seen``."""

    def __init__(self, dossier: Dossier, seen: int, who: Party) -> None:
        super().__init__(f"at {dossier.version}, seen {seen}")
        self.dossier = dossier
        self.seen = seen
        self.who = who


Prepare = Callable[[Dossier, datetime], Awaitable[StepData]]
"""Finds the particulars once the step is known to be legal."""


@dataclass(frozen=True)
class StepTaken:
    """``entry`` holds the facts right after the step; ``replayed`` when an earlier request took it."""

    dossier: Dossier
    entry: TimelineEntry
    replayed: bool


async def take_step(desk: Desk, wish: Wish, prepare: Prepare) -> StepTaken:
    """Raises ``Problem`` (404, 422, 503), ``MovedOn``, or what the domain says (``IllegalStep`` …)."""
    for _ in range(TRIES):
        dossier = await desk.dossiers.load(wish.dossier_id, wish.scope)
        if dossier is None:
            raise NotFound("Không tìm thấy hồ sơ này.")
        if entry := dossier.done_by(wish.command.id):
            wish.command.expect_same(entry.fingerprint)
            return StepTaken(dossier, entry, replayed=True)
        if wish.seen is not None and dossier.changed_since(wish.seen, wish.by):
            raise MovedOn(dossier, wish.seen, wish.by)
        transition: Transition = step(dossier.context, wish.action, dossier.actors(wish.roles(dossier.agency_id)))
        now = desk.clock.now()
        particulars = await prepare(dossier, now)
        after = dossier.take(
            transition,
            at=now,
            by=wish.by,
            command_id=wish.command.id,
            fingerprint=wish.command.fingerprint,
            calendar=desk.calendar,
            data=particulars,
        )
        try:
            await desk.dossiers.save(after, particulars, event_of(after, transition), wish.scope)
        except Stale:
            continue
        except Taken as taken:
            if taken.field in _FILES:
                raise file_taken(_FILES[taken.field]) from None
            continue  # the code is in use (a counter was restored from a backup): the next number
        _steps.labels(wish.action).inc()
        return StepTaken(after, after.timeline[-1], replayed=False)
    raise Unavailable(retry_after=1)


def with_text(text: str | None, reason_code: str | None = None) -> Prepare:
    """For a step that data nothing but a word to the citizen."""

    async def prepare(dossier: Dossier, at: datetime) -> StepData:
        return StepData(text=text, reason_code=reason_code)

    return prepare
