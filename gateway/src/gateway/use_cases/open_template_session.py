"""A session for who comes with Zalo's own token in every request, as the official template does.

The answer is remembered by the token's hash for as long as our own token lives: Zalo is asked once, and one sign-in is
one session. Several requests of one phone at once share one sign-in.
"""

import asyncio
import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from gateway.use_cases.sign_in_citizen import SignInCitizen
from shared.clock import Clock

MARGIN = timedelta(minutes=2)
"""Our token must outlive the request that it is used for."""
REMEMBERED = 10_000


@dataclass(frozen=True)
class Opened:
    token: str
    citizen_id: str
    until: datetime


@dataclass(frozen=True)
class OpenTemplateSession:
    sign_in: SignInCitizen
    clock: Clock
    opened: dict[bytes, Opened] = field(default_factory=dict)
    opening: dict[bytes, asyncio.Task[Opened]] = field(default_factory=dict)

    async def __call__(self, zalo_token: str) -> tuple[str, str]:
        """Our token, and whose it is. Raises ``ZaloRefused`` and ``Unavailable``."""
        digest = hashlib.sha256(zalo_token.encode("utf-8", "surrogatepass")).digest()
        known = self.opened.get(digest)
        if known is None or known.until <= self.clock.now():
            task = self.opening.get(digest)
            if task is None:
                task = asyncio.create_task(self._open(digest, zalo_token))
                self.opening[digest] = task
                task.add_done_callback(lambda _done: self.opening.pop(digest, None))
            known = await asyncio.shield(task)
        return known.token, known.citizen_id

    async def _open(self, digest: bytes, zalo_token: str) -> Opened:
        citizen, tokens = await self.sign_in(zalo_token)
        until = self.clock.now() + timedelta(seconds=tokens.expires_in) - MARGIN
        if len(self.opened) >= REMEMBERED:
            self.opened.clear()
        opened = Opened(tokens.access_token, citizen.id, until)
        self.opened[digest] = opened
        return opened
