"""Which uploads something of ours has taken: an article's text, or a banner."""

from collections.abc import Sequence
from dataclasses import dataclass

from svc_content.catalogue.entry_kinds import Banner
from svc_content.store.articles import Articles
from svc_content.store.entries import Entries


@dataclass(frozen=True)
class FindAttachedFiles:
    articles: Articles
    entries: Entries

    async def __call__(self, file_ids: Sequence[str]) -> set[str]:
        """Those of ``file_ids`` that are attached, to hidden banners as well: they may be shown again."""
        banners = {
            Banner.model_validate(entry.content).image for entry in await self.entries.of_kind("banners", None, 1_000)
        }
        return await self.articles.attached(file_ids) | (banners & {*file_ids} - {None})  # type: ignore[operator]
