"""``python -m svc_content rebuild-search``: what can be found, told anew from the beginning of the topics.

What citizens find stays as it is meanwhile. An article, a guide or a question of the FAQ that is not in the database is
taken out. What other services told of stays even when the topics do not tell of it: they say so when something
is gone, and Kafka may have been lost or begun anew since.
"""

import argparse
import sys
from collections.abc import AsyncIterator

from shared.clock import BEGINNING
from shared.events import Event, InvalidEvent
from shared.kafka import KafkaUnavailable
from shared.kafka_connection import KafkaConnection
from shared.reading import all_so_far
from svc_content.consumers.search_events import OTHERS_TOPICS, search_events
from svc_content.settings import Settings
from svc_content.use_cases.index_for_search import IndexForSearch
from svc_content.wiring.commands import CommandParts, open_parts


async def rebuild_search(settings: Settings, words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m svc_content rebuild-search", description="Lập lại chỉ mục tìm.")
    parser.add_argument(
        "--drop-missing",
        action="store_true",
        help="bỏ cả thủ tục và câu hỏi mà Kafka không còn kể: công dân không tìm thấy cho đến khi được công bố lại",
    )
    drop_missing = parser.parse_args(words).drop_missing
    try:
        async with (
            open_parts(settings) as parts,
            all_so_far(KafkaConnection.of(settings), OTHERS_TOPICS) as values,
        ):
            sys.stdout.write(await _rebuild(parts, values, drop_missing))
    except KafkaUnavailable as error:
        sys.stderr.write(
            f"Không đọc được hết {', '.join(OTHERS_TOPICS)} từ Kafka ({error}): không bỏ mục nào, hãy chạy lại.\n"
        )
        return 1
    return 0


async def _rebuild(parts: CommandParts, values: AsyncIterator[bytes | None], drop_missing: bool) -> str:
    """What was done, in words."""
    stores, clock, started = parts.stores, parts.clock, parts.clock.now()
    documents = stores.search_documents
    index = IndexForSearch(documents, stores.articles, stores.entries, clock)
    await documents.forget_versions()
    for article_id in await stores.articles.every_public(started):
        await index.article(article_id, 0)
    async for entry in stores.entries.changed_since(BEGINNING):
        if entry.kind in ("guides", "faq"):
            await index.entry(entry.id, entry.version)
    events, handle = 0, search_events(index)
    async for value in values:
        events += 1
        try:
            await handle(Event.decode(value))
        except InvalidEvent:  # the service that follows the topics has made it a dead letter
            continue
    removed = await documents.remove_own_before(started, clock.now())
    if drop_missing:
        removed += await documents.remove_before(started, clock.now())
    done = f"{await documents.count()} mục tìm được; {removed} mục không còn; {events} sự kiện.\n"
    missing = await documents.count_before(started)
    if missing:
        done += f"{missing} thủ tục, câu hỏi được giữ dù Kafka không còn kể; --drop-missing bỏ chúng.\n"
    return done
