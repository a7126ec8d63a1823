"""Sessions of the official template, in the memory of this process: by the hash of the Zalo token they were opened for.

One sign-in is one session, so several requests of one phone at once share one. Whoever comes to another process, or
after this one was started anew, signs in once more.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from gateway.store.login_states import digest

REMEMBERED = 10_000


@dataclass(frozen=True)
class TemplateSession:
    """``token`` is our own, good until after ``until``."""

    token: str
    citizen_id: str
    until: datetime


class TemplateSessions:
    def __init__(self) -> None:
        self._open: dict[bytes, TemplateSession] = {}
        self._opening: dict[bytes, asyncio.Task[TemplateSession]] = {}

    async def find_or_open(
        self, zalo_token: str, now: datetime, sign_in: Callable[[], Awaitable[TemplateSession]]
    ) -> TemplateSession:
        """Raises what ``sign_in`` raises."""
        key = digest(zalo_token)
        known = self._open.get(key)
        if known is not None and now < known.until:
            return known
        opening = self._opening.get(key)
        if opening is None:
            opening = self._opening[key] = asyncio.create_task(self._remember(key, sign_in))
            opening.add_done_callback(lambda _: self._opening.pop(key, None))
        return await asyncio.shield(opening)  # one caller who gives up ends it for no other

    async def _remember(self, key: bytes, sign_in: Callable[[], Awaitable[TemplateSession]]) -> TemplateSession:
        session = await sign_in()
        if len(self._open) >= REMEMBERED:
            self._open.clear()
        self._open[key] = session
        return session
