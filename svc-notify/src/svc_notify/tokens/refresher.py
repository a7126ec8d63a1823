"""Spends a refresh token exactly once, whoever asks and however often.

One holder of the lease at a time; it reads the pair again after winning, journals the raw answer before it looks at
it, and swaps by compare-and-set on the generation. A process that died in between is finished by the next one, from
the journal. What cannot be recovered is a process that dies between Zalo's answer and the journal: then a person must
consent again (``python -m svc_notify consent``).
"""

import asyncio
from datetime import datetime, timedelta

from shared.backoff import Backoff
from shared.clock import Clock
from shared.leases import Leases
from shared.logs import get_logger
from shared.metrics import counter
from shared.mongo import MONGO_UNAVAILABLE
from shared.schedules import RECORD_OUTCOME
from svc_notify.domain.token_pair import RawAnswer, TokenPair
from svc_notify.store.tokens import Tokens
from svc_notify.zalo.oauth import CALL_TIMEOUT, OAuthUnavailable, ZaloOAuth
from svc_notify.zalo.token_answer import TokenRefused, read_pair

LEASE_NAME = "oa-token"
# More than three calls: a holder that lives always ends inside its lease.
LEASE_TTL = timedelta(seconds=CALL_TIMEOUT * 4)

log = get_logger()

_refreshes = counter(
    "notify_token_refreshes_total",
    "Calls to refresh the OA token, by what came of them",
    outcome=("recovered", "refreshed", "refused", "unavailable"),
)


class RefreshFailed(Exception):
    """No new pair this time; the stored one is as it was."""


class Refresher:
    def __init__(self, tokens: Tokens, oauth: ZaloOAuth, leases: Leases, clock: Clock) -> None:
        self._tokens = tokens
        self._oauth = oauth
        self._leases = leases
        self._clock = clock
        self._one_at_a_time = asyncio.Lock()

    async def refresh(self, seen: int) -> TokenPair | None:
        """A pair newer than generation ``seen``; ``None`` while another process is at it. Raises ``RefreshFailed``."""
        stored = await self._tokens.load()  # without the lease: of many who ask, most come after the fact
        if stored is not None and stored.generation > seen:
            return stored
        async with self._one_at_a_time:  # the lease tells processes apart, not the tasks of one
            lease = await self._leases.acquire(LEASE_NAME, LEASE_TTL)
            if lease is None:
                return None
            try:
                pair = await self.recover()
                if pair is None or pair.generation > seen:
                    return pair
                return await self._spend(pair, lease.fence)
            finally:
                await self._leases.release(lease)

    async def recover(self) -> TokenPair | None:
        """The stored pair, brought up to date with what the journal knows of its generation."""
        pair = await self._tokens.load()
        generation = pair.generation if pair else 0
        for answer, fence, at in await self._tokens.read_journal(generation):
            try:
                issued = read_pair(answer)
            except TokenRefused:
                continue
            log.warning("token_recovered_from_journal", generation=generation + 1)
            _refreshes.labels("recovered").inc()
            await self._tokens.swap(generation, issued, fence, at)
            return await self._tokens.load()
        return pair

    async def consent(self, code: str, code_verifier: str) -> int:
        """Exchange the code of a consent and store its pair as the next generation, whatever is stored now; that
        generation. Raises ``TokenRefused`` or ``OAuthUnavailable``.
        """
        generation = await self._generation()
        answer = await self._oauth.exchange(code, code_verifier)
        at = self._clock.now()
        await self._write_journal(generation, 0, answer, at)
        issued = read_pair(answer)
        while not await self._tokens.swap(generation, issued, 0, at):
            generation = await self._generation()
        return generation + 1

    async def _write_journal(self, generation: int, fence: int, answer: RawAnswer, at: datetime) -> None:
        """Try as long as this process lives: the token is spent, and an answer forgotten only a person can replace."""
        backoff = Backoff(RECORD_OUTCOME)
        while True:
            try:
                await self._tokens.write_journal(generation, fence, answer, at)
                return
            except MONGO_UNAVAILABLE as error:
                log.warning("token_answer_waits", generation=generation, error=type(error).__name__)
                await backoff.sleep()

    async def _generation(self) -> int:
        pair = await self._tokens.load()
        return pair.generation if pair else 0

    async def _spend(self, pair: TokenPair, fence: int) -> TokenPair | None:
        try:
            answer = await self._oauth.refresh(pair.refresh)
        except OAuthUnavailable as error:
            _refreshes.labels("unavailable").inc()
            log.warning("token_refresh_unavailable", generation=pair.generation, error=str(error))
            raise RefreshFailed(str(error)) from error
        at = self._clock.now()
        await self._write_journal(pair.generation, fence, answer, at)
        try:
            issued = read_pair(answer)
        except TokenRefused as refusal:
            # A clock that is wrong by more than the lease lets two spend one token: one of them has the next pair.
            stored = await self._tokens.load()
            if stored is not None and stored.generation > pair.generation:
                return stored
            _refreshes.labels("refused").inc()
            log.error("token_refresh_refused", generation=pair.generation, answer=str(refusal))
            raise RefreshFailed(str(refusal)) from refusal
        await self._tokens.swap(pair.generation, issued, fence, at)
        _refreshes.labels("refreshed").inc()
        log.info("token_refreshed", generation=pair.generation + 1)
        return await self._tokens.load()
