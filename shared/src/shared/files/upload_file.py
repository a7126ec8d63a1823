"""Somebody uploads a file: looked through, cleaned, kept until something takes it."""

import hashlib
from dataclasses import dataclass

from shared.clock import Clock
from shared.command import Command, Outcome
from shared.errors import Invalid, UnsupportedMedia
from shared.files.inspection.inspector import CITIZENS, Inspector
from shared.files.inspection.refused import Harmful, NotAccepted
from shared.files.names import safe_name
from shared.files.store import File, FileStore, StoredFile
from shared.ids import new_id


@dataclass(frozen=True)
class UploadFile:
    files: FileStore
    inspector: Inspector
    clock: Clock

    async def __call__(
        self, owner: str, command: Command, name: str, content: bytes, lane: str = CITIZENS
    ) -> Outcome[StoredFile]:
        """Raises ``UnsupportedMedia`` or ``Invalid`` for what we do not take, and what the inspector raises."""
        if first := await self.files.brought_by(command.id):
            command.expect_same(first.fingerprint)
            return Outcome(first, replayed=True)
        try:
            kept = await self.inspector.look_through(content, owner, lane)
        except NotAccepted:
            raise UnsupportedMedia("Chỉ nhận tệp PDF, JPEG hoặc PNG.") from None
        except Harmful as error:
            raise Invalid(code="file-refused", title="Không thể nhận tệp này", detail=str(error)) from None
        now = self.clock.now()
        file_id = new_id("fil", now)
        stored = StoredFile(
            file=File(file_id, safe_name(name, kept.extension), kept.media_type, len(kept.content)),
            owner=owner,
            sha256=kept.sha256,
            command_id=command.id,
            fingerprint=command.fingerprint,
            at=now,
        )
        answer = await self.files.add(stored, kept.content)
        command.expect_same(answer.fingerprint)
        return Outcome(answer, replayed=answer.file.id != file_id)


def fingerprint_source(name: str, content: bytes) -> bytes:
    """What makes two uploads the same: name and bytes, not the boundary that a client draws anew each time."""
    return hashlib.sha256(content).digest() + name.encode("utf-8", "surrogatepass")
