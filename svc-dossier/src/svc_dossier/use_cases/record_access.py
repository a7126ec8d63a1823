"""An officer is about to see data of citizens: that is written down first, and without it nothing is shown."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.clock import Clock
from shared.ids import new_id
from shared.tracing import current_request_id
from svc_dossier.store.access_log import AccessLog, AccessLogEntry, Seen


@dataclass(frozen=True)
class RecordAccess:
    log: AccessLog
    clock: Clock

    async def __call__(
        self, officer_id: str, what: Seen, subjects: Sequence[str], *, masked: bool, file: str | None = None
    ) -> None:
        """``subjects`` are the dossiers, or the appointment, that are shown."""
        now = self.clock.now()
        entry = AccessLogEntry(
            id=new_id("lok", now),
            at=now,
            officer=officer_id,
            what=what,
            dossiers=tuple(subjects),
            masked=masked,
            request_id=current_request_id(),
            file=file,
        )
        await self.log.add(entry)
