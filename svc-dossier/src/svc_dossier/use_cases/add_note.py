"""An officer leaves a word for colleagues; the citizen never sees it."""

from shared.command import Command
from shared.errors import Conflict, NotFound
from shared.ids import derived_id
from svc_dossier.store.dossiers import Note, Scope
from svc_dossier.use_cases.desk import Desk


async def add_note(
    desk: Desk, dossier_id: str, officer_id: str, scope: Scope, command: Command, text: str
) -> tuple[Note, bool]:
    """The note, and whether an earlier request left it. Raises ``Problem``: 404, 409 where there is no room, 422."""
    note = Note(derived_id("not", command.id), desk.clock.now(), officer_id, text, command.id, command.fingerprint)
    if await desk.dossiers.add_note(dossier_id, note, scope):
        return note, False
    notes = await desk.dossiers.notes(dossier_id, scope)
    if notes is None:
        raise NotFound("Không tìm thấy hồ sơ này.")
    if first := next((left for left in notes if left.command_id == command.id), None):
        command.expect_same(first.fingerprint)
        return first, True
    raise Conflict("notes-full", "Hồ sơ có quá nhiều ghi chú", f"Một hồ sơ có tối đa {len(notes)} ghi chú nội bộ.")
