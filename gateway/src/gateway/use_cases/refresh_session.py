"""A refresh token for the next pair. One that was already used ends the whole family: somebody has a copy."""

from dataclasses import dataclass

from gateway.domain.session import RefreshRefused, TokenRefusal, Tokens
from gateway.keys.token_issuer import TokenIssuer
from gateway.proxy.metrics import refused
from gateway.store.sessions import Sessions
from gateway.store.staff_members import StaffMembers
from shared.access_tokens import expired_session
from shared.clock import Clock
from shared.errors import Forbidden
from shared.logs import get_logger

log = get_logger()


@dataclass(frozen=True)
class RefreshSession:
    sessions: Sessions
    staff: StaffMembers
    issuer: TokenIssuer
    clock: Clock

    async def __call__(self, refresh_token: str) -> Tokens:
        """Whoever is refused hears the same, whatever the reason: it is for us to know."""
        now = self.clock.now()
        try:
            session, next_token = await self.sessions.rotate(refresh_token, now)
        except RefreshRefused as refusal:
            if refusal.reason is TokenRefusal.REUSED:
                await self.sessions.end(refusal.session_id, now, "refresh token used again")
                refused.labels("refresh_reused").inc()
                log.warning("refresh_token_used_again", session_id=refusal.session_id)
            else:
                log.info("refresh_refused", session_id=refusal.session_id, reason=refusal.reason.value)
            raise expired_session() from None
        if session.kind == "citizen":
            return self.issuer.issue(session.kind, session.subject, [], session.id, next_token)
        member = await self.staff.get(session.subject)
        roles = member.roles() if member else []  # as they are now: what was revoked is gone with the next token
        if member is None or not roles:
            raise Forbidden("Tài khoản cán bộ của Ông/Bà không còn được phân quyền.")
        return self.issuer.issue(session.kind, member.id, roles, session.id, next_token, member.name or "")
