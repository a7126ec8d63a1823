"""Which uploads a text may name, for who reads a text may read its files."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from shared.clock import Clock
from shared.files.store import FileStore


@dataclass(frozen=True)
class FindNameableFiles:
    files: FileStore
    file_life: timedelta
    clock: Clock

    async def __call__(self, named: Sequence[str], by: str, known: Sequence[str]) -> dict[str, str]:
        """The media types of those of ``named`` that ``by`` has uploaded lately, or that are ``known`` to be named
        there already.
        """
        since = self.clock.now() - self.file_life
        own = await self.files.owned(by, [file_id for file_id in named if file_id not in known], since)
        kept = await self.files.named([file_id for file_id in named if file_id in known])
        return {file.id: file.media_type for file in (*kept, *(stored.file for stored in own.values()))}
