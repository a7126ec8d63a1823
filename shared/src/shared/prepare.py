"""``python -m svc_x prepare``: the indexes of a new release, built before its processes start.

They would build them too, each at its start; a large collection is then served only when it is through.
"""

import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from shared.mongo import Database, open_mongo
from shared.settings import ServiceSettings


@dataclass(frozen=True)
class Prepare:
    """The command of a service; ``make_indexes`` may run again at any time."""

    make_indexes: Callable[[Database], Awaitable[None]]

    async def __call__(self, settings: ServiceSettings, _: list[str]) -> int:
        async with open_mongo(settings) as database:
            await self.make_indexes(database)
        sys.stdout.write(f"{settings.mongo_database}: chỉ mục đã sẵn sàng.\n")
        return 0
