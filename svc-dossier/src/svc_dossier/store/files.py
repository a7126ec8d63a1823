"""Files of dossiers: those of ``shared.files``, as the domain knows them."""

from collections.abc import Sequence
from datetime import datetime

from shared.files.store import FileStore
from svc_dossier.domain.dossier import File


class Files(FileStore):
    async def of(self, owner: str, file_ids: Sequence[str], since: datetime) -> dict[str, File]:
        """Those of ``file_ids`` that ``owner`` has uploaded ``since``."""
        found = await self.owned(owner, file_ids, since)
        return {file_id: File(**vars(stored.file)) for file_id, stored in found.items()}
