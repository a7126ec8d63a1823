"""Notes as officers see them."""

from typing import Self

from pydantic import BaseModel

from shared.web import Timestamp
from svc_dossier.domain.notes import Note


class NoteRow(BaseModel):
    """Ghi chú nội bộ; công dân không thấy."""

    id: str
    at: Timestamp
    by: str
    by_name: str
    text: str

    @classmethod
    def of(cls, note: Note) -> Self:
        return cls(id=note.id, at=note.at, by=note.by, by_name=note.by_name, text=note.text)
