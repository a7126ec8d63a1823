"""``python -m svc_x accept-restored``: what a restored database lacks was seen to, and the service may start.

Run it when the runbook of a restore is through, before or after the processes have found out by themselves.
"""

import sys
from dataclasses import dataclass

from shared.command_words import refuse_words
from shared.mongo import open_mongo
from shared.restored import accept
from shared.schema import Schema, check
from shared.settings import ServiceSettings


@dataclass(frozen=True)
class AcceptRestored:
    """The command of a service. Raises ``CannotRun`` for a database on which this release may not run."""

    schema: Schema

    async def __call__(self, settings: ServiceSettings, words: list[str]) -> int:
        refuse_words(words)
        async with open_mongo(settings) as database:
            await check(database, self.schema)
            found = await accept(database)
        if found is None:
            sys.stderr.write(f"{settings.mongo_database}: chưa được chuẩn bị, không có gì để xác nhận.\n")
            return 1
        what = (
            "được tiếp tục từ bản đã phục hồi"
            if found
            else "không chờ xác nhận; nếu vừa phục hồi từ bản sao lưu thì được tiếp tục"
        )
        sys.stdout.write(f"{settings.mongo_database}: {what}.\n")
        return 0
