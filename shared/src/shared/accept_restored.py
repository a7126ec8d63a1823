"""``python -m svc_x accept-restored``: what a restored database lacks was seen to, and the service may start.

Run it when the runbook of a restore is through, before or after the processes have found out by themselves.
"""

import sys

from shared.command_words import refuse_words
from shared.mongo import open_mongo
from shared.restored import accept
from shared.settings import ServiceSettings


async def accept_restored(settings: ServiceSettings, words: list[str]) -> int:
    refuse_words(words)
    async with open_mongo(settings) as database:
        accepted = await accept(database)
    if not accepted:
        sys.stderr.write(f"{settings.mongo_database}: chưa được chuẩn bị, không có gì để xác nhận.\n")
        return 1
    sys.stdout.write(f"{settings.mongo_database}: được tiếp tục từ bản đã phục hồi.\n")
    return 0
