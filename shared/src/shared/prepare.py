"""``python -m svc_x prepare``: what a new release needs of its database, made before its processes start.

Where the database is of this release's version, they would build a missing index too, each at its start; a large
collection is then served only when it is through. One of an earlier version they leave alone, and wait.
"""

import sys
from dataclasses import dataclass

from shared.command_words import refuse_words
from shared.mongo import open_mongo
from shared.schema import Schema, prepare
from shared.settings import ServiceSettings


@dataclass(frozen=True)
class Prepare:
    """The command of a service; it may run again at any time. Raises ``NewerSchema``."""

    schema: Schema

    async def __call__(self, settings: ServiceSettings, words: list[str]) -> int:
        refuse_words(words)
        async with open_mongo(settings) as database:
            mark = await prepare(database, self.schema)
        if mark.version > self.schema.version:
            done = (
                f"đang ở phiên bản {mark.version}, mới hơn {self.schema.version} của bản phát hành này nhưng dùng được;"
                " không thay đổi gì"
            )
        else:
            done = f"chỉ mục đã sẵn sàng, phiên bản {mark.version}"
        sys.stdout.write(f"{settings.mongo_database}: {done}.\n")
        return 0
