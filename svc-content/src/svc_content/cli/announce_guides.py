"""``python -m svc_content announce-guides``: every guide, question of the FAQ and changed office once more.

For after Kafka was lost. A worker sends it; whoever knows it already leaves it out.
"""

import sys

from shared.command_words import refuse_words
from svc_content.settings import Settings
from svc_content.use_cases.entry_events import current_events
from svc_content.wiring.commands import open_parts


async def announce_guides(settings: Settings, words: list[str]) -> int:
    refuse_words(words)
    async with open_parts(settings) as parts:
        announced = await parts.stores.entries.announce_again(current_events)
    sys.stdout.write(f"{announced} mục hướng dẫn, câu hỏi và cơ quan được gửi lại.\n")
    return 0
