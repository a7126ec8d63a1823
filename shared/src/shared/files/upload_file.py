"""Somebody uploads a file: looked through, cleaned, kept until something takes it."""

from dataclasses import dataclass

from shared.clock import Clock
from shared.command import Command, Outcome
from shared.errors import UnsupportedMedia
from shared.files.inspection.cleaned import Cleaned
from shared.files.inspection.inspector import CITIZENS, Inspector, Kept
from shared.files.inspection.refused import Harmful, NotAccepted
from shared.files.names import safe_name
from shared.files.refusals import EMPTY, FIELD, file_refused
from shared.files.spool import Spool
from shared.files.store import File, FileStore, StoredFile
from shared.ids import new_id


@dataclass(frozen=True)
class UploadFile:
    files: FileStore
    inspector: Inspector
    clock: Clock

    async def __call__(
        self, owner: str, command: Command, name: str, content: Spool, lane: str = CITIZENS
    ) -> Outcome[StoredFile]:
        """Raises ``UnsupportedMedia`` or ``Invalid`` for what we do not take, and what the inspector raises."""
        if first := await self.files.brought_by(command.id):
            command.expect_same(first.fingerprint)
            return Outcome(first, replayed=True)
        if content.size == 0:
            raise file_refused(EMPTY)
        try:
            async with self.inspector.look_through(content, owner, lane) as kept:
                return await self._keep(kept, owner, command, name)
        except NotAccepted:
            raise UnsupportedMedia("Chỉ nhận tệp PDF, JPEG hoặc PNG.", FIELD) from None
        except Harmful as error:
            raise file_refused(str(error)) from None

    async def _keep(self, kept: Kept, owner: str, command: Command, name: str) -> Outcome[StoredFile]:
        cleaned, now = Cleaned.unpack(kept.content), self.clock.now()
        file_id = new_id("fil", now)
        stored = StoredFile(
            file=File(file_id, safe_name(name, kept.extension), kept.media_type, len(cleaned.kept)),
            owner=owner,
            sha256=kept.sha256,
            command_id=command.id,
            fingerprint=command.fingerprint,
            at=now,
        )
        answer = await self.files.add(stored, cleaned.kept, thumbnail=cleaned.thumbnail)
        command.expect_same(answer.fingerprint)
        return Outcome(answer, replayed=answer.file.id != file_id)


def fingerprint_source(name: str, content: Spool) -> bytes:
    """What makes two uploads the same: name and bytes, not the boundary that a client draws anew each time."""
    return content.digest() + name.encode("utf-8", "surrogatepass")
