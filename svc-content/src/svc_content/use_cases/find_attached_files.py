"""Which uploads something of ours has taken: an article, or a row of what the province arranges."""

from collections.abc import Sequence
from dataclasses import dataclass

from svc_content.catalogue.arrangement import NAMES
from svc_content.catalogue.entry_kinds import WITH_FILES
from svc_content.store.articles import Articles
from svc_content.store.entries import Entries


@dataclass(frozen=True)
class FindAttachedFiles:
    articles: Articles
    entries: Entries

    async def __call__(self, file_ids: Sequence[str]) -> set[str]:
        """Those of ``file_ids`` that are attached, to hidden rows as well: they may be shown again."""
        named = {
            file_id
            for kind in WITH_FILES
            for entry in await self.entries.of_kind(NAMES[kind], None, 1_000)
            for file_id in kind.model_validate(entry.content).files
        }
        return await self.articles.attached(file_ids) | (named & {*file_ids})
