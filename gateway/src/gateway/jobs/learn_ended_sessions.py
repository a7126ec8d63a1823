"""Every gateway learns which sessions have ended: by signing out, by a copied token, by the erasure of a person.

Their access tokens are refused from then on, for all services: whoever was erased makes no new data with a token of
before, and who has signed in again since then has another session. While the database is away the last answer holds.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from gateway.domain.session import ACCESS_LIFE
from gateway.proxy.ended_sessions import EndedSessions
from gateway.store.sessions import Sessions
from shared.clock import Clock
from shared.periodic import PeriodicTask

EVERY = 1.0
OVERLAP = timedelta(minutes=1)
"""How much further back than the last reading is read again: gateways' clocks differ."""
LEARNED_WITHIN = 3 * EVERY
"""How long an erasure waits before services are told to forget: what comes until then is forgotten with the rest."""


def learn_ended_sessions(
    ended: EndedSessions, sessions: Sessions, clock: Clock
) -> Callable[[asyncio.Event], Awaitable[None]]:
    read_at: datetime | None = None

    async def learn() -> None:
        nonlocal read_at
        now = clock.now()
        over = now - ACCESS_LIFE
        ended.learn(await sessions.ended_since(over if read_at is None else max(over, read_at - OVERLAP)), over)
        read_at = now

    async def run(stop: asyncio.Event) -> None:
        await PeriodicTask("learn_ended_sessions", EVERY).run(learn, stop)

    return run
