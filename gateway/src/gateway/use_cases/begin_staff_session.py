"""A console exchanges its code for the session of the officer who has just signed in."""

import hmac
from dataclasses import dataclass

from gateway.domain.console_login import code_challenge
from gateway.domain.session import Tokens
from gateway.domain.staff import Staff
from gateway.store.login_codes import LoginCodes
from gateway.store.staff_members import StaffMembers
from gateway.use_cases.begin_session import BeginSession
from shared.clock import Clock
from shared.errors import Forbidden, Malformed


@dataclass(frozen=True)
class BeginStaffSession:
    codes: LoginCodes
    staff: StaffMembers
    begin_session: BeginSession
    clock: Clock

    async def __call__(self, code: str, verifier: str) -> tuple[Staff, Tokens]:
        """Raises ``Malformed`` for a code that is not good, and ``Forbidden`` for somebody without a role yet."""
        meaning = await self.codes.take(code, self.clock.now())
        known = meaning is not None and hmac.compare_digest(meaning.challenge, code_challenge(verifier))
        member = await self.staff.get(meaning.staff_id) if meaning is not None and known else None
        if member is None:
            detail = "Lượt đăng nhập này đã hết hạn hoặc đã được dùng. Vui lòng đăng nhập lại."
            raise Malformed(detail, code="login-expired", title="Không thể đăng nhập")
        roles = member.roles()
        if not roles:
            detail = f"Tài khoản chưa được phân quyền. Vui lòng gửi mã cán bộ {member.id} cho quản trị viên."
            raise Forbidden(detail, code="no-role", title="Chưa được phân quyền", staff_id=member.id)
        return member, await self.begin_session("staff", member.id, roles, member.name or "")
