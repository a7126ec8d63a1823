"""A citizen throws a draft away. Its files expire by themselves."""

from dataclasses import dataclass

from shared.errors import NotFound
from svc_dossier.store.drafts import Drafts


@dataclass(frozen=True)
class DiscardDraft:
    drafts: Drafts

    async def __call__(self, citizen_id: str, draft_id: str) -> None:
        """Raises ``NotFound``."""
        if not await self.drafts.remove(draft_id, citizen_id):
            raise NotFound("Không tìm thấy bản nháp này.")
