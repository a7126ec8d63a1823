"""A session for somebody who has just shown who they are."""

from gateway.domain.session import Kind, begin
from gateway.store.sessions import Sessions
from gateway.use_cases.issue_tokens import TokenIssuer, Tokens
from shared.clock import Clock
from shared.ids import new_id


async def begin_session(
    sessions: Sessions, issuer: TokenIssuer, clock: Clock, kind: Kind, subject: str, roles: list[str]
) -> Tokens:
    session = begin(new_id("ses", clock.now()), kind, subject, clock.now())
    refresh_token = await sessions.begin(session)
    return issuer.issue(kind, subject, roles, session.id, refresh_token)
