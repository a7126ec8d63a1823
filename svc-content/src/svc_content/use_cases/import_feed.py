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
from svc_content.domain.article import Action, Actor, Content, Source, Step, written
from svc_content.domain.editor import PROVINCE
from svc_content.domain.feed_item import FeedItem, distinct, identity
from svc_content.feeds.parsing import MAX_BYTES, NotAFeed
from svc_content.outside.fetcher import Fetcher, FetchFailed
from svc_content.rich_text.plain import plain_text
from svc_content.rich_text.sanitiser import MAX_HTML, sanitised
from svc_content.sandbox.reader import SandboxedReader
from svc_content.store.articles import Articles
from svc_content.store.feed_states import NOT_A_FEED, FeedState, FeedStates

SECONDS = 20.0
SUMMARY = 300

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
            items = [] if fetched.unchanged else distinct(await self.reader.feed(fetched.body, feed.key))
        except FetchFailed as failed:
            return await self._end(FeedState(feed.key, now, failure=failed.reason), "failed")
        except NotAFeed as failed:
            return await self._end(FeedState(feed.key, now, failure=f"{NOT_A_FEED}: {failed}"[:200]), "failed")
        except (TooManyRequests, Unavailable) as refused:
            return await self._end(FeedState(feed.key, now, failure=refused.code), "failed")
        if fetched.unchanged and before is not None:
            unchanged = FeedState(feed.key, now, before.etag, before.last_modified)
            return await self._end(unchanged, "unchanged")
        brought = sum([await self._draft(feed, item) for item in items])
        _items.inc(brought)
        etag, modified = (fetched.headers.get(name, "")[:200] for name in ("etag", "last-modified"))
        return await self._end(FeedState(feed.key, now, etag, modified, brought), "read")

    async def _end(self, state: FeedState, outcome: str) -> FeedState:
        _imports.labels(outcome).inc()
        if state.failure:
            log.warning("feed_not_read", feed=state.key, reason=state.failure)
        await self.states.keep(state)
        return state

    async def _draft(self, feed: Row[Feed], item: FeedItem) -> bool:
        """Whether it was new."""
        html = sanitised(item.html)[:MAX_HTML]
        plain = plain_text(html)
        if not plain:
            return False
        summary = " ".join(plain_text(sanitised(item.summary)).split()) or plain
        content = Content(
            category=feed.content.category,
            title=item.title,
            summary=_shortened(summary),
            html=sanitised(html),
            plain_text=plain,
            author=item.author or feed.content.name,
            source=Source(feed.content.name, item.link, feed.content.licence),
        )
        article_id = derived_id("art", "feed", identity(item))
        roles = frozenset({Actor.WRITER})
        step = Step(Action.WRITE, SERVICE, roles, self.clock.now(), f"feed:{article_id}", "", feed.content.name)
        try:
            await self.articles.add(written(article_id, PROVINCE, step, content))
        except DuplicateValue:
            return False
        return True


def _shortened(text: str) -> str:
    if len(text) <= SUMMARY:
        return text
    return text[:SUMMARY].rsplit(" ", 1)[0].rstrip(",;:") + " …"
