"""Several dossiers accepted with one tap: each is a step of its own, and one that fails stops no other."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from shared.command import Command
from shared.errors import ServiceError
from shared.ids import derived_id
from svc_dossier.use_cases.accept_dossier import AcceptDossier
from svc_dossier.use_cases.take_step import DossierStepCommand, DossierStepTaken

AT_ONCE = 8


@dataclass(frozen=True)
class Acceptance:
    """``taken``, or why not."""

    dossier_id: str
    taken: DossierStepTaken | None = None
    refusal: ServiceError | None = None


@dataclass(frozen=True)
class BulkAccept:
    accept: AcceptDossier

    async def __call__(
        self,
        command: Command,
        seen: Sequence[tuple[str, int]],
        request_for: Callable[[str, Command, int], DossierStepCommand],
    ) -> list[Acceptance]:
        """One for each (dossier, version seen), in their order. The same command again gives the same answers for
        what it accepted, and tries anew what it could not.
        """
        places = asyncio.Semaphore(AT_ONCE)

        async def one(dossier_id: str, version: int) -> Acceptance:
            own = Command(derived_id("cmd", command.id, dossier_id), command.fingerprint)
            async with places:
                try:
                    accepted = await self.accept(request_for(dossier_id, own, version))
                except ServiceError as refusal:
                    return Acceptance(dossier_id, refusal=refusal)
                return Acceptance(dossier_id, accepted.value)

        return await asyncio.gather(*(one(dossier_id, version) for dossier_id, version in seen))
