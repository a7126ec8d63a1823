"""Articles as rows of a list, which are read together with the sizes of their small pictures."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from shared.files.store import FileStore
from svc_content.api.articles.responses import ArticleRow
from svc_content.api.labels import Names
from svc_content.store.articles import PublicArticle
from svc_content.use_cases.article_events import ArticleEvents


@dataclass(frozen=True)
class ArticleRows:
    files: FileStore
    names: Names
    events: ArticleEvents

    async def __call__(self, found: Sequence[PublicArticle], pinned: Collection[str] = ()) -> list[ArticleRow]:
        """``pinned``: the ids of those that are marked so."""
        sizes = await self.files.thumbnail_sizes([cover for one in found if (cover := one.shown.content.cover)])
        return [ArticleRow.of(one, self.names, self.events, sizes, pinned=one.id in pinned) for one in found]
