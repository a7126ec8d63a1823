"""A dossier of those that somebody may see, with its form still sealed."""

from dataclasses import dataclass

from shared.errors import NotFound
from svc_dossier.store.dossiers import DossierDetail, Dossiers
from svc_dossier.store.scope import Scope


@dataclass(frozen=True)
class FindDossier:
    dossiers: Dossiers

    async def __call__(self, dossier_id: str, scope: Scope) -> DossierDetail:
        """Raises ``NotFound``."""
        detail = await self.dossiers.detail(dossier_id, scope)
        if detail is None:
            raise NotFound("Không tìm thấy hồ sơ này.")
        return detail
