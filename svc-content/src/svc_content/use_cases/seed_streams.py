"""Channels to watch on a developer's machine: those without an address of their station get the test stream of their
name. What an editor has changed stays as it is."""

from dataclasses import dataclass

from shared.clock import Clock
from shared.errors import VersionConflict
from svc_content.catalogue.entry_kinds import Channel
from svc_content.domain.entry import Edit, EditEntry, Entry
from svc_content.store.entries import Entries
from svc_content.use_cases.refresh_arrangement import RefreshArrangement

SEEDER = "demonstration-streams"
NOTE = "Luồng thử, tạo trên máy này; không phải chương trình của đài."
MOST = 100


@dataclass(frozen=True)
class SeedStreams:
    """``base``: where the test streams are, each as ``<key>.m3u8``."""

    entries: Entries
    refresh: RefreshArrangement
    base: str
    clock: Clock

    async def __call__(self) -> None:
        await self.refresh()
        for entry in await self.entries.of_kind("channels", None, MOST):
            url = f"{self.base.rstrip('/')}/{entry.key}.m3u8"
            if self._wants(entry) and entry.content["stream_url"] != url:
                try:
                    await self.entries.save(self._with(entry, url), [])
                except VersionConflict:  # an editor, or another process, was quicker
                    continue
        await self.refresh()

    def _wants(self, entry: Entry) -> bool:
        latest = entry.record[-1]
        return latest.edit is Edit.SHIPPED or latest.by == SEEDER

    def _with(self, entry: Entry, url: str) -> Entry:
        content = Channel.model_validate(entry.content).model_copy(update={"stream_url": url, "licence_note": NOTE})
        version = entry.version + 1
        edit = EditEntry(version, Edit.CHANGED, SEEDER, self.clock.now(), f"{SEEDER}:{entry.key}:{version}", "")
        return entry.edited(edit, content.model_dump(mode="json"), entry.position, entry.active)
