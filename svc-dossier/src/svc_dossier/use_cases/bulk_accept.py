"""Several dossiers accepted with one tap: each is a step of its own, and one that fails stops no other."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from shared.command import Command
from shared.errors import ServiceError
from shared.ids import derived_id
from svc_dossier.domain.dossier import TimelineFull
from svc_dossier.domain.dossier_code import NumbersExhausted
from svc_dossier.domain.transitions import IllegalStep
from svc_dossier.domain.working_days import OutsideCalendar
from svc_dossier.use_cases.accept import acceptance
from svc_dossier.use_cases.desk import Desk
from svc_dossier.use_cases.take_step import MovedOn, StepTaken, Wish, take_step

AT_ONCE = 8


@dataclass(frozen=True)
class Outcome:
    """``taken``, or why not."""

    dossier_id: str
    taken: StepTaken | None = None
    refusal: Exception | None = None


async def bulk_accept(
    desk: Desk, command: Command, wishes: Sequence[tuple[str, int]], wish: Callable[[str, Command, int], Wish]
) -> list[Outcome]:
    """One outcome for each (dossier, version seen), in their order. The same command again gives the same outcomes
    for what it accepted, and tries anew what it could not.
    """
    places = asyncio.Semaphore(AT_ONCE)

    async def one(dossier_id: str, seen: int) -> Outcome:
        own = Command(derived_id("cmd", command.id, dossier_id), command.fingerprint)
        async with places:
            try:
                return Outcome(dossier_id, await take_step(desk, wish(dossier_id, own, seen), acceptance(desk, None)))
            except (ServiceError, IllegalStep, MovedOn, TimelineFull, NumbersExhausted, OutsideCalendar) as refusal:
                return Outcome(dossier_id, refusal=refusal)

    return await asyncio.gather(*(one(dossier_id, seen) for dossier_id, seen in wishes))
