"""A draft is saved as the citizen types, against the version that was seen."""

from dataclasses import dataclass

from shared.clock import Clock
from shared.errors import NotFound, OutdatedVersion
from svc_dossier.domain.draft import Draft, DraftContent, DraftOutdated
from svc_dossier.store.drafts import Drafts
from svc_dossier.use_cases.check_draft import CheckDraft


@dataclass(frozen=True)
class SaveDraft:
    drafts: Drafts
    check: CheckDraft
    clock: Clock

    async def __call__(self, citizen_id: str, draft_id: str, seen: int, content: DraftContent) -> Draft:
        """The same content again changes nothing. Raises ``NotFound``, ``OutdatedVersion``, ``Invalid`` …"""
        now = self.clock.now()
        draft = await self.drafts.find(draft_id, citizen_id, now)
        if draft is None:
            raise NotFound("Không tìm thấy bản nháp này.")
        try:
            saved = draft.saved(content, seen, now)
        except DraftOutdated as outdated:
            raise OutdatedVersion(current_version=outdated.version) from None
        if saved is draft:
            return draft
        await self.check(saved, now)
        if not await self.drafts.replace(saved):
            raise OutdatedVersion()
        return saved
