"""An officer leaves a word for colleagues; the citizen never sees it."""

from dataclasses import dataclass

from shared.clock import Clock
from shared.command import Command, Outcome
from shared.errors import Conflict, NotFound
from shared.ids import derived_id
from svc_dossier.domain.dossier import Party
from svc_dossier.domain.notes import MAX_NOTES, Note
from svc_dossier.store.dossiers import Dossiers
from svc_dossier.store.scope import Scope


@dataclass(frozen=True)
class AddNote:
    dossiers: Dossiers
    clock: Clock

    async def __call__(self, dossier_id: str, by: Party, scope: Scope, command: Command, text: str) -> Outcome[Note]:
        """Raises ``NotFound``, ``Conflict`` where there is no room, ``KeyReused``."""
        now = self.clock.now()
        note = Note(derived_id("not", command.id), now, by.id, text, command.id, command.fingerprint, by.name)
        if await self.dossiers.add_note(dossier_id, note, scope):
            return Outcome(note)
        notes = await self.dossiers.notes(dossier_id, scope)
        if notes is None:
            raise NotFound("Không tìm thấy hồ sơ này.")
        if first := command.find_in(notes):
            return Outcome(first, replayed=True)
        detail = f"Một hồ sơ có tối đa {MAX_NOTES} ghi chú nội bộ."
        raise Conflict("notes-full", "Hồ sơ có quá nhiều ghi chú", detail)
