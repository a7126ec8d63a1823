"""A citizen begins a dossier, to leave it and find it again."""

from dataclasses import dataclass
from datetime import datetime

from shared.clock import Clock
from shared.command import Command, Outcome
from shared.errors import Conflict, Unavailable
from shared.ids import derived_id
from shared.optimistic import retry_on_conflict
from shared.places import NoPlaceLeft, free_places, place_for
from svc_dossier.catalogue.calendars import Calendars
from svc_dossier.catalogue.catalogue import Catalogue, Published
from svc_dossier.catalogue.wording import Wording
from svc_dossier.domain.draft import DRAFT_LIFE, MAX_DRAFTS, Draft, DraftContent
from svc_dossier.store.drafts import Drafts
from svc_dossier.use_cases.check_draft import CheckDraft
from svc_dossier.use_cases.submission import not_submitted_here, procedure_in_force


@dataclass(frozen=True)
class BeginDraft:
    drafts: Drafts
    check: CheckDraft
    catalogue: Catalogue
    calendars: Calendars
    wording: Wording
    clock: Clock

    async def __call__(
        self, citizen_id: str, command: Command, procedure_code: str, content: DraftContent
    ) -> Outcome[Draft]:
        """Raises ``Conflict``, ``Invalid`` or ``TooLarge``."""
        draft_id, now = derived_id("dft", command.id), self.clock.now()
        if first := await self._first(draft_id, citizen_id, command, now):
            return first
        published = self._startable(procedure_code, now)

        async def attempt(_number: int) -> Draft | None:
            free = await self._free_places(citizen_id, now)
            draft = Draft(
                id=draft_id,
                version=1,
                citizen_id=citizen_id,
                procedure_code=procedure_code,
                procedure_name=published.procedure.name,
                content=content,
                created_at=now,
                changed_at=now,
                expires_at=now + DRAFT_LIFE,
                fingerprint=command.fingerprint,
                place=place_for(draft_id, free),
            )
            await self.check(draft, now)
            return draft if await self.drafts.add(draft) else None

        if draft := await retry_on_conflict(attempt):
            return Outcome(draft)
        if first := await self._first(draft_id, citizen_id, command, now):  # our twin was faster
            return first
        raise Unavailable(retry_after=1)

    async def _first(self, draft_id: str, citizen_id: str, command: Command, now: datetime) -> Outcome[Draft] | None:
        """What the same command has begun before."""
        draft = await self.drafts.find(draft_id, citizen_id, now)
        if draft is None:
            return None
        command.expect_same(draft.fingerprint)
        return Outcome(draft, replayed=True)

    def _startable(self, procedure_code: str, now: datetime) -> Published:
        published = procedure_in_force(self.catalogue, procedure_code, self.calendars.current.day_of(now))
        if published.form is None:
            raise not_submitted_here(self.wording, published.procedure.submission_mode)
        return published

    async def _free_places(self, citizen_id: str, now: datetime) -> list[int]:
        try:
            return free_places(await self.drafts.places(citizen_id, now), MAX_DRAFTS)
        except NoPlaceLeft:
            detail = f"Ông/Bà đã có {MAX_DRAFTS} bản nháp. Vui lòng nộp hoặc xóa bớt một bản."
            raise Conflict("too-many-drafts", "Quá nhiều bản nháp", detail) from None
