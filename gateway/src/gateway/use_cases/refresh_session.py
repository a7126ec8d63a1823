"""A refresh token for the next pair. One that was already used ends the whole family: somebody has a copy."""

from dataclasses import dataclass

from gateway.proxy.metrics import refused
from gateway.store.sessions import Sessions, SpentToken
from gateway.store.staff_members import StaffMembers
from gateway.use_cases.issue_tokens import TokenIssuer, Tokens
from shared.clock import Clock
from shared.errors import Forbidden
from shared.identity import expired_session
from shared.logs import get_logger

log = get_logger()


@dataclass(frozen=True)
class RefreshSession:
    sessions: Sessions
    staff: StaffMembers
    issuer: TokenIssuer
    clock: Clock

    async def __call__(self, refresh_token: str) -> Tokens:
        now = self.clock.now()
        try:
            rotated = await self.sessions.rotate(refresh_token, now)
        except SpentToken as spent:
            await self.sessions.end(spent.session_id, now, "refresh token used again")
            refused.labels("refresh_reused").inc()
            log.warning("refresh_token_used_again", session_id=spent.session_id)
            raise expired_session() from None
        if rotated is None:
            raise expired_session()
        session, next_token = rotated
        roles = await self._roles(session.subject) if session.kind == "staff" else []
        return self.issuer.issue(session.kind, session.subject, roles, session.id, next_token)

    async def _roles(self, staff_id: str) -> list[str]:
        """As they are now: what was revoked is gone with the next token."""
        staff = await self.staff.get(staff_id)
        roles = staff.roles() if staff else []
        if not roles:
            raise Forbidden("Tài khoản cán bộ của bạn không còn được phân quyền.")
        return roles
