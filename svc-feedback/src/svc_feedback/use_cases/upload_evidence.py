"""Somebody uploads a picture, a video or a paper: looked through, cleaned, kept with a small picture until it is taken.

The small picture and what the file said about itself are written first and the file last, so that a file that is there
is there whole; what a crash leaves behind nothing has taken, and the sweep removes it.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from shared.clock import Clock
from shared.command import Command, Outcome
from shared.errors import Unauthenticated, UnsupportedMedia
from shared.files.inspection.inspector import CITIZENS, Inspector, Kept
from shared.files.inspection.refused import Harmful, NotAccepted
from shared.files.names import safe_name
from shared.files.refusals import EMPTY, FIELD, file_refused
from shared.files.spool import Spool
from shared.files.store import File, FileStore, StoredFile
from shared.ids import derived_id, new_id
from svc_feedback.domain.parties import Attachment
from svc_feedback.evidence.bundle import Bundle
from svc_feedback.store.evidence import EvidenceRow, EvidenceRows
from svc_feedback.store.forgotten import Forgotten
from svc_feedback.store.sealed import Seal

_PREVIEW = "image/jpeg"
_NAMES = {"image": "anh", "video": "video"}
"""A picture is seen by officers from whom its owner is hidden, and by everybody: people name pictures after people. A
paper is told from others by its name.
"""


@dataclass(frozen=True)
class UploadEvidence:
    files: FileStore
    rows: EvidenceRows
    forgotten: Forgotten
    inspector: Inspector
    seal: Seal
    clock: Clock

    async def __call__(
        self, owner: str, command: Command, name: str, content: Spool, began_at: datetime, lane: str = CITIZENS
    ) -> Outcome[Attachment]:
        """``began_at``: when its first byte was awaited, minutes ago on a slow line.

        Raises ``UnsupportedMedia`` or ``Invalid`` for what we do not take, ``Unauthenticated`` for somebody who was
        erased meanwhile, and what the inspector raises.
        """
        if first := await self.files.brought_by(command.id):
            command.expect_same(first.fingerprint)
            return Outcome(await self._attachment(first), replayed=True)
        if content.size == 0:
            raise file_refused(EMPTY)
        try:
            async with self.inspector.look_through(content, owner, lane) as kept:
                uploaded = await self._keep(kept, owner, command, name)
        except NotAccepted:
            raise UnsupportedMedia(
                "Chỉ nhận ảnh (JPEG, PNG, WebP, HEIC), video ngắn (MP4, MOV, WebM) hoặc PDF.", FIELD
            ) from None
        except Harmful as error:
            raise file_refused(str(error)) from None
        if await self.forgotten.since(owner, began_at):  # looked for last, so that one of the two sees the other
            await self._remove(uploaded.value)
            raise Unauthenticated
        return uploaded

    async def _remove(self, attachment: Attachment) -> None:
        await self.rows.remove(attachment.id)
        for file_id in filter(None, (attachment.id, attachment.preview)):
            await self.files.remove(file_id)

    async def _keep(self, kept: Kept, owner: str, command: Command, name: str) -> Outcome[Attachment]:
        bundle, now = Bundle.unpack(kept.content), self.clock.now()
        file_id = new_id("fil", now)
        preview = await self._keep_preview(owner, command, bundle.preview) if bundle.preview else None
        facts = self.seal.close_facts(bundle.facts, file_id) if bundle.facts else None
        await self.rows.put(EvidenceRow(file_id, owner, now, preview, facts))
        stored = StoredFile(
            file=File(file_id, _name(name, kept), kept.media_type, len(bundle.kept)),
            owner=owner,
            sha256=kept.sha256,
            command_id=command.id,
            fingerprint=command.fingerprint,
            at=now,
        )
        answer = await self.files.add(stored, bundle.kept)
        command.expect_same(answer.fingerprint)
        return Outcome(await self._attachment(answer), replayed=answer.file.id != file_id)

    async def _keep_preview(self, owner: str, command: Command, content: bytes) -> str:
        now = self.clock.now()
        stored = StoredFile(
            file=File(new_id("fil", now), "preview.jpg", _PREVIEW, len(content)),
            owner=owner,
            sha256=hashlib.sha256(content).hexdigest(),
            command_id=derived_id("cmd", command.id, "preview"),
            fingerprint=command.fingerprint,
            at=now,
        )
        return (await self.files.add(stored, content)).file.id

    async def _attachment(self, stored: StoredFile) -> Attachment:
        file = stored.file
        row = (await self.rows.of(stored.owner, [file.id])).get(file.id)
        return Attachment(file.id, file.name, file.media_type, file.size, row.preview if row else None)


def _name(given: str, kept: Kept) -> str:
    kind = kept.media_type.partition("/")[0]
    return f"{_NAMES[kind]}{kept.extension}" if kind in _NAMES else safe_name(given, kept.extension)
