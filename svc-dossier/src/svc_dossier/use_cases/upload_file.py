"""A scan is uploaded: inspected, cleaned, kept until a dossier takes it."""

import hashlib
import re
from dataclasses import dataclass

from shared.clock import Clock
from shared.command import Command, Outcome
from shared.errors import Invalid, UnsupportedMedia
from shared.ids import new_id
from shared.text import nfc
from svc_dossier.domain.dossier import File
from svc_dossier.inspection.inspector import Inspector
from svc_dossier.inspection.refused import Harmful, NotAccepted
from svc_dossier.store.files import Files, StoredFile

MAX_NAME = 120

_FOLDERS = re.compile(r".*[/\\]", re.DOTALL)
_UNWANTED = re.compile(r'[\x00-\x1f\x7f-\x9f"<>|:*?]+')


@dataclass(frozen=True)
class UploadFile:
    files: Files
    inspector: Inspector
    clock: Clock

    async def __call__(self, owner: str, command: Command, name: str, content: bytes) -> Outcome[StoredFile]:
        """Raises ``UnsupportedMedia`` or ``Invalid`` for what we do not take."""
        if first := await self.files.brought_by(command.id):
            command.expect_same(first.fingerprint)
            return Outcome(first, replayed=True)
        try:
            kept = await self.inspector.look_through(content)
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


def safe_name(name: str, extension: str) -> str:
    """``name`` fit to be shown and saved anywhere, with the ``extension`` of what the file really is."""
    last = _FOLDERS.sub("", nfc(name.encode("utf-8", "replace").decode()))
    stem = last.rpartition(".")[0] if "." in last else last
    return f"{_UNWANTED.sub('', stem).strip(' .')[:MAX_NAME] or 'tep'}{extension}"
