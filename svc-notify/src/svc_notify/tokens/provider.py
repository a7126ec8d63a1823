"""Provides the access token: refreshed at half of its life, or once when Zalo refuses it before."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

from shared.backoff import Backoff
from shared.clock import Clock
from shared.logs import get_logger
from shared.metrics import MeasuredGauge
from shared.mongo import MONGO_UNAVAILABLE
from shared.schedules import TOKEN_REFRESH
from svc_notify.domain.token_pair import AccessToken, TokenPair
from svc_notify.tokens.refresher import Refresher, RefreshFailed

LOOK_EVERY = 30.0
LOOK_EVERY_WITHOUT_TOKEN = 1.0

log = get_logger()

_age = MeasuredGauge(
    "notify_token_pair_age_seconds",
    "Since the OA pair in use was issued: 90 days end it; -1 without one",
    lasts=5 * LOOK_EVERY,
)
_left = MeasuredGauge(
    "notify_access_token_left_seconds", "Until the OA access token ends; -1 without one", lasts=5 * LOOK_EVERY
)


class TokenProvider:
    """``draw`` (random in [0, 1)) spreads the refreshes of several processes; ``on_ready`` is called at a new one."""

    def __init__(
        self, refresher: Refresher, clock: Clock, draw: Callable[[], float], on_ready: Callable[[], None]
    ) -> None:
        self._refresher = refresher
        self._clock = clock
        self._share_of_life = 0.5 + 0.05 * draw()
        self._on_ready = on_ready
        self._wake = asyncio.Event()
        self._rejected = 0
        self._on_probation = 0
        self.current: AccessToken | None = None

    def reject(self, generation: int) -> bool:
        """Zalo refused this token: another is fetched. ``False`` if that was just done and this is the outcome: then
        fetching once more would not help, and a person must look.
        """
        if self.current is None or self.current.generation != generation:
            return True
        if generation == self._on_probation:
            log.error("fresh_token_refused", generation=generation)
            return False
        self._rejected = generation
        self.current = None
        self._wake.set()
        return True

    def worked(self, generation: int) -> None:
        if generation == self._on_probation:
            self._on_probation = 0

    async def run(self, stop: asyncio.Event) -> None:
        backoff = Backoff(TOKEN_REFRESH)
        while not stop.is_set():
            try:
                await self.update()
                backoff.reset()
            except (RefreshFailed, *MONGO_UNAVAILABLE) as error:
                log.warning("token_not_updated", error=type(error).__name__)
                await backoff.sleep(stop)
                continue
            await self._pause(stop)

    async def update(self) -> None:
        """Look once: take what is stored, refresh it if it is time or if it was refused. Raises ``RefreshFailed``."""
        pair = await self._refresher.recover()
        try:
            if pair is not None and (pair.generation == self._rejected or self._half_spent(pair)):
                newer = await self._refresher.refresh(pair.generation)
                if newer is not None and pair.generation == self._rejected:
                    self._on_probation = newer.generation
                pair = newer or pair
        finally:
            self._take(pair)

    def _take(self, pair: TokenPair | None) -> None:
        now = self._clock.now()
        usable = pair is not None and pair.generation != self._rejected and now < pair.expires_at
        had_none = self.current is None
        self.current = AccessToken(pair.access, pair.generation) if pair is not None and usable else None
        _age.set((now - pair.issued_at).total_seconds() if pair is not None else -1)
        _left.set((pair.expires_at - now).total_seconds() if pair is not None else -1)
        if had_none and self.current is not None:
            self._on_ready()

    def _half_spent(self, pair: TokenPair) -> bool:
        life = pair.expires_at - pair.issued_at
        return self._clock.now() >= pair.issued_at + max(life * self._share_of_life, timedelta(seconds=1))

    async def _pause(self, stop: asyncio.Event) -> None:
        stopping = asyncio.create_task(stop.wait())
        waking = asyncio.create_task(self._wake.wait())
        seconds = LOOK_EVERY if self.current else LOOK_EVERY_WITHOUT_TOKEN
        await asyncio.wait({stopping, waking}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        waking.cancel()
        self._wake.clear()
