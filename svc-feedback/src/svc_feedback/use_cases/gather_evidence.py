"""The files that a report, a note or a question takes: the owner's own, young enough, of kinds that fit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from shared.clock import Clock
from shared.errors import FieldError, Invalid
from shared.files.store import FileStore
from svc_feedback.domain.parties import Attachment
from svc_feedback.store.evidence import EvidenceRows
from svc_feedback.store.sealed import Seal, SealedFacts


@dataclass(frozen=True)
class Gathered:
    """``facts`` are what the files said about where and when they were taken, ``sealed`` the same to be kept."""

    attachments: tuple[Attachment, ...] = ()
    facts: Sequence[Mapping[str, Any]] = ()
    sealed: Sequence[SealedFacts] = ()


@dataclass(frozen=True)
class GatherEvidence:
    files: FileStore
    rows: EvidenceRows
    seal: Seal
    clock: Clock
    file_life: timedelta

    async def __call__(self, owner: str, file_ids: Sequence[str], field: str = "file_ids") -> Gathered:
        """Raises ``Invalid``, which names the file that is not there."""
        if len({*file_ids}) != len(file_ids):
            raise Invalid([FieldError(field, "Có tệp được nêu hai lần.")])
        found = await self.files.owned(owner, file_ids, self.clock.now() - self.file_life)
        missing = [position for position, file_id in enumerate(file_ids) if file_id not in found]
        if missing:
            message = "Không tìm thấy tệp này, hoặc tệp đã quá hạn. Vui lòng tải lên lại."
            raise Invalid([FieldError(f"{field}[{position}]", message) for position in missing])
        rows = await self.rows.of(owner, file_ids) if file_ids else {}
        attachments, sealed = [], []
        for file_id in file_ids:
            file, row = found[file_id].file, rows.get(file_id)
            preview = row.preview if row else None
            attachments.append(Attachment(file.id, file.name, file.media_type, file.size, preview))
            if row and row.facts:
                sealed.append(row.facts)
        facts = [self.seal.open_facts(each) for each in sealed]
        return Gathered(tuple(attachments), facts, sealed)
