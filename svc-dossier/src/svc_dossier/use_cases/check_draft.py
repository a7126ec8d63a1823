"""What makes a draft one: it can be kept, and its files are there. What it still lacks, the submission says."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import orjson

from shared.errors import FieldError, Invalid, TooLarge
from svc_dossier.domain.draft import MAX_FORM_BYTES, Draft
from svc_dossier.store.files import Files
from svc_dossier.use_cases.gather_papers import missing_files


@dataclass(frozen=True)
class CheckDraft:
    """``file_life`` is how long a file waits for a dossier."""

    files: Files
    file_life: timedelta

    async def __call__(self, draft: Draft, now: datetime) -> None:
        """Check the draft; its files wait as long as it does from here on. Raises ``Invalid`` or ``TooLarge``."""
        try:
            size = len(orjson.dumps(draft.content.form))
        except TypeError:  # a number that no form asks for and that cannot be kept
            raise Invalid([FieldError("form", "Có số quá lớn.")]) from None
        if size > MAX_FORM_BYTES:
            raise TooLarge(MAX_FORM_BYTES)
        file_ids = draft.content.file_ids
        found = await self.files.of(draft.citizen_id, file_ids, since=now - self.file_life)
        if missing := missing_files([paper.file_ids for paper in draft.content.documents], found):
            raise Invalid(missing)
        if file_ids:
            await self.files.keep_until(draft.citizen_id, file_ids, draft.expires_at, self.file_life)
