"""A session for who comes with Zalo's own token in every request, as the official template does.

It is remembered for as long as our own token lives: Zalo is asked once.
"""

from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from gateway.store.template_sessions import TemplateSession, TemplateSessions
from gateway.use_cases.sign_in_citizen import SignInCitizen
from shared.clock import Clock

MARGIN = timedelta(minutes=2)
"""Our token must outlive the request that it is used for."""


@dataclass(frozen=True)
class OpenTemplateSession:
    sign_in: SignInCitizen
    sessions: TemplateSessions
    clock: Clock

    async def __call__(self, zalo_token: str) -> TemplateSession:
        """Raises ``ZaloRefused`` and ``Unavailable``."""
        return await self.sessions.find_or_open(zalo_token, self.clock.now(), partial(self._open, zalo_token))

    async def _open(self, zalo_token: str) -> TemplateSession:
        citizen, tokens = await self.sign_in(zalo_token)
        until = self.clock.now() + timedelta(seconds=tokens.expires_in) - MARGIN
        return TemplateSession(tokens.access_token, citizen.id, until)
