"""All that the gateway keeps."""

import asyncio

from gateway.store.citizens import Citizens
from gateway.store.daily_quota import DailyQuotas
from gateway.store.login_states import LoginStates
from gateway.store.sessions import Sessions
from gateway.store.staff_members import StaffMembers
from shared.backoff import Backoff
from shared.clock import Clock
from shared.crypto import FieldCipher
from shared.logs import get_logger
from shared.mongo import MONGO_UNAVAILABLE, Database
from shared.problem import unavailable

log = get_logger()


class Stores:
    def __init__(self, database: Database, zalo_app_id: str, cipher: FieldCipher, clock: Clock) -> None:
        self.citizens = Citizens(database, zalo_app_id, cipher)
        self.sessions = Sessions(database, cipher)
        self.staff = StaffMembers(database, zalo_app_id)
        self.login_states = LoginStates(database)
        self.daily_quotas = DailyQuotas(database, clock)
        self.prepared = False
        """Whether the indexes are there: without the unique ones, one person could become two citizens."""

    async def check_prepared(self) -> None:
        if not self.prepared:
            raise unavailable()

    async def prepare(self) -> None:
        for store in (self.citizens, self.sessions, self.staff, self.login_states, self.daily_quotas):
            await store.ensure_indexes()
        self.prepared = True

    async def prepare_when_possible(self, stop: asyncio.Event) -> None:
        """The task that does so as soon as the database answers."""
        backoff = Backoff(first=0.2, cap=5.0)
        while not stop.is_set():
            try:
                await self.prepare()
                await stop.wait()
            except MONGO_UNAVAILABLE as error:
                log.warning("indexes_wait_for_database", error=type(error).__name__)
                await backoff.sleep(stop)
