"""A session for somebody who has just shown who they are."""

from dataclasses import dataclass

from gateway.domain.session import CallerKind, Tokens, begin
from gateway.keys.token_issuer import TokenIssuer
from gateway.store.sessions import Sessions
from shared.clock import Clock
from shared.ids import new_id


@dataclass(frozen=True)
class BeginSession:
    sessions: Sessions
    issuer: TokenIssuer
    clock: Clock

    async def __call__(self, kind: CallerKind, subject: str, roles: list[str], name: str = "") -> Tokens:
        now = self.clock.now()
        session = begin(new_id("ses", now), kind, subject, now)
        refresh_token = await self.sessions.begin(session)
        return self.issuer.issue(kind, subject, roles, session.id, refresh_token, name)
