"""How often each caller has looked something up today: one counter a caller and day, raised by ``$inc``."""

import asyncio
from datetime import datetime, time, timedelta
from math import ceil

from gateway.proxy.limiter import LimitDecision
from shared.clock import VIETNAM, Clock
from shared.logs import get_logger
from shared.mongo import (
    ASCENDING,
    MONGO_UNAVAILABLE,
    Database,
    IndexModel,
    ReturnDocument,
    WriteConcern,
)

REST = 5.0
"""Seconds without counting, after counting failed."""

INDEXES = [IndexModel([("expires_at", ASCENDING)], name="ttl_expires_at", expireAfterSeconds=0)]

log = get_logger()


class DailyQuotas:
    """Counts the look-ups of a day. Nobody is refused while there is no database: a limit must not take down what still
    works. A look-up waits ``patience`` seconds to be counted.
    """

    def __init__(self, database: Database, clock: Clock, patience: float = 0.5) -> None:
        # A count lost in a fail-over harms nobody; waiting for the majority on each look-up would.
        self._collection = database["daily_quota"].with_options(write_concern=WriteConcern(1))
        self._clock = clock
        self._patience = patience
        self._rest_until = 0.0

    async def take(self, budget: str, key: str, limit: int) -> LimitDecision:
        """One more of ``limit`` until midnight in Viet Nam."""
        ticks = asyncio.get_running_loop().time
        if ticks() < self._rest_until:
            return LimitDecision(True, limit, limit, 0)
        now = self._clock.now().astimezone(VIETNAM)
        midnight = datetime.combine(now.date() + timedelta(days=1), time(), VIETNAM)
        try:
            async with asyncio.timeout(self._patience):
                counted = await self._collection.find_one_and_update(
                    {"_id": f"{budget}:{now.date()}:{key}"},
                    {"$inc": {"used": 1}, "$setOnInsert": {"expires_at": midnight + timedelta(hours=1)}},
                    upsert=True,
                    return_document=ReturnDocument.AFTER,
                )
        except (TimeoutError, *MONGO_UNAVAILABLE) as error:
            self._rest_until = ticks() + REST
            log.warning("daily_quota_not_counted", error=type(error).__name__)
            return LimitDecision(True, limit, limit, 0)
        used = int(counted["used"]) if counted else 1
        return LimitDecision(used <= limit, limit, max(0, limit - used), ceil((midnight - now).total_seconds()))
