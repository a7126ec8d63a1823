"""Fetches another portal's feed: what is new in it becomes a draft with its source, for an editor to look at."""

from dataclasses import dataclass

from prometheus_client import Counter

from shared.clock import Clock
from shared.errors import DuplicateValue, TooManyRequests, Unavailable
from shared.ids import derived_id
from shared.logs import get_logger
from shared.metrics import counter
from svc_content import SERVICE
from svc_content.catalogue.arrangement import Row
from svc_content.catalogue.entry_kinds import Feed
from svc_content.domain.article import Action, Actor, Content, Source, Step, import_command, written
from svc_content.domain.editor import PROVINCE
from svc_content.domain.feed_item import FeedItem, distinct, identity
from svc_content.feeds.parsing import MAX_BYTES, NotAFeed
from svc_content.outside.fetcher import Fetched, Fetcher, FetchFailed
from svc_content.rich_text.plain import plain_text
from svc_content.rich_text.sanitiser import MAX_HTML, sanitised_foreign
from svc_content.sandbox.reader import SandboxedReader
from svc_content.store.articles import Articles
from svc_content.store.feed_states import FeedState, FeedStates

SECONDS = 20.0
SUMMARY = 300
LINE = 200
"""Characters of a title or a name: as many as editors may write, who correct what came."""

log = get_logger()

_imports = counter(
    "content_feed_imports_total", "Feeds fetched, by what came of it", outcome=("failed", "read", "unchanged")
)
_items = Counter("content_feed_items_total", "Drafts made of items of feeds")


@dataclass(frozen=True)
class ImportFeed:
    articles: Articles
    states: FeedStates
    fetcher: Fetcher
    reader: SandboxedReader
    clock: Clock

    async def __call__(self, feed: Row[Feed], before: FeedState | None) -> FeedState:
        """How the feed stands now; a failure is part of it, and nothing is half imported."""
        headers = {}
        if before is not None and before.etag:
            headers["if-none-match"] = before.etag
        if before is not None and before.last_modified:
            headers["if-modified-since"] = before.last_modified
        now = self.clock.now()
        try:
            fetched = await self.fetcher.fetch(feed.content.url, at_most=MAX_BYTES, seconds=SECONDS, headers=headers)
            items = await self._items(fetched, feed)
        except FetchFailed as failed:
            return await self._end(FeedState(feed.key, now, failure=failed.reason), "failed")
        except NotAFeed as failed:
            return await self._end(FeedState(feed.key, now, failure=str(failed)[:200]), "failed")
        except (TooManyRequests, Unavailable) as refused:
            return await self._end(FeedState(feed.key, now, failure=refused.code), "failed")
        if fetched.unchanged and before is not None:
            unchanged = FeedState(feed.key, now, before.etag, before.last_modified)
            return await self._end(unchanged, "unchanged")
        brought = sum([await self._draft(feed, item) for item in items])
        _items.inc(brought)
        etag, modified = (fetched.headers.get(name, "")[:200] for name in ("etag", "last-modified"))
        return await self._end(FeedState(feed.key, now, etag, modified, brought), "read")

    async def _items(self, fetched: Fetched, feed: Row[Feed]) -> list[FeedItem]:
        if fetched.unchanged:
            return []
        return distinct(await self.reader.feed(fetched.body, fetched.url, feed.key))

    async def _end(self, state: FeedState, outcome: str) -> FeedState:
        _imports.labels(outcome).inc()
        if state.failure:
            log.warning("feed_not_read", feed=state.key, reason=state.failure)
        await self.states.keep(state)
        return state

    async def _draft(self, feed: Row[Feed], item: FeedItem) -> bool:
        """Whether it was new."""
        html = sanitised_foreign(item.html)[:MAX_HTML]
        plain = plain_text(html)
        title = _line(item.title)[:LINE]
        if not plain or not title:
            return False
        content = Content(
            category=feed.content.category,
            title=title,
            summary=_shortened(_line(item.summary) or plain),
            html=sanitised_foreign(html),
            plain_text=plain,
            author=_line(item.author)[:LINE] or feed.content.name,
            source=Source(feed.content.name, item.link or feed.content.url, feed.content.licence),
        )
        article_id = derived_id("art", "feed", identity(item))
        roles = frozenset({Actor.WRITER})
        step = Step(Action.WRITE, SERVICE, roles, self.clock.now(), import_command(article_id), "", feed.content.name)
        try:
            await self.articles.add(written(article_id, PROVINCE, step, content))
        except DuplicateValue:
            return False
        return True


def _line(html: str) -> str:
    """The words of ``html`` in one line, its entities decoded once."""
    return " ".join(plain_text(sanitised_foreign(html)).split())


def _shortened(text: str) -> str:
    if len(text) <= SUMMARY:
        return text
    return text[:SUMMARY].rsplit(" ", 1)[0].rstrip(",;:") + " …"
