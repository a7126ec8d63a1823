"""A national code is that of one dossier: whoever else claimed it is asked for their own again."""

from dataclasses import dataclass

from shared.optimistic import retry_on_conflict
from svc_dossier.store.dossiers import Dossiers

BATCH = 20


@dataclass(frozen=True)
class CloseClaims:
    dossiers: Dossiers

    async def __call__(self, code: str) -> None:
        """Raises ``Unavailable`` when one of them keeps changing; repeated, it closes what is left."""

        async def close(_number: int) -> bool:
            found = await self.dossiers.followed_under(code, BATCH)
            for other in (dossier for dossier in found if dossier.code != code):
                await self.dossiers.save_claim(other.without_claim())
            return len(found) == BATCH

        while await retry_on_conflict(close):
            pass
