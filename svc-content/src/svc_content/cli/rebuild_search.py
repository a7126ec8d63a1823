"""``python -m svc_content rebuild-search``: what can be found, told anew from the beginning of the topics.

What citizens find stays as it is meanwhile. What was not told of again at the end is of something that is gone.
"""

import asyncio
import sys
import time

from shared.backoff import pause
from shared.clock import BEGINNING
from shared.events import Event, InvalidEvent
from svc_content.consumers.search_events import search_events
from svc_content.settings import Settings
from svc_content.use_cases.index_for_search import IndexForSearch
from svc_content.wiring.commands import Rebuilding, open_rebuilding

QUIET_SECONDS = 15.0
"""How long no event must come until everything was told: joining a group takes some seconds of it."""


async def rebuild_search(settings: Settings, words: list[str]) -> int:
    if words:
        sys.stderr.write("usage: python -m svc_content rebuild-search\n")
        return 2
    async with open_rebuilding(settings) as rebuilding:
        stores, started = rebuilding.stores, rebuilding.clock.now()
        index = IndexForSearch(stores.search_documents, stores.articles, stores.entries, rebuilding.clock)
        await stores.search_documents.forget_versions()
        for article_id in await stores.articles.every_public(started):
            await index.article(article_id, 0)
        async for entry in stores.entries.changed_since(BEGINNING):
            if entry.kind in ("guides", "faq"):
                await index.entry(entry.id, entry.version)
        events = await _read_all(rebuilding, index)
        removed = await stores.search_documents.remove_before(started, rebuilding.clock.now())
        count = await stores.search_documents.count()
        sys.stdout.write(f"{count} mục tìm được; {removed} mục không còn; {events} sự kiện.\n")
    return 0


async def _read_all(rebuilding: Rebuilding, index: IndexForSearch) -> int:
    """How many events the topics of other services held."""
    latest_at, events, handle = time.monotonic(), 0, search_events(index)

    async def listen(event: Event) -> None:
        nonlocal latest_at, events
        latest_at, events = time.monotonic(), events + 1
        try:
            await handle(event)
        except InvalidEvent:  # the service that follows the topics has made it a dead letter
            return

    stop = asyncio.Event()
    running = asyncio.create_task(rebuilding.consumer(listen).run(stop))
    while time.monotonic() - latest_at < QUIET_SECONDS and not running.done():
        await pause(0.5, stop)
    stop.set()
    await running
    return events
