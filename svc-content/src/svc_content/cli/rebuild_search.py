"""``python -m svc_content rebuild-search``: what can be found, told anew from the beginning of the topics.

What citizens find stays as it is meanwhile. What was not told of again at the end is of something that is gone.
"""

import asyncio
import sys
import time

from shared.backoff import pause
from shared.clock import SystemClock
from shared.consumer import Consumer
from shared.events import Event, InvalidEvent
from shared.ids import random_id
from shared.kafka import Producer
from shared.mongo import open_mongo
from shared.wakeup import Wakeup
from svc_content.consumers.search_events import OTHERS_TOPICS, search_events
from svc_content.domain.events import TOPICS
from svc_content.settings import Settings
from svc_content.store.indexes import BEGINNING
from svc_content.use_cases.index_for_search import IndexForSearch
from svc_content.wiring.stores import make_stores

QUIET_SECONDS = 15.0
"""After so long without an event everything was told: joining a group takes some seconds of it."""


async def rebuild_search(settings: Settings, words: list[str]) -> int:
    if words:
        sys.stderr.write("usage: python -m svc_content rebuild-search\n")
        return 2
    clock = SystemClock()
    async with (
        open_mongo(settings) as database,
        Producer(settings.kafka_bootstrap_servers, "rebuild-search") as producer,
    ):
        stores = make_stores(database, {collection: Wakeup() for collection in TOPICS})
        index = IndexForSearch(stores.search_documents, stores.articles, stores.entries, clock)
        started = clock.now()
        await stores.search_documents.forget_versions()
        for article_id in await stores.articles.every_public(started):
            await index.article(article_id, 0)
        async for entry in stores.entries.changed_since(BEGINNING):
            if entry.kind in ("guides", "faq"):
                await index.entry(entry.id, entry.version)
        heard_at, told = time.monotonic(), 0
        handle = search_events(index)

        async def listen(event: Event) -> None:
            nonlocal heard_at, told
            heard_at, told = time.monotonic(), told + 1
            try:
                await handle(event)
            except InvalidEvent:  # the service that follows the topics has made it a dead letter
                return

        consumer = Consumer(
            group=random_id("svc-content.search.rebuild"),
            topics=OTHERS_TOPICS,
            handler=listen,
            parked=database["parked_events"],
            bootstrap_servers=settings.kafka_bootstrap_servers,
            producer=producer,
            clock=clock,
        )
        stop = asyncio.Event()
        running = asyncio.create_task(consumer.run(stop))
        while time.monotonic() - heard_at < QUIET_SECONDS and not running.done():
            await pause(0.5, stop)
        stop.set()
        await running
        removed = await stores.search_documents.remove_before(started)
        sys.stdout.write(
            f"{await stores.search_documents.count()} mục tìm được; {removed} mục không còn; {told} sự kiện.\n"
        )
    return 0
